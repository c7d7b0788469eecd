// What of applications lies on this phone alone, besides the outbox: changed drafts, and photos the town has not got.
import { jobsOf } from '../files/lanes'
import type { Application } from '../schema/types'
import { serverRows } from '../sync/preview'
import { withOutbox } from '../sync/store'
import { hasUnsent } from './branch'
import { blobsOf } from './draft'
import { openBlobs } from './draft-sync'
import { drafts } from './drafts'

export async function unsentHere(): Promise<number> {
  const changed = drafts.value.filter((one) => !one.done && !one.discarded_at && hasUnsent(one)).length
  const cases = serverRows<Application>('application', 'me')
  const awaited = new Set(jobsOf(cases).map((job) => job.sha256))
  // A mending that was delivered still names its pages: what the town has is no loss.
  const there = cases.filter((row) => row.state !== 'draft').flatMap((row) => blobsOf(row.materials ?? {})).filter((blob) => !awaited.has(blob))
  const wanted = new Set([...openBlobs(), ...awaited])
  for (const blob of there) wanted.delete(blob)
  const here = await withOutbox((db) => db.getAllKeys('blobs'))
  return changed + here.filter((key) => wanted.has(key.replace(/^.*\//, ''))).length
}
