// The person's own ticket on this phone: the town's row with what waits here played over it.
import { computed, type ReadonlySignal } from '@preact/signals'
import type { Booking, DrawTicket, Ticket, TicketKind } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { rows, serverRows } from '../sync/preview'
import { outbox, serverNow, type Waiting } from '../sync/state'
import { isoDay } from '../text/dates'
import './mutations'

const OVER = ['finished', 'cancelled']

/** Of today, the one that still counts before one that is over. */
export const myTicket: ReadonlySignal<Ticket | undefined> = computed(() => {
  const mine = new Set(serverRows<Ticket>('ticket', 'me').map((one) => one.id))
  const today = isoDay(serverNow())
  const all = rows<Ticket>('ticket').value.filter((one) => mine.has(one.id) && one.on === today)
  return all.sort((a, b) => Number(OVER.includes(a.state)) - Number(OVER.includes(b.state)) || b.drawn_at - a.drawn_at)[0]
})

export const isOver = (one: Ticket): boolean => OVER.includes(one.state)

/** A draw of this phone that the town has not answered, or refused. */
export const myDraw: ReadonlySignal<Waiting | undefined> = computed(() => outbox.value.filter((one) => one.name === 'tickets.draw').at(-1))

/** What the town refused of the ticket in view. */
export const refusedStep = (id: string): Waiting | undefined => outbox.value.find((one) => one.lane === id && one.name.startsWith('tickets.') && one.state === 'rejected')

/** Bookings of today for which a number can be drawn, or will be. */
export const todaysBookings: ReadonlySignal<Booking[]> = computed(() => {
  const mine = new Set(serverRows<Booking>('booking', 'me').map((one) => one.id))
  const today = isoDay(serverNow())
  const good = (one: Booking) => mine.has(one.id) && one.kind === 'window' && ['confirmed', 'arrived', 'missed'].includes(one.state)
  return rows<Booking>('booking').value.filter((one) => good(one) && one.start !== undefined && isoDay(one.start) === today)
})

let drawing = false

/** One tap or two before it shows: one number. */
export async function draw(args: Omit<DrawTicket, 'id'>): Promise<void> {
  const old = myDraw.peek()
  if (drawing || (old && old.state !== 'rejected')) return
  drawing = true
  try {
    if (old) await forget(old.id)
    const id = uuid7()
    await mutate('tickets.draw', id, { id, ...args })
  } finally {
    drawing = false
  }
}

export const convert = (one: Ticket, kind: TicketKind): Promise<string> => mutate('tickets.convert', one.id, { id: one.id, kind })
export const cancel = (one: Ticket): Promise<string> => mutate('tickets.cancel', one.id, { id: one.id })
