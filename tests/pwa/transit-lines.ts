// Lines of a made valley for the tests of buses: one with a timetable, a rough loop, one on market days, one past midnight.
import { instant } from '../../pwa/src/hours/find'
import type { BusLine, BusStop } from '../../pwa/src/schema/types'

/** Saturday, and no market; the market is on Sunday. */
export const SATURDAY = '2026-12-12'
export const SUNDAY = '2026-12-13'
export const at = (on: string, clock: string): number => instant(on, Number(clock.split(':')[0]) * 60 + Number(clock.split(':')[1]))

const stop = (code: string, name: string, place: string, lat = 3028000, lon = 10349000): BusStop => ({ code, name, place, lat, lon })

export const stops: BusStop[] = [
  stop('x:town', '西来场镇', '510131104'),
  stop('x:mafu', '马福村', '510131104213', 3029580, 10347310),
  stop('x:baima', '白马村', '510131104216', 3028610, 10348020),
  stop('x:sanyi', '三义村', '510131104223', 3029030, 10344020),
  stop('x:county', '蒲江客运站', '510131001', 3019660, 10350610),
  stop('x:huaqiao', '花桥', '510118003', 3039160, 10378680),
]

const days = { from: '2026-12-01', days: 'A'.repeat(31), sorts: [[0]] }

export const county: BusLine = {
  code: 'x:101', name: '101', long: '蒲江客运站—西来场镇', ...days, sample: true, stops: ['x:county', 'x:baima', 'x:town'],
  patterns: [
    { to: '西来场镇', stops: [0, 1, 2], minutes: [0, 20, 28], goes: [{ service: 0, at: [390, 510, 840] }] },
    { to: '蒲江客运站', stops: [2, 1, 0], minutes: [0, 8, 28], back: true, goes: [{ service: 0, at: [460, 690, 1050] }] },
  ],
}

export const loop: BusLine = {
  code: 'x:102', name: '102', ...days, stops: ['x:town', 'x:baima', 'x:mafu'],
  patterns: [{ to: '西来场镇', stops: [0, 1, 2, 0], minutes: [0, 5, 8, 24], goes: [{ service: 0, every: [[400, 560, 40], [560, 1000, 60]] }] }],
}

/** Sundays only in these weeks: B. */
export const market: BusLine = {
  code: 'x:103', name: '赶场专线', from: '2026-12-01', days: Array.from({ length: 31 }, (_none, day) => (day % 2 ? 'B' : 'A')).join(''), sorts: [[0], []], stops: ['x:sanyi', 'x:town'],
  patterns: [
    { to: '西来场镇', stops: [0, 1], minutes: [0, 18], goes: [{ service: 0, at: [380, 500] }] },
    { to: '三义村', stops: [1, 0], minutes: [0, 18], back: true, goes: [{ service: 0, at: [640, 780] }] },
  ],
}

/** Leaves the town at 23:25 and is there the day after. */
export const night: BusLine = {
  code: 'x:201', name: '201', ...days, stops: ['x:town', 'x:baima', 'x:huaqiao'],
  patterns: [{ to: '花桥', stops: [0, 1, 2], minutes: [0, 40, 79], goes: [{ service: 0, at: [430, 1405] }] }],
}

export const lines = [county, loop, market, night]
