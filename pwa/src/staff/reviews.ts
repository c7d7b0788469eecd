// What a clerk has judged and typed of each case: on this tablet's disk within 300 ms, and there until the town has taken it.
import { effect, signal } from '@preact/signals'
import { seats, type Codec } from '../sync/codec'
import { outbox, session } from '../sync/state'
import { STRICT, withOutbox } from '../sync/store'
import { emptyReview, fromGiven, type Review } from './defects'
import type { Application } from '../schema/types'

const GROUP_MS = 300
const all = signal<ReadonlyMap<string, Review>>(new Map())
const dirty = new Set<string>()
let person: string | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Kept with the unsent work of the device, under the person's name. */
export const reviewKey = (who: string, id: string) => `review/${who}/${id}`

let loading: Promise<void> | undefined

/** Needs the outbox to be loaded: what it no longer holds has been taken. */
export function loadReviews(): Promise<void> {
  const who = session.value?.person ?? null
  if (who !== person || !loading) {
    // What the one before wrote last goes under their own name.
    loading = flush().then(() => read((person = who)))
  }
  return loading
}

let watching = false

async function read(who: string | null): Promise<void> {
  const held = who ? await withOutbox((db) => db.getAll('device', IDBKeyRange.bound(reviewKey(who, ''), reviewKey(who, '\uffff')))) : []
  const { codec } = seats
  const stored = codec ? await Promise.all(held.map((one) => codec.open<Review>(one, reviewKey(who!, (one as Review).id)))) : held
  if (who === person) all.value = new Map((stored as (Review | undefined)[]).filter((one) => one !== undefined).map((one) => [one.id, one]))
  dropTaken()
  if (watching) return
  watching = true
  seats.flushes.push(flush)
  effect(dropTaken)
  addEventListener('pagehide', () => void flush())
  document.addEventListener('visibilitychange', () => void flush())
}

/** What was sent and is in the outbox no more has been taken by the town. */
function dropTaken(): void {
  const held = new Set(outbox.value.map((one) => one.id))
  // The outbox of whoever uses the tablet now says nothing about the work of somebody else.
  if (session.peek()?.person !== person) return
  const taken = [...all.peek().values()].filter((one) => one.sent && !held.has(one.sent))
  if (taken.length) put(taken.map((one) => [one.id, undefined]))
}

/** A list that was given already is the start of a second one. */
export function reviewOf(row: Application): Review {
  const held = all.value.get(row.id)
  if (held) return held
  const round = row.round ?? 1
  return row.state === 'returned' ? fromGiven(row.id, round, row.defects ?? []) : emptyReview(row.id, round)
}

export function edit(row: Application, change: (review: Review) => Review): void {
  put([[row.id, change(reviewOf(row))]])
}

/** On disk when it resolves. */
export function markSent(row: Application, sent: string): Promise<void> {
  edit(row, (review) => ({ ...review, round: row.round ?? 1, sent }))
  return flush()
}

/** What the town did not take belongs to the clerk again. */
export function release(row: Application): Promise<void> {
  if (all.peek().has(row.id)) edit(row, (review) => ({ ...review, sent: undefined }))
  return flush()
}

export function dropReview(id: string): void {
  put([[id, undefined]])
}

function put(changes: [string, Review | undefined][]): void {
  const next = new Map(all.peek())
  for (const [id, review] of changes) {
    if (review) next.set(id, review)
    else next.delete(id)
    dirty.add(id)
  }
  all.value = next
  timer ??= setTimeout(() => void flush(), GROUP_MS)
}

export async function flush(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  const who = person
  const ids = [...dirty]
  if (!who || !ids.length) return
  dirty.clear()
  const { codec } = seats
  const written = await Promise.all(ids.map(async (id) => [id, await onDisk(all.peek().get(id), reviewKey(who, id), codec)] as const))
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    for (const [id, review] of written) {
      if (review) void tx.store.put(review, reviewKey(who, id))
      else void tx.store.delete(reviewKey(who, id))
    }
    await tx.done
  })
}

async function onDisk(review: Review | undefined, key: string, codec: Codec | undefined): Promise<unknown> {
  return review && codec ? { id: review.id, ...((await codec.seal(review, key)) as object) } : review
}

/** What was written of cases that are over is of no use any more. */
export function tidyReviews(unwanted: (id: string) => boolean): void {
  for (const id of all.peek().keys()) if (unwanted(id)) dropReview(id)
}
