// Booking for whoever stands at the hall's machine: the town takes it now or it is not made. What was read of the person
// leaves the machine with the answer, and when none comes.
import { signal } from '@preact/signals'
import type { Booking, SlotAt, TakeBooking } from '../schema/types'
import { clientId, forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { row } from '../sync/preview'
import { outbox } from '../sync/state'
import { STRICT, withOutbox } from '../sync/store'

const PATIENCE_MS = 15_000

/** The booking that is being waited for; `lost` when no answer came: it was never sent, or may have been made. */
export const asked = signal<{ id: string; sent?: string; lost?: 'unsent' | 'unknown' } | undefined>(undefined)

let timer: ReturnType<typeof setTimeout> | undefined

export async function takeHere(what: Omit<TakeBooking, 'id' | 'channel'>): Promise<void> {
  const before = answerOf()
  if (before && !before.code) return
  done()
  const id = uuid7()
  asked.value = { id }
  const sent = await mutate('bookings.take', id, { id, channel: 'kiosk', ...what })
  if (asked.peek()?.id !== id) return void (await drop(sent))
  asked.value = { id, sent }
  timer = setTimeout(() => void giveUp(id, sent), PATIENCE_MS)
}

export interface Answer {
  booking?: Booking
  code?: string
  offers?: SlotAt[]
  detail?: Record<string, unknown>
  lost?: 'unsent' | 'unknown'
}

/** What came of it so far. The machine sees no desk: it is told under its own name what to print. */
export function answerOf(): Answer | undefined {
  const now = asked.value
  if (!now) return undefined
  const told = row<Booking & { asked?: string }>('booking', clientId()).value
  const booking = row<Booking>('booking', now.id).value ?? (told?.asked === now.id ? told : undefined)
  if (booking?.code && booking.start) return { booking }
  const refused = outbox.value.find((one) => one.lane === now.id && one.state === 'rejected')
  if (refused) return { code: refused.code ?? 'server_error', detail: refused.detail, offers: (refused.detail?.['offers'] ?? []) as SlotAt[] }
  return { lost: now.lost }
}

/** Asked of the town and not answered yet. */
export const isAsking = (answer: Answer | undefined): boolean => Boolean(answer && !answer.booking && !answer.code && !answer.lost)

/** The next one steps up. */
export function done(): void {
  clearTimeout(timer)
  const sent = asked.peek()?.sent
  asked.value = undefined
  if (sent) void drop(sent)
}

/** What a machine that lost its power in the middle still holds: nobody waits for it any more. */
export async function dropOld(): Promise<void> {
  const old = outbox.peek().filter((one) => one.name === 'bookings.take' && one.args['channel'] === 'kiosk' && one.lane !== asked.peek()?.id)
  for (const one of old) await drop(one.id)
}

async function giveUp(id: string, sent: string): Promise<void> {
  const left = await drop(sent)
  if (left && asked.peek()?.id === id) asked.value = { id, lost: left }
}

/** A lane of its own, of which nothing else follows: what may have arrived can be dropped as well. */
async function drop(sent: string): Promise<'unsent' | 'unknown' | undefined> {
  const left = await withOutbox(async (db) => {
    const tx = db.transaction('mutations', 'readwrite', STRICT)
    const one = await tx.store.index('id').get(sent)
    if (one) await tx.store.delete(one.n!)
    await tx.done
    return one && (one.seq === undefined ? ('unsent' as const) : ('unknown' as const))
  })
  if (left) await forget(sent)
  return left
}
