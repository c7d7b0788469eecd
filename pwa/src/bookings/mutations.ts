// What a resident's steps with a booking will do, shown before the town has answered. No preview says that a time is
// booked: that is the town's alone to say.
import type { Booking, CancelBooking, HoldSlot, MoveBooking, RequestBooking } from '../schema/types'
import { registerPreview } from '../sync/preview'
import { may } from './state'

export function requested(row: Booking | undefined, args: RequestBooking): Booking | undefined {
  if (row) return undefined
  const { waitlist, ...rest } = args
  return { kind: 'window', channel: 'app', ...rest, ...(waitlist && { waitlist }), state: 'requested', version: 0, updated_at: 0 }
}

export function held(row: Booking | undefined, args: HoldSlot): Booking | undefined {
  if (row && !may('confirm', row)) return undefined
  return { kind: 'window', channel: 'app', ...args, state: 'held', version: 0, updated_at: 0 }
}

/** The old time is kept until there is a new one. */
export function moved(row: Booking | undefined, { wishes, waitlist }: MoveBooking): Booking | undefined {
  return row && may('move', row) ? { ...row, wishes, ...(waitlist && { waitlist }) } : undefined
}

export function cancelled(row: Booking | undefined): Booking | undefined {
  return row && may('cancel', row) ? { ...row, state: 'cancelled' } : undefined
}

function preview<T extends { id: string }>(name: string, change: (row: Booking | undefined, args: T) => Booking | undefined): void {
  registerPreview<T>(name, (rows, args) => {
    const next = change(rows.get<Booking>('booking', args.id), args)
    return next ? rows.put('booking', args.id, next) : rows
  })
}

preview<RequestBooking>('bookings.request', requested)
preview<HoldSlot>('bookings.hold', held)
preview<MoveBooking>('bookings.move', moved)
preview<CancelBooking>('bookings.cancel', cancelled)
