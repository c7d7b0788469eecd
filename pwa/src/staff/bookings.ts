// The bookings of this person's centre on the tablet, with what waits here played over them; the steps staff take.
import type { Booking, DecideBooking, OfBooking, SetRoster, TakeBooking } from '../schema/types'
import { mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { registerPreview, rows, serverRows, type Rows } from '../sync/preview'
import { line, outbox, serverNow, type Waiting } from '../sync/state'
import { t } from '../text/t'
import { toast } from '../ui/toast'
import '../bookings/mutations'
import { may } from '../bookings/state'
import { centreCode } from './desk'

/** Rows that say who comes are the desk's; a clerk's own bookings do not. */
export const deskBookings = (): Booking[] => rows<Booking>('booking').value.filter((one) => one.contact !== undefined && one.centre === centreCode.value)

export const deskBooking = (id: string | undefined): Booking | undefined => deskBookings().find((one) => one.id === id)

/** Nobody is an official in their own matter. */
export const isOwnBooking = (id: string): boolean => serverRows<Booking>('booking', 'me').some((one) => one.id === id)

export const waitingFor = (id: string): Waiting[] => outbox.value.filter((one) => one.lane === id)

const change = (rows: Rows, id: string, next: (row: Booking) => Booking | undefined): Rows => {
  const row = rows.get<Booking>('booking', id)
  const changed = row && next(row)
  return changed ? rows.put('booking', id, changed) : rows
}

export function taken({ waitlist, ...args }: TakeBooking): Booking {
  return { kind: 'window', ...args, ...(waitlist && { waitlist }), state: 'requested', version: 0, updated_at: 0 }
}

export function decided(row: Booking, { accept, start, end, note }: DecideBooking): Booking | undefined {
  if (!may('decide', row)) return undefined
  return accept ? { ...row, state: 'confirmed', start, end, note } : { ...row, state: 'declined', note }
}

export const arrived = (row: Booking, at: number): Booking | undefined => (may('arrive', row) ? { ...row, state: 'arrived', arrived_at: at } : undefined)
export const finished = (row: Booking, at: number): Booking | undefined => (may('finish', row) ? { ...row, state: 'done', done_at: at } : undefined)

registerPreview<TakeBooking>('bookings.take', (rows, args) => rows.put('booking', args.id, taken(args)))
registerPreview<DecideBooking>('bookings.decide', (rows, args) => change(rows, args.id, (row) => decided(row, args)))
registerPreview<OfBooking>('bookings.arrive', (rows, args) => change(rows, args.id, (row) => arrived(row, serverNow())))
registerPreview<OfBooking>('bookings.finish', (rows, args) => change(rows, args.id, (row) => finished(row, serverNow())))
registerPreview<SetRoster>('bookings.set_roster', (rows, { centre, on, duty }) => (duty ? rows.put('roster', on, { centre, on, duty }) : rows.drop('roster', on)))

const said = (words: string) => toast(line.value === 'off' ? t('{done}。存在平板，连上就送出', { done: words }) : words)

export async function take(args: Omit<TakeBooking, 'id'>): Promise<string> {
  const id = uuid7()
  await mutate('bookings.take', id, { id, ...args })
  return id
}

const of = (row: Booking) => ({ id: row.id, ...(row.version && { base: row.version }) })

export async function decide(row: Booking, answer: Pick<DecideBooking, 'accept' | 'start' | 'end' | 'note'>): Promise<void> {
  await mutate('bookings.decide', row.id, { ...of(row), ...answer })
  said(answer.accept ? t('定好了，会告诉他') : t('回了，会告诉他'))
}

export async function arrive(row: Booking): Promise<void> {
  await mutate('bookings.arrive', row.id, of(row))
  said(t('记下了：到了'))
}

export async function finish(row: Booking): Promise<void> {
  await mutate('bookings.finish', row.id, of(row))
  said(t('记下了：办完了'))
}

export async function cancelFor(row: Booking, reason: string): Promise<void> {
  await mutate('bookings.cancel', row.id, { ...of(row), reason })
  said(t('取消了，会告诉他'))
}

export async function setRoster(args: SetRoster): Promise<void> {
  await mutate('bookings.set_roster', 'bookings', args)
  said(t('值班表改好了'))
}
