// The steps of booking: one mutation each, in the booking's own lane.
import type { Booking, CancelBooking, HoldSlot, MoveBooking, RequestBooking, Wish } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { outbox, type Waiting } from '../sync/state'
import type { Ask } from './ask'

const channel = (): 'app' | 'web' => (matchMedia('(display-mode: standalone)').matches ? 'app' : 'web')

type What = Pick<Ask, 'item' | 'application'>

const given = <T extends object>(values: T): T => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T

/** Keeps the slot for ten minutes, of the same booking where one is kept already. Gives the booking's id. */
export async function hold(centre: string, what: What, start: number, window?: string, id = uuid7()): Promise<string> {
  const { item, application } = what
  const args: HoldSlot = given({ id, centre, channel: channel(), item, application, start, window })
  await mutate('bookings.hold', id, args)
  await dropAsked({ item, application })
  return id
}

export interface Special { about?: string; address?: string }

export async function request(centre: string, what: What & Pick<Ask, 'kind' | 'again'>, wishes: Wish[], waitlist: boolean, special: Special = {}): Promise<string> {
  const id = uuid7()
  const { item, application, kind } = what
  const args: RequestBooking = given({ id, centre, kind, channel: channel(), item, application, wishes, waitlist: waitlist || undefined, ...special })
  await mutate('bookings.request', id, args)
  await dropAsked(what)
  return id
}

export async function confirm(row: Booking): Promise<void> {
  await mutate('bookings.confirm', row.id, given({ id: row.id, base: baseOf(row) }))
}

export async function move(row: Booking, wishes: Wish[], waitlist = false): Promise<void> {
  await dropRefused(row.id)
  const args: MoveBooking = given({ id: row.id, base: baseOf(row), wishes, waitlist: waitlist || undefined })
  await mutate('bookings.move', row.id, args)
}

/** Gives the mutation's id, so that it can be taken back while it is on the phone. */
export async function cancel(row: Booking): Promise<string> {
  await dropRefused(row.id)
  const args: CancelBooking = given({ id: row.id, base: baseOf(row) })
  return mutate('bookings.cancel', row.id, args)
}

const ASKING = ['bookings.hold', 'bookings.request']

/** What the town did not take is dealt with by what is done next with the same booking. */
const dropRefused = (id: string): Promise<void> => drop((one) => one.lane === id)

/** Or by asking anew for the same thing; words that somebody typed only where those very words were before them. */
function dropAsked({ kind, item, application, again }: What & Pick<Ask, 'kind' | 'again'>): Promise<void> {
  return drop(({ name, lane, args }) => {
    const before = args as Partial<RequestBooking>
    return ASKING.includes(name) && before.kind === kind && before.item === item && before.application === application && (!before.about || lane === again)
  })
}

async function drop(dealtWith: (one: Waiting) => boolean): Promise<void> {
  for (const sent of outbox.value.filter((one) => one.state === 'rejected' && dealtWith(one))) await forget(sent.id)
}

/** What the town has not seen yet has no version to name. */
const baseOf = (row: Booking): number | undefined => row.version || undefined
