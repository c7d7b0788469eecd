// Notices of a place's hours on the phone, and a change of hours on the tablet before the town has it.
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import type { Day } from '../../pwa/src/hours/find'
import { readBy, settled } from '../../pwa/src/notices/all'
import type { Follow, HoursChange, Notice } from '../../pwa/src/schema/types'
import { clockTime, dayWith, lackOf, minuteOfTime, newsWith, type Wish } from '../../pwa/src/staff/hours-change'
import { sentence } from '../../pwa/src/notices/words'

const CENTRE = '510131104'
const notice = (id: string, at: number, change: Partial<Notice> = {}): Notice => ({ id, at, kind: 'hours', title: id, body: '', place: CENTRE, ...change })
const follow: Follow = { centre: CENTRE, name: '西来镇便民服务中心', topics: ['market'], since: 1, seen_at: 50 }
const saturday: Day = {
  on: '2017-08-05', workday: false, market: ['西来赶场'], why: [['market', '西来赶场']],
  openings: [{ from: 540, until: 1020, kind: 'weekend' }, { from: 0, until: 1440, kind: 'self_service' }],
}
const wish = (change: Partial<Wish>): Wish => ({ what: 'closed', open: [], reason: '停电', ...change })
const span = (from: number, until: number) => ({ from, until })

test('a place’s notice is read up to where this person read, and others’ notices stay as they are', () => {
  const [old, fresh, elsewhere, own] = readBy([follow], [notice('a', 40), notice('b', 60), notice('c', 40, { place: '510131105' }), notice('d', 40, { place: undefined, kind: 'progress' })])
  expect([old!.read_at, fresh!.read_at, elsewhere!.read_at, own!.read_at]).toEqual([50, undefined, undefined, undefined])
})

test('N1: what was pushed of hours counts until the town was asked, which knows what holds now', () => {
  expect(settled(notice('a', 100), 99)).toBe(false)
  expect(settled(notice('a', 100), 100)).toBe(true)
  expect(settled(notice('a', 100, { kind: 'progress' }), 200)).toBe(false)
})

test('the supervisor sees what everybody will read', () => {
  const read = (change: Partial<Wish>) => sentence(newsWith(saturday, wish(change), CENTRE, '西来镇便民服务中心'))
  expect(read({})).toBe('8月5日 周六逢场，但不开门')
  expect(read({ what: 'hours', open: [span(600, 720)] })).toBe('8月5日 周六逢场，改为 10:00–12:00 开门')
  expect(read({ what: 'extra', open: [span(1080, 1200)] })).toBe('8月5日 周六逢场，改为 9:00–17:00、18:00–20:00 开门')
})

test('other hours keep the cut-off, the items and the windows of the usual ones that they mostly fall into', () => {
  const late = { kind: 'extended', items: 'late', windows: 1, cutoff: 1_501_800_000 } as const
  const market: Day = { ...saturday, openings: [{ from: 540, until: 720, kind: 'market', windows: 3 }, { from: 1020, until: 1110, ...late, note: '延时' }] }
  const given = (...open: { from: number, until: number }[]) => dayWith(market, wish({ what: 'hours', open })).openings
  expect(given(span(1040, 1200), span(600, 1050))).toEqual([{ from: 600, until: 1050, kind: 'market', windows: 3 }, { from: 1040, until: 1200, ...late }])
  expect(dayWith(market, wish({ what: 'extra', open: [span(1110, 1140)] })).openings[2]).toEqual({ from: 1110, until: 1140, kind: 'market', windows: 3 })
  expect(dayWith({ ...market, openings: [] }, wish({ what: 'extra', open: [span(540, 600)] })).openings).toEqual([{ from: 540, until: 600, kind: 'extended' }])
})

test('what the town would refuse is said before it is sent', () => {
  const code = (change: Partial<Wish>, changes: HoursChange[] = []) => lackOf(wish(change), saturday, changes)?.code
  const before: HoursChange = { id: 'x', centre: CENTRE, on: saturday.on, what: 'hours', open: [span(540, 600)], reason: '开会', by: '李涛', at: 1 }
  expect(code({})).toBeUndefined()
  expect(code({ reason: ' ' })).toBe('reason_missing')
  expect(code({ what: 'hours' })).toBe('change_open_missing')
  expect(code({ what: 'hours', open: [span(NaN, 600)] })).toBe('change_open_missing')
  expect(code({ what: 'hours', open: [span(600, 600)] })).toBe('hours_times')
  expect(code({ what: 'hours', open: [span(540, 660), span(600, 700)] })).toBe('hours_times')
  expect(code({ what: 'extra', open: [span(960, 1080)] })).toBe('change_overlap')
  expect(code({}, [before])).toBe('exceptions_overlap')
  expect(code({}, [{ ...before, undone_at: 2 }])).toBeUndefined()
  expect(code({ what: 'extra', open: [span(1080, 1200)] }, [before])).toBeUndefined()
})

test('times of the browser’s field', () => {
  expect(['', '09:05', '00:00'].map(minuteOfTime)).toEqual([NaN, 545, 0])
  expect(clockTime(545)).toBe('09:05')
})
