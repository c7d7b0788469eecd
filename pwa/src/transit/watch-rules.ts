// Wishes to be told when to leave for the bus: which buses one means, when to leave for each, and what to begin with. Pure.
import { dayAfter, dayOf, minuteOf, weekdayOf, type Day } from '../hours/find'
import type { BusLine, BusWatch } from '../schema/types'
import { zeroOf } from './days'
import { ridesOn, type Ride } from './next'

export type Wish = Omit<BusWatch, 'id'>

/** Minutes to be at the stop before the bus: its own are only whole ones. */
export const EARLY = 3
export const USUAL_WALK = 10
const LONGEST = 60
const AROUND = 15
/** Minutes before the doors open that a bus may leave for them */
const WAY = 90
/** Seconds ahead of leaving that one is told, as server/transit/watch_rules.py has it: and some for each minute of the way. */
const AT_LEAST = 180
const EACH = 6

/** What the town is told of a walk of so many minutes. */
export const minutesOf = (walk: number): number => Math.min(LONGEST, walk + EARLY)
export const walkOf = (minutes: number): number => Math.max(1, minutes - EARLY)
export const leavesFor = (minutes: number, ride: Ride): number => ride.leaves - minutes * 60

/** Day and minute of a moment on the clock of a line. */
function localOf(line: BusLine, on: string, at: number): { on: string; minute: number } {
  const minute = Math.floor((at - zeroOf(line, on)) / 60)
  return { on: dayAfter(on, Math.floor(minute / 1440)), minute: ((minute % 1440) + 1440) % 1440 }
}

/** Of a day by the line's clock, in their order. A rough rhythm counts where any of it lies within. */
export function meant(wish: Pick<Wish, 'stop' | 'line' | 'to' | 'from' | 'before'>, lines: BusLine[], on: string): Ride[] {
  return [-1, 0].flatMap((ahead) => ridesOn(lines, wish.stop, dayAfter(on, ahead))).filter((ride) => {
    if ((wish.line && wish.line !== ride.line.code) || (wish.to && wish.to !== ride.pattern.to)) return false
    const first = localOf(ride.line, ride.on, ride.leaves)
    if (!ride.every) return first.on === on && first.minute >= wish.from && first.minute < wish.before
    return first.on === on && first.minute < wish.before && first.minute + (ride.until! - ride.leaves) / 60 >= wish.from
  })
}

/** The next days, today first, on which the wish holds. */
export function daysOf(wish: Pick<Wish, 'once' | 'weekdays'>, today: string): string[] {
  if (wish.once) return wish.once >= today ? [wish.once] : []
  return Array.from({ length: 7 }, (_none, ahead) => dayAfter(today, ahead)).filter((on) => wish.weekdays?.includes(weekdayOf(on)))
}

/** The first day with such a bus that one can still leave for, and its buses. */
export function nextMeant(wish: Wish, lines: BusLine[], now: number): { on: string; rides: Ride[] } | undefined {
  for (const on of daysOf(wish, dayOf(now))) {
    const rides = meant(wish, lines, on).filter((ride) => (ride.until ?? leavesFor(wish.minutes, ride)) > now)
    if (rides.length) return { on, rides }
  }
  return undefined
}

/** Buses for which it is time to leave now, by the timetable; nothing of a rough rhythm: nobody knows its minute. */
export function leaving(wish: Wish, lines: BusLine[], now: number): Ride[] {
  const today = dayOf(now)
  const days = daysOf(wish, today).filter((on) => on === today || on === dayAfter(today, 1))
  return days.flatMap((on) => meant(wish, lines, on)).filter((ride) => {
    const leave = leavesFor(wish.minutes, ride)
    return !ride.every && leave - AT_LEAST - EACH * wish.minutes <= now && now < leave
  })
}

export interface Bus { line: string; to: string; at: number }

/** The bus that was tapped and those about it; else the hours of the next market day; else the next bus. */
export function begun(stop: string, walk: number, now: number, tapped: Bus | undefined, next: Bus | undefined, market: Day | undefined): Wish {
  const plain = { stop, minutes: minutesOf(walk) }
  if (!tapped && market?.openings.length) {
    const opens = Math.min(...market.openings.map((one) => one.from))
    return { ...plain, ...(next && { line: next.line, to: next.to }), once: market.on, from: Math.max(0, opens - WAY), before: Math.max(...market.openings.map((one) => one.until)) }
  }
  const bus = tapped ?? next
  if (!bus) return { ...plain, once: dayOf(now), from: 7 * 60, before: 12 * 60 }
  const minute = minuteOf(bus.at)
  return { ...plain, line: bus.line, to: bus.to, once: dayOf(bus.at), from: Math.max(0, minute - AROUND), before: Math.min(1440, minute + AROUND + 1) }
}
