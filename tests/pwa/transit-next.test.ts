// Buses out of the phone's own timetable: what goes today, next, past midnight and in other zones; held to a plain count of minutes.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter, dayOf } from '../../pwa/src/hours/find'
import type { BusLine } from '../../pwa/src/schema/types'
import { knownUntil, servicesOn, zeroOf } from '../../pwa/src/transit/days'
import { isLast, nextRides, ridesOn, stayAt } from '../../pwa/src/transit/next'
import { wayBy, waysBack, waysOn } from '../../pwa/src/transit/way'
import { at, county, lines, loop, market, night, SATURDAY, SUNDAY } from './transit-lines'

const town = new Set(['x:town'])
const clocks = (rides: { leaves: number }[]) => rides.map(({ leaves }) => new Date(leaves * 1000 + 8 * 3_600_000).toISOString().slice(11, 16))

describe('services of a day', () => {
  test('a letter a day; before the first and after the last nothing is known', () => {
    expect(servicesOn(market, SUNDAY)).toEqual([0])
    expect(servicesOn(market, SATURDAY)).toEqual([])
    expect(servicesOn(market, '2026-11-30')).toBeUndefined()
    expect(servicesOn(market, '2027-01-01')).toBeUndefined()
    expect(knownUntil(market)).toBe('2026-12-31')
    expect(servicesOn({ ...market, days: 'a', from: SATURDAY, sorts: Array.from({ length: 27 }, (_none, n) => [n]) }, SATURDAY)).toEqual([26])
  })

  test('a day begins at midnight of the line’s zone, and twelve hours before noon where clocks change', () => {
    expect(zeroOf(county, SATURDAY)).toBe(Date.parse('2026-12-11T16:00:00Z') / 1000)
    const redding = { ...county, zone: 'America/Los_Angeles' }
    expect(zeroOf(redding, SATURDAY)).toBe(Date.parse('2026-12-12T08:00:00Z') / 1000)
    expect(zeroOf(redding, '2026-03-08')).toBe(Date.parse('2026-03-08T07:00:00Z') / 1000)
    expect(zeroOf(redding, '2026-11-01')).toBe(Date.parse('2026-11-01T08:00:00Z') / 1000)
  })
})

describe('H5: next buses from a stop', () => {
  test('on market day there is one more line', () => {
    expect(clocks(ridesOn(lines, 'x:sanyi', SUNDAY))).toEqual(['06:20', '08:20'])
    expect(ridesOn(lines, 'x:sanyi', SATURDAY)).toEqual([])
    expect(clocks(nextRides(lines, 'x:sanyi', at(SATURDAY, '12:00')))).toEqual(['06:20', '08:20'])
  })

  test('a bus after midnight belongs to the evening before and is still to come then', () => {
    const late = nextRides([night], 'x:baima', at(SUNDAY, '0:01'))[0]!
    expect([late.on, late.leaves]).toEqual([SATURDAY, at(SUNDAY, '0:05')])
    expect(nextRides([night], 'x:baima', at(SUNDAY, '0:06'))[0]!.leaves).toBe(at(SUNDAY, '7:50'))
  })

  test('about every so many minutes has no minute of its own: it is under way from the first to the last', () => {
    const [now, later] = nextRides([loop], 'x:mafu', at(SATURDAY, '7:00'))
    expect(now).toMatchObject({ every: 40, leaves: at(SATURDAY, '7:00'), until: at(SATURDAY, '8:48') })
    expect(later).toMatchObject({ every: 60, leaves: at(SATURDAY, '9:28'), until: at(SATURDAY, '16:28') })
  })

  test('nobody gets on where a line ends or where it only lets people off', () => {
    expect(ridesOn([county], 'x:town', SATURDAY).every((ride) => ride.pattern.back)).toBe(true)
    const closed: BusLine = { ...county, patterns: [{ ...county.patterns[0]!, out: [1] }] }
    expect(ridesOn([closed], 'x:baima', SATURDAY)).toEqual([])
    expect(stayAt(ridesOn([{ ...county, patterns: [{ ...county.patterns[0]!, in: [2] }] }], 'x:baima', SATURDAY)[0]!, town)).toBeUndefined()
  })

  test('the last of a day is marked by when it leaves, also the last of a rhythm', () => {
    const rides = ridesOn([county, loop], 'x:baima', SATURDAY)
    expect(clocks(rides.filter((ride) => isLast(ride, rides)))).toEqual(['17:38'])
  })

  const minutes = fc.array(fc.integer({ min: 0, max: 1800 }), { maxLength: 12 })
  const anyLine = fc.record({ begins: minutes, travel: fc.integer({ min: 1, max: 200 }), days: fc.array(fc.constantFrom('A', 'B'), { minLength: 20, maxLength: 20 }) }).map(({ begins, travel, days }): BusLine => ({
    code: 'x:1', name: '1', from: '2026-12-01', days: days.join(''), sorts: [[0], []], stops: ['x:a', 'x:b', 'x:c'],
    patterns: [{ to: 'c', stops: [0, 1, 2], minutes: [0, travel, travel + 5], goes: [{ service: 0, at: begins }] }],
  }))

  test('whatever the timetable: exactly the buses of a plain count, in order, none twice, none that is gone', () => {
    fc.assert(fc.property(anyLine, fc.integer({ min: at('2026-12-04', '0:00'), max: at('2026-12-16', '0:00') }), (line, now) => {
      const { goes, minutes } = line.patterns[0]!
      const plain = [-3, -2, -1, 0, 1].flatMap((ahead) => {
        const on = dayAfter(dayOf(now), ahead)
        return line.days[Number(on.slice(8)) - 1] === 'A' ? goes[0]!.at!.map((begin) => at(on, '0:00') + (begin + minutes[1]!) * 60) : []
      })
      expect(nextRides([line], 'x:b', now).map((ride) => ride.leaves)).toEqual(plain.filter((one) => one >= now).sort((a, b) => a - b))
    }))
  })

  test('whatever the timetable: a way in time leaves no earlier than any other that is in time', () => {
    fc.assert(fc.property(anyLine, fc.integer({ min: at('2026-12-05', '0:00'), max: at('2026-12-15', '0:00') }), (line, by) => {
      const way = wayBy([line], new Set(['x:a']), new Set(['x:c']), by)
      const all = [-1, 0].flatMap((ahead) => waysOn([line], new Set(['x:a']), new Set(['x:c']), dayAfter(dayOf(by), ahead))).filter((one) => one.arrives <= by && one.leaves >= at(dayOf(by), '0:00'))
      expect(way?.leaves).toBe(all.length ? Math.max(...all.map((one) => one.leaves)) : undefined)
      expect(way === undefined || way.arrives <= by).toBe(true)
    }))
  })
})

describe('B30: to the centre in time, and back', () => {
  const from = (stop: string) => new Set([stop])

  test('the latest bus that is there in time', () => {
    const way = wayBy(lines, from('x:baima'), town, at(SATURDAY, '9:00'))!
    expect([way.legs[0]!.ride.line.name, way.leaves, way.arrives]).toEqual(['101', at(SATURDAY, '8:50'), at(SATURDAY, '8:58')])
    expect(wayBy([county], from('x:baima'), town, at(SATURDAY, '6:57'))).toBeUndefined()
    expect(wayBy([market], from('x:sanyi'), town, at(SATURDAY, '9:00'))).toBeUndefined()
  })

  test('for a bus that comes about every n minutes a whole wait is counted in', () => {
    const way = wayBy([loop], from('x:mafu'), town, at(SATURDAY, '9:00'))!
    expect([way.leaves, way.arrives]).toEqual([at(SATURDAY, '8:04'), at(SATURDAY, '9:00')])
    expect(wayBy([loop], from('x:mafu'), town, at(SATURDAY, '7:43'))).toBeUndefined()
  })

  test('with one change where nothing goes direct, with time to change', () => {
    const way = wayBy([county, night], from('x:county'), from('x:huaqiao'), at(SATURDAY, '12:00'))
    expect(way?.legs.map((leg) => leg.ride.line.name)).toEqual(['101', '201'])
    expect([way!.leaves, way!.arrives]).toEqual([at(SATURDAY, '6:30'), at(SATURDAY, '8:29')])
    expect(wayBy([county, { ...night, patterns: [{ ...night.patterns[0]!, goes: [{ service: 0, at: [374] }] }] }], from('x:county'), from('x:huaqiao'), at(SATURDAY, '12:00'))).toBeUndefined()
  })

  test('back: the next one after, and the last one of the day', () => {
    const back = waysBack([county], town, from('x:baima'), at(SATURDAY, '10:00'))
    expect([back.next!.leaves, back.last!.leaves]).toEqual([at(SATURDAY, '11:30'), at(SATURDAY, '17:30')])
    const gone = waysBack([county], town, from('x:baima'), at(SATURDAY, '17:31'))
    expect([gone.next, gone.last]).toEqual([undefined, undefined])
    const round = waysBack([loop], town, from('x:mafu'), at(SATURDAY, '10:00'))
    expect([round.next!.leaves, round.next!.arrives, round.last!.leaves]).toEqual([at(SATURDAY, '10:00'), at(SATURDAY, '11:08'), at(SATURDAY, '16:20')])
  })

  test('the last one back may leave after midnight', () => {
    const back = waysBack([night], new Set(['x:baima']), new Set(['x:huaqiao']), at(SATURDAY, '20:00'))
    expect(back.last!.leaves).toBe(at(SUNDAY, '0:05'))
  })
})
