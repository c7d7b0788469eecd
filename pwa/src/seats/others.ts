// What a sync may say of those whose seat is closed: how much of theirs waits here, by numbers that mean nothing to anybody else.
import type { SyncRequest } from '../schema/types'
import { seats } from '../sync/codec'
import { withOutbox } from '../sync/store'
import { seatsHere } from './seat'

export async function waitingHere(): Promise<Map<string, number>> {
  const all = await withOutbox((db) => db.getAll('mutations'))
  const counts = new Map<string, number>()
  for (const { person, state } of all) if (person && state === 'waiting') counts.set(person, (counts.get(person) ?? 0) + 1)
  return counts
}

export async function others(): Promise<Partial<SyncRequest>> {
  const closed = (await seatsHere()).filter((seat) => seat.person !== seats.codec?.person)
  if (!closed.length) return {}
  const counts = await waitingHere()
  return { others: Object.fromEntries(closed.map((seat) => [seat.client, counts.get(seat.person) ?? 0])) }
}
