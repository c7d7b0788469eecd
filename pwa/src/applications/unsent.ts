// What of applications lies on this phone alone, besides the outbox: changed drafts, and photos the town has not got.
import { jobsOf } from '../files/lanes'
import type { Application } from '../schema/types'
import { serverRows } from '../sync/preview'
import { withOutbox } from '../sync/store'
import { hasUnsent } from './branch'
import { openBlobs } from './draft-sync'
import { drafts } from './drafts'

export async function unsentHere(): Promise<number> {
  const changed = drafts.value.filter((one) => !one.done && !one.discarded_at && hasUnsent(one)).length
  const awaited = jobsOf(serverRows<Application>('application', 'me')).map((job) => job.sha256)
  const wanted = new Set([...openBlobs(), ...awaited])
  const here = await withOutbox((db) => db.getAllKeys('blobs'))
  return changed + here.filter((key) => wanted.has(key.replace(/^.*\//, ''))).length
}
