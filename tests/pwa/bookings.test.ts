// @vitest-environment happy-dom
// Bookings on the phone: what a state promises, what waits, which days and hours there are, the calendar file, the desk's day.
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { askOf, linkTo, withWish } from '../../pwa/src/bookings/ask'
import { atWindow, byHour, levelOf, nextFree } from '../../pwa/src/bookings/crowd'
import { bookDay, bookDays, halvesOf, hoursOf } from '../../pwa/src/bookings/days'
import { calendarFile } from '../../pwa/src/bookings/ics'
import { cancelled, held, moved, requested } from '../../pwa/src/bookings/mutations'
import { FROM, inOrder, markOf, markOfRow, turnOf, type One } from '../../pwa/src/bookings/state'
import { whenOf } from '../../pwa/src/bookings/words'
import type { Day, Days, Opening } from '../../pwa/src/hours/find'
import type { Booking, SlotDay } from '../../pwa/src/schema/types'
import { arrived, decided, finished, taken } from '../../pwa/src/staff/bookings'
import { bookedOn, forecastOf, hoursOf as deskHours, toDecide } from '../../pwa/src/staff/bookings-rules'
import type { Waiting } from '../../pwa/src/sync/state'

const at = (text: string) => Date.parse(`${text}+08:00`) / 1000
const NOW = at('2017-08-03T10:00')
const NINE = at('2017-08-05T09:00')
const row = (change: Partial<Booking> = {}): Booking =>
  ({ id: 'b', centre: '510131104', kind: 'window', channel: 'app', state: 'confirmed', version: 1, updated_at: NOW, ...change })
const sent = (name: string, change: Partial<Waiting> = {}): Waiting =>
  ({ id: 'm', lane: 'b', name: `bookings.${name}`, args: {}, state: 'waiting', tries: 0, next_at: 0, made_at: 0, ...change })
const one = (change: Partial<One>): One => ({ id: 'b', row: row(), waiting: [], ...change })
const word = (change: Partial<One>) => markOf(one(change), NOW).word

test('no step begins where the lifecycle does not let it', () => {
  const file = JSON.parse(readFileSync('shared_schema/lifecycles.json', 'utf-8')) as { booking: { transitions: Record<string, { from: string[] }> } }
  for (const [step, from] of Object.entries(FROM)) expect([step, from]).toEqual([step, file.booking.transitions[`bookings.${step}`]!.from])
  expect(Object.keys(FROM).sort()).toEqual(Object.keys(file.booking.transitions).map((name) => name.slice(9)).sort())
})

test('a request made without a line is never called a booking, on its way from the phone to the answer', () => {
  const made = requested(undefined, { id: 'b', centre: '510131104', wishes: [{ from: NINE }] })!
  expect([word({ row: made, waiting: [sent('request')] }), turnOf(one({ row: made, waiting: [sent('request')] }), NOW)]).toEqual(['待上传', '这还不是预约。信号回来后镇上答复。'])
  expect(word({ row: { ...made, version: 1 } })).toBe('待答复')
  expect(turnOf(one({ row: { ...made, version: 1 } }), NOW)).toContain('这还不是预约')
  expect(word({ row: row({ start: NINE, end: NINE + 1200 }) })).toBe('已约好')
  const full = row({ state: 'requested', reasons: ['slot_taken'], offers: [{ start: NINE + 1200, end: NINE + 2400 }] })
  expect([markOfRow(full, NOW).turn, word({ row: full })]).toEqual(['yours', '没约上，有别的时间'])
  expect(word({ row: row({ state: 'waitlisted' }) })).toBe('候补中')
  expect(word({ row: undefined, waiting: [sent('hold', { state: 'rejected', code: 'slot_taken' })] })).toBe('没约上')
  expect(['cancel', 'move'].map((step) => word({ waiting: [sent(step, { state: 'rejected', code: 'slot_past' })] }))).toEqual(['镇上没收下', '没改成'])
})

test('a slot that is kept is the person\'s turn until its time is over, and what the town let go of was no booking', () => {
  const kept = row({ state: 'held', start: NINE, release_at: NOW + 600 })
  expect([word({ row: kept }), markOf(one({ row: kept }), NOW + 600).word]).toEqual(['给您留着', '留的时间过了'])
  expect(word({ row: row({ state: 'cancelled', reasons: ['hold_over'] }) })).toBe('留的时间过了')
  expect(word({ row: held(undefined, { id: 'b', centre: '510131104', start: NINE }), waiting: [sent('hold')] })).toBe('待上传')
})

test('previews keep what is booked: a move leaves the old time, a cancelled booking is not cancelled twice', () => {
  const there = row({ start: NINE, window: '2 号窗口' })
  const next = moved(there, { id: 'b', wishes: [{ from: NINE + 86_400 }] })!
  expect([next.start, next.window, next.wishes]).toEqual([NINE, '2 号窗口', [{ from: NINE + 86_400 }]])
  expect(turnOf(one({ row: next, waiting: [sent('move')] }), NOW)).toContain('原来的时间还给您留着')
  expect(cancelled(there)!.state).toBe('cancelled')
  expect(cancelled(row({ state: 'cancelled' }))).toBeUndefined()
  expect(moved(row({ state: 'arrived' }), { id: 'b', wishes: [{ from: NINE }] })).toBeUndefined()
  expect(requested(there, { id: 'b', centre: '1', wishes: [{ from: NINE }] })).toBeUndefined()
})

test('bookings stand by their time, what has no time by its first wish, what is over last', () => {
  const list = [one({ id: 'late', row: row({ start: NINE + 9, end: NINE + 99 }) }), one({ id: 'gone', row: row({ state: 'cancelled', start: NINE - 9 }) }), one({ id: 'wish', row: row({ state: 'requested', wishes: [{ from: NINE }] }) })]
  expect(inOrder(list, NOW).map((each) => each.id)).toEqual(['wish', 'late', 'gone'])
})

test('home and the list say a kept or booked time as a time, and a wish as a wish', () => {
  const said = (change: Partial<Booking>) => whenOf(one({ row: row({ wishes: [{ from: NINE + 3600, until: NINE + 7200 }], start: NINE, ...change }) }), NOW)
  expect((['held', 'confirmed', 'arrived'] as const).map((state) => said({ state }))).toEqual(Array(3).fill('后天 周六 8月5日 9:00'))
  expect((['requested', 'waitlisted'] as const).map((state) => said({ state }))).toEqual(Array(2).fill('想约 后天 周六 8月5日 10:00–11:00'))
})

test('what the town did not take still says for when it was', () => {
  const refused = (name: string, args: Record<string, unknown>) => whenOf({ row: undefined, waiting: [sent(name, { state: 'rejected', args })] }, NOW)
  expect(refused('bookings.hold', { start: NINE })).toBe('想约 后天 周六 8月5日 9:00')
  expect(refused('bookings.request', { wishes: [{ from: NINE, until: NINE + 3600 }] })).toBe('想约 后天 周六 8月5日 9:00–10:00')
  expect(refused('bookings.cancel', {})).toBe('约时间')
})

test('what was chosen survives in the address, and nonsense in it is left out', () => {
  const ask = { centre: '510131104', item: 'tysb', application: 'x', day: '2017-08-05', wishes: [{ from: NINE, until: NINE + 3600 }, { from: NINE }], check: true }
  expect(askOf(new URL(linkTo(ask), 'http://x').searchParams)).toMatchObject(ask)
  expect(askOf(new URLSearchParams('day=../x&kind=window&w=abc&w=1501894800-1501898400')).wishes).toHaveLength(1)
  expect(askOf(new URLSearchParams('day=../x&kind=window'))).toMatchObject({ day: undefined, kind: undefined })
  expect(['2017-08-05', '2016-02-29', '2017-02-29', '2017-13-01', '2017-08-32', '0000-00-00'].map((day) => askOf(new URLSearchParams({ day })).day)).toEqual(['2017-08-05', '2016-02-29', ...Array<undefined>(4)])
  const three = [1, 2, 3].map((from) => ({ from }))
  expect([withWish(three, { from: 4 }), withWish(three.slice(0, 2), { from: 2 })]).toEqual([three, three.slice(0, 2)])
})

test('the window that was chosen goes with the wish that was made for it without a line', () => {
  const ask = { centre: '510131104', wishes: [{ from: NINE, until: NINE + 3600, window: '2-3 号窗口' }, { from: NINE, window: '2 号窗口' }, { from: NINE + 7200 }] }
  expect(askOf(new URL(linkTo(ask), 'http://x').searchParams).wishes).toEqual(ask.wishes)
})

const opening = (change: Partial<Opening> = {}): Opening => ({ from: 540, until: 1020, kind: 'regular', ...change })
const days = (openings: Record<string, Opening[]>, why: Day['why'] = []): Days => ({
  day: (on) => (on in openings ? { on, openings: openings[on]!, why, workday: true, market: [] } : undefined),
  serves: (set, item) => set === undefined || item === 'tysb',
})

test('B10: a weekend day closes online on Friday at four, by the clock that is given', () => {
  const cutoff = at('2017-08-04T16:00')
  const weekend = days({ '2017-08-05': [opening({ kind: 'weekend', cutoff })] })
  expect(bookDay(weekend, '2017-08-05', cutoff - 1)).toMatchObject({ state: 'open', closesAt: cutoff })
  expect(bookDay(weekend, '2017-08-05', cutoff)!.state).toBe('cut_off')
  const half = days({ '2017-08-05': [opening(), opening({ cutoff })] })
  expect(bookDay(half, '2017-08-05', cutoff)).toMatchObject({ state: 'open', closesAt: undefined })
})

test('a day is open, closed, without the item, or over; machines make no day', () => {
  const all = days({ '2017-08-03': [opening({ until: 600 })], '2017-08-04': [], '2017-08-05': [opening({ items: 'fifty' })], '2017-08-06': [opening({ kind: 'self_service', from: 0, until: 1440 })] })
  expect(bookDays(all, NOW, 9, 'other').map((day) => day.state)).toEqual(['over', 'closed', 'not_served', 'closed'])
  expect(bookDay(all, '2017-08-05', NOW, 'tysb')!.state).toBe('open')
})

test('wishes are hours and half days of what is open and still ahead', () => {
  const day = bookDay(days({ '2017-08-03': [opening({ from: 570, until: 720 }), opening({ from: 840, until: 1020 })] }), '2017-08-03', NOW)!
  expect(hoursOf(day, NOW).map((part) => [part.from, part.until])).toEqual([[10, 11], [11, 12], [14, 15], [15, 16], [16, 17]].map((pair) => pair.map((hour) => at(`2017-08-03T${hour}:00`))))
  expect(halvesOf(day, at('2017-08-03T13:00'))).toEqual({ morning: undefined, afternoon: { from: at('2017-08-03T14:00'), until: at('2017-08-03T17:00') } })
})

test('B29: how full a time is, in four words; of one window only what is that window\'s', () => {
  const slot = (free: number, of = 4) => ({ free: Array.from({ length: free }, (_none, i) => i), of })
  expect([4, 3, 2, 1, 0].map((free) => levelOf([slot(free)]))).toEqual(['empty', 'empty', 'some', 'some', 'full'])
  expect([levelOf([slot(1, 10)]), levelOf([slot(0), slot(1)]), levelOf([])]).toEqual(['busy', 'busy', 'full'])
  const day: SlotDay = { centre: 'c', on: '2017-08-05', at: NOW, minutes: 20, windows: ['1', '2'], duty: [], slots: [0, 1, 2, 3].map((n) => ({ start: NINE + n * 1200, free: n === 0 ? [] : n === 1 ? [1] : [0, 1], of: 2 })) }
  expect(atWindow(day, '1').map((each) => each.free.length)).toEqual([0, 0, 1, 1])
  expect(nextFree(day, NINE, 2).map((each) => each.start)).toEqual([NINE + 1200, NINE + 2400])
  expect([...byHour(day.slots, NINE)].map(([hour, list]) => [hour, list.length])).toEqual([[NINE, 2], [NINE + 3600, 1]])
})

test('the calendar file is read by others: one event, its time, a reminder; long words are folded, none is cut', () => {
  const title = '农村籍退役士兵定期生活补助，'.repeat(6)
  const file = calendarFile({ uid: 'booking-b@x', sequence: 2, start: NINE, end: NINE + 1200, stamp: NOW, title, where: '西来镇; 1 号', about: '预约码\n7KQ4' })
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(file) as never).getFirstSubcomponent('vevent')!)
  expect([event.uid, event.sequence, event.summary, event.location, event.description]).toEqual(['booking-b@x', 2, title, '西来镇; 1 号', '预约码\n7KQ4'])
  expect([event.startDate.toUnixTime(), event.endDate.toUnixTime()]).toEqual([NINE, NINE + 1200])
  expect(event.component.getFirstSubcomponent('valarm')).not.toBeNull()
  expect(Math.max(...file.split('\r\n').map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75)
})

test('B13: the day of the desk by hours, with the windows that it takes and where there are too few', () => {
  const all = [0, 0, 0, 0, 600, 1200, 1200, 2400, 3600].map((late, n) => row({ id: `${n}`, start: NINE + late, contact: { name: '杨', phone: '1' } }))
  const hours = deskHours(bookedOn([...all, row({ id: 'x', state: 'cancelled', start: NINE }), row({ id: 'y', start: NINE + 86_400 })], '2017-08-05'), 20)
  expect(hours.map((hour) => [hour.booked.length, hour.needed])).toEqual([[8, 5], [1, 1]])
  expect(forecastOf(hours, 2)).toMatchObject({ visitors: 9, busiest: { start: NINE }, short: [{ start: NINE }] })
  expect(forecastOf(hours, undefined).short).toEqual([])
})

test('B27, B28: who asked longest is decided first; a decision is predicted, a window is never decided on', () => {
  const asked = [row({ id: 'later', state: 'requested', kind: 'visit', updated_at: 2 }), row({ id: 'first', state: 'requested', kind: 'key_project', updated_at: 1 }), row({ state: 'requested' })]
  expect(toDecide(asked).map((each) => each.id)).toEqual(['first', 'later'])
  expect(decided(asked[0]!, { id: 'later', accept: true, start: NINE, end: NINE + 3600 })).toMatchObject({ state: 'confirmed', start: NINE })
  expect(decided(asked[0]!, { id: 'later', accept: false, note: '太远' })).toMatchObject({ state: 'declined', note: '太远' })
  expect(decided(row(), { id: 'b', accept: true })).toBeUndefined()
  const called = taken({ id: 'b', centre: 'c', channel: 'phone', wishes: [{ from: NINE }], contact: { name: '老吴', phone: '13800000009' } })
  expect([called.state, called.version]).toEqual(['requested', 0])
  expect([arrived(row(), NINE)!.state, finished(row({ state: 'arrived' }), NINE)!.state, arrived(row({ state: 'done' }), NINE)]).toEqual(['arrived', 'done', undefined])
})
