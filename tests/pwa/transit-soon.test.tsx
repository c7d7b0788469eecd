// What a stop's page says of its buses: live laid over the timetable, just left, cancelled, rough rhythms, where to go, which stop is meant.
import * as fc from 'fast-check'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BusArrival, BusNow } from '../../pwa/src/schema/types'
import { directions } from '../../pwa/src/transit/directions'
import { setWalk } from '../../pwa/src/transit/kept'
import { longest, nextDay } from '../../pwa/src/transit/line'
import { byName, nearest } from '../../pwa/src/transit/near'
import { ridesOn } from '../../pwa/src/transit/next'
import { NextBox } from '../../pwa/src/transit/next-box'
import { comings, isAhead, KEPT, reached, ridesAround, type Coming } from '../../pwa/src/transit/soon'
import { Strip } from '../../pwa/src/transit/strip'
import { wayWithin } from '../../pwa/src/transit/way'
import { clockOn, dayHead, stateWords } from '../../pwa/src/transit/words'
import { at, county, lines, loop, market, night, SATURDAY, stops, SUNDAY } from './transit-lines'

const names = new Map(stops.map((stop) => [stop.code, stop]))
const town = new Set(['x:town'])
const told = (now: number, ...arrivals: BusArrival[]): BusNow => ({ at: now, live: 'on', arrivals })
const bus = (clock: string, more: Partial<BusArrival> = {}): BusArrival => ({ line: 'x:101', to: '西来场镇', scheduled: at(SATURDAY, clock), state: 'live', ...more })
const soon = (now: number, answer?: BusNow, of = [county]) => comings(ridesAround(of, 'x:baima', now), now, answer, of)

describe('H1: live over the timetable', () => {
  const now = at(SATURDAY, '8:45')

  test('the bus that is late is told once, with its new time, and where it is', () => {
    const [first] = soon(now, told(now, bus('8:50', { predicted: at(SATURDAY, '8:55'), away: 1 })))
    expect(first).toMatchObject({ state: 'live', at: at(SATURDAY, '8:55'), live: true })
    expect(reached(first!)).toBe(0)
    expect(stateWords(first!, now)).toBe('还有 10 分钟，离这站还有 1 站，晚 5 分钟')
    expect(stateWords({ ...first!, away: 0, at: first!.scheduled }, now)).toBe('还有 5 分钟，下一站就是这里，准点')
  })

  test('where only a range is known a range is said, and nobody is told late or on time within it', () => {
    const [first] = soon(now, told(now, bus('8:50', { predicted: at(SATURDAY, '8:51'), unsure: 120, away: 1 })))
    expect(stateWords(first!, now)).toBe('还有 4–8 分钟，离这站还有 1 站')
    expect(stateWords({ ...first!, at: at(SATURDAY, '8:55') }, now)).toBe('还有 8–12 分钟，离这站还有 1 站，晚 5 分钟')
  })

  test('seconds of the feed do not make two buses of one', () => {
    const found = soon(now, told(now, { ...bus('8:50'), scheduled: at(SATURDAY, '8:50') + 40, predicted: at(SATURDAY, '8:51') }))
    expect(found.filter((one) => one.to === '西来场镇' && one.at < at(SATURDAY, '9:30'))).toHaveLength(1)
  })

  test('H3: what left stays in view for five minutes, by live data or by the timetable, and says which', () => {
    const left = soon(at(SATURDAY, '8:52'))[0]!
    expect([left.state, stateWords(left, at(SATURDAY, '8:52'))]).toEqual(['just_left', '按时刻表 2 分钟前开走了'])
    const live = soon(at(SATURDAY, '8:52'), told(now, bus('8:50', { state: 'just_left', predicted: at(SATURDAY, '8:51') })))[0]!
    expect(stateWords(live, at(SATURDAY, '8:52'))).toBe('刚开走，1 分钟前')
    expect(soon(at(SATURDAY, '8:55') + 1).some((one) => one.state === 'just_left')).toBe(false)
  })

  test('a cancelled bus, and one that does not stop, are no next bus', () => {
    for (const [state, words] of [['cancelled', '这班取消了'], ['skipped', '这班不停这站']] as const) {
      const found = soon(now, told(now, bus('8:50', { state })))
      expect(stateWords(found[0]!, now)).toBe(words)
      expect(found.find(isAhead)!.at).toBeGreaterThan(at(SATURDAY, '8:50'))
    }
  })

  test('an extra bus and one of a rough rhythm come in beside the timetable', () => {
    const extra = told(now, { line: 'x:101', to: '蒲江客运站', scheduled: at(SATURDAY, '9:00'), predicted: at(SATURDAY, '9:00'), state: 'live' })
    expect(soon(now, extra).find((one) => one.scheduled === at(SATURDAY, '9:00'))).toMatchObject({ state: 'live' })
    const rough = told(now, { line: 'x:102', to: '西来场镇', scheduled: at(SATURDAY, '8:45'), predicted: at(SATURDAY, '8:49'), state: 'live', away: 1 })
    const found = soon(now, rough, [loop])
    expect(found.slice(0, 3).map((one) => one.every)).toEqual([40, undefined, 60])
    expect(found[1]!.ride).toMatchObject({ at: 1, every: undefined })
  })

  test('whatever is told: every bus of the timetable is there once, in order, and only live data predict', () => {
    const arrival = fc.record({ clock: fc.integer({ min: 500, max: 1100 }), late: fc.integer({ min: -5, max: 20 }), state: fc.constantFrom('live', 'scheduled', 'just_left', 'cancelled', 'skipped') })
    fc.assert(fc.property(fc.array(arrival, { maxLength: 6 }), fc.integer({ min: at(SATURDAY, '6:00'), max: at(SATURDAY, '20:00') }), (said, time) => {
      const rides = ridesAround([county], 'x:baima', time)
      const answer = told(time, ...said.map(({ clock, late, state }): BusArrival => ({ line: 'x:101', to: '西来场镇', scheduled: at(SATURDAY, '0:00') + clock * 60, predicted: at(SATURDAY, '0:00') + (clock + late) * 60, state: state as BusArrival['state'] })))
      const found = comings(rides, time, answer, [county])
      expect(found.map((one) => one.at)).toEqual(found.map((one) => one.at).sort((a, b) => a - b))
      expect(found.every((one) => one.at >= time - KEPT)).toBe(true)
      const plain = found.filter((one) => !one.live).map((one) => one.scheduled)
      expect(plain.every((one) => rides.some((ride) => ride.leaves === one))).toBe(true)
      expect(new Set(plain.map((one) => `${one}`)).size).toBeLessThanOrEqual(rides.length)
    }))
  })
})

describe('H5: which stop, and where to', () => {
  test('a stop is found by its name, by its village’s, and by where one stands', () => {
    expect(byName(stops, '马福').map((stop) => stop.code)).toEqual(['x:mafu'])
    expect(byName(stops, '村').length).toBe(3)
    expect(byName(stops, '圆通', (place) => (place === '510131104216' ? '圆通村' : '')).map((stop) => stop.code)).toEqual(['x:baima'])
    expect(byName(stops, ' ')).toEqual([])
    const [first, second] = nearest(stops, 30.2958, 103.4731)
    expect([first!.stop.code, first!.far]).toEqual(['x:mafu', 0])
    expect(second!.far).toBeGreaterThan(500)
  })

  test('the way to town stands first; from the town home, and what comes round says so', () => {
    const rides = ridesOn(lines, 'x:baima', SATURDAY)
    expect(directions(rides, town, 'x:baima').map((way) => [way.wanted, way.rides[0]!.pattern.to])).toEqual([[true, '西来场镇'], [false, '蒲江客运站'], [false, '花桥']])
    const home = directions(ridesOn(lines, 'x:town', SATURDAY), new Set(['x:mafu']), 'x:town')
    expect([home[0]!.wanted, home[0]!.rides.every((ride) => ride.line === loop)]).toEqual([true, true])
  })

  test('a line knows its next day, and shows each direction by its longest way', () => {
    expect([nextDay(market, SATURDAY), nextDay(market, SUNDAY), nextDay(market, '2026-12-31')]).toEqual([SUNDAY, SUNDAY, '2026-12-31'])
    expect(nextDay({ ...market, sorts: [[], []] }, SATURDAY)).toBeUndefined()
    expect(longest({ ...county, patterns: [{ ...county.patterns[0]!, stops: [1, 2], minutes: [0, 8] }, ...county.patterns] }).map((way) => way.stops.length)).toEqual([3, 3])
  })

  test('a clock after midnight says that it is the day after', () => {
    expect(clockOn(at(SUNDAY, '0:05'), SATURDAY)).toBe('次日 0:05')
    expect(dayHead(SUNDAY, at(SATURDAY, '9:00'), true)).toBe('明天 周日 12月13日，逢场')
    expect(dayHead(SATURDAY, at(SATURDAY, '9:00'), false)).toBe('今天')
  })

  test('B30: there by the time the doors open, else by the next bus while they are open, else not at all', () => {
    const from = new Set(['x:baima'])
    const within = (opens: string, closes: string, now: string) => wayWithin([county, night], from, town, at(SATURDAY, opens), at(SATURDAY, closes), at(SATURDAY, now))?.leaves
    expect(within('9:00', '17:00', '6:00')).toBe(at(SATURDAY, '8:50'))
    expect(within('9:00', '17:00', '10:00')).toBe(at(SATURDAY, '14:20'))
    expect(within('9:00', '14:28', '10:00')).toBeUndefined()
    expect(within('9:00', '17:00', '14:21')).toBeUndefined()
  })
})

describe('H2: the one big answer', () => {
  let page: HTMLElement
  beforeEach(() => {
    page = document.createElement('div')
    setWalk('x:baima', undefined)
  })
  const now = at(SATURDAY, '8:30')
  const show = (next: Coming | undefined, others: Coming[] = [], time = now) => act(() => render(<NextBox head="下一班去西来镇" next={next} others={others} own="x:baima" stops={names} goal={town} now={time} />, page))
  const to = () => soon(now).filter((one) => one.to === '西来场镇')[0]!

  test('when to leave the house is said only by whoever said how far it is', async () => {
    await show(to())
    expect(page.textContent).toContain('8:50101 路8:58 到西来场镇')
    expect(page.textContent).not.toContain('出门')
    await act(() => setWalk('x:baima', 12))
    await show(to())
    expect(page.querySelector('.box')!.textContent).toBe(' 8:35 出门，走到站 12 分钟')
    await show(to(), [], at(SATURDAY, '8:40'))
    expect(page.querySelector('.box')!.textContent).toBe(' 走 12 分钟怕赶不上这班了')
  })

  test('a rough rhythm promises no minute, neither of coming nor of leaving the house', async () => {
    await act(() => setWalk('x:baima', 12))
    await show(soon(now, undefined, [loop])[0])
    expect(page.textContent).toContain('约每 40 分钟一班')
    expect(page.textContent).toContain('最多等 40 分钟')
    expect(page.textContent).not.toContain('出门')
  })

  test('nothing to come is said, and what is cancelled is struck out', async () => {
    await show(undefined, [{ ...to(), state: 'cancelled', live: true }])
    expect(page.textContent).toContain('这两天没有车了')
    expect(page.querySelector('s')!.textContent).toBe('8:50')
  })

  test('the line is a list that is read with where one stands and where the bus is', async () => {
    await act(() => render(<Strip line={county} pattern={county.patterns[0]!} stops={names} at={1} to={2} bus={0} />, page))
    expect([...page.querySelectorAll('li')].map((one) => one.textContent)).toEqual(['蒲江客运站（车快到这站）', '白马村（您在这站）', '西来场镇'])
    expect([...page.querySelectorAll('li')].map((one) => one.className)).toEqual(['gone end', 'ride here', 'ride end'])
    expect(page.querySelector('ol')!.tabIndex).toBe(0)
  })
})
