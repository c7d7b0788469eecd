// All a person's cases on this phone: drafts, what waits, and what the town has, joined by id.
import { computed, type ReadonlySignal } from '@preact/signals'
import { refused, underWay } from '../files/under-way'
import type { Application } from '../schema/types'
import { rows, row, serverRows } from '../sync/preview'
import { outbox, serverNow } from '../sync/state'
import { blobsOf } from './draft'
import { drafts } from './drafts'
import { dayAt, markOf, type Case, type Mark, type Photos } from './state'

export const today = (): string => dayAt(serverNow())

function photosOf(application: Application | undefined): Photos | undefined {
  const awaiting = new Set(application?.awaiting?.filter(hash => !refused.value.has(hash))).size
  if (!application || !awaiting || underWay.value?.application !== application.id) return undefined
  const total = Math.max(new Set(blobsOf(application.materials ?? {})).size, awaiting)
  return { total, sent: total - awaiting }
}

export function caseOf(id: string): Case | undefined {
  const known = row<Application>('application', id).value
  const application = known && isOwn(known) ? known : undefined
  const draft = drafts.value.find(one => one.id === id && !one.counter)
  if (!application && (!draft || draft.done)) return undefined
  const waiting = outbox.value.filter(one => one.lane === id)
  return { id, name: application?.item_name ?? draft?.item_name ?? '', row: application, draft, waiting, photos: photosOf(application) }
}

/** A clerk's tablet also holds other people's cases; those name the applicant. */
function isOwn(one: Application): boolean {
  return one.applicant === undefined || serverRows<Application>('application', 'me').some(mine => mine.id === one.id)
}

/** Newest first; what was deleted is not listed. */
export const cases: ReadonlySignal<Case[]> = computed(() => {
  const ids = new Set([...drafts.value.filter(one => !one.counter).map(one => one.id), ...rows<Application>('application').value.filter(isOwn).map(one => one.id)])
  return [...ids]
    .map(caseOf)
    .filter((one): one is Case => one !== undefined && !one.draft?.discarded_at && one.row?.state !== 'discarded')
    .sort((a, b) => freshness(b) - freshness(a))
})

function freshness(one: Case): number {
  const last = one.row?.history?.slice(-1)[0]?.at ?? one.row?.submitted_at ?? one.row?.saved_at ?? 0
  return Math.max(last, one.draft?.saved_at ?? 0)
}

export const markFor = (one: Case): Mark => markOf(one, today())
