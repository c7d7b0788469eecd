// From one's own stop to the centre in time, and back again: direct, or with one change where nothing goes direct. Pure.
import { dayAfter, dayOf, instant } from '../hours/find'
import type { BusLine } from '../schema/types'
import { ridesOn, stayAt, type Ride } from './next'

export interface Leg {
  ride: Ride
  /** At the latest: a bus that comes about every n minutes may be waited for so long */
  arrives: number
  /** Place in the pattern where one gets off */
  to: number
}

export interface Way {
  legs: Leg[]
  /** When to stand at the stop */
  leaves: number
  arrives: number
}

type Stops = ReadonlySet<string>

/** Seconds to change buses in, and that nobody should wait longer for. */
const CHANGE = 300
const LONGEST_CHANGE = 3600

/** All ways of a service day, soonest there first. */
export function waysOn(lines: BusLine[], from: Stops, to: Stops, on: string): Way[] {
  const direct = legsOn(lines, from, to, on).map(alone)
  return (direct.length ? direct : changing(lines, from, to, on)).sort((a, b) => a.arrives - b.arrives || b.leaves - a.leaves)
}

function legsOn(lines: BusLine[], from: Stops, to: Stops, on: string): Leg[] {
  return [...from].flatMap((stop) => ridesOn(lines, stop, on)).flatMap((ride) => leg(ride, to) ?? [])
}

function leg(ride: Ride, to: Stops): Leg | undefined {
  const stay = stayAt(ride, to, ride.every ?? 0)
  return stay && { ride, arrives: stay.arrives, to: stay.at }
}

const alone = (one: Leg): Way => ({ legs: [one], leaves: one.ride.leaves, arrives: one.arrives })

/** Over one stop that both buses pass; only buses whose minute is known, or nobody could promise the second. */
function changing(lines: BusLine[], from: Stops, to: Stops, on: string): Way[] {
  const firsts = [...from].flatMap((stop) => ridesOn(lines, stop, on)).filter((ride) => !ride.every)
  return firsts.flatMap((ride) => {
    const best = ride.pattern.stops.slice(ride.at + 1).flatMap((place) => {
      const between = new Set([ride.line.stops[place]!])
      const first = leg(ride, between)
      const second = first && legsOn(lines, between, to, on).find((next) => !next.ride.every && next.ride.line !== ride.line && fits(first, next))
      return first && second ? [{ legs: [first, second], leaves: ride.leaves, arrives: second.arrives }] : []
    })
    return best.sort((a, b) => a.arrives - b.arrives).slice(0, 1)
  })
}

const fits = (first: Leg, next: Leg) => next.ride.leaves >= first.arrives + CHANGE && next.ride.leaves <= first.arrives + LONGEST_CHANGE

/** Leaves as late as it can on the day of `by` and is still there by then; not before `after`. */
export function wayBy(lines: BusLine[], from: Stops, to: Stops, by: number, after = 0): Way | undefined {
  const since = Math.max(after, instant(dayOf(by), 0))
  return latest(around(by).flatMap((on) => waysOn(lines, from, to, on)).flatMap((way) => lateStart(way, by)).filter((way) => way.leaves >= since))
}

/** A rhythm may be joined at any moment that leaves time for a whole wait. */
function lateStart(way: Way, by: number): Way | [] {
  if (way.arrives > by) return []
  const { ride } = way.legs[0]!
  if (!ride.every || way.legs.length > 1) return way
  return shifted(way, Math.min(by - way.arrives, ride.until! - ride.leaves))
}

const shifted = (way: Way, by: number): Way => (by ? { legs: way.legs.map((one) => ({ ...one, ride: { ...one.ride, leaves: one.ride.leaves + by }, arrives: one.arrives + by })), leaves: way.leaves + by, arrives: way.arrives + by } : way)

const latest = (ways: Way[]): Way | undefined => ways.reduce<Way | undefined>((best, way) => (best && (best.leaves > way.leaves || (best.leaves === way.leaves && best.arrives <= way.arrives)) ? best : way), undefined)

/** The first that leaves at `after` or later on that day, and the last of the day. */
export function waysBack(lines: BusLine[], from: Stops, to: Stops, after: number): { next?: Way; last?: Way } {
  const all = around(after).flatMap((on) => waysOn(lines, from, to, on)).filter((way) => lastStart(way) >= after && way.leaves < after + 86_400)
  const joined = all.map((way) => shifted(way, Math.max(0, after - way.leaves))).sort((a, b) => a.leaves - b.leaves || a.arrives - b.arrives)
  const today = all.filter((way) => way.legs[0]!.ride.on <= dayOf(after))
  const last = today.sort((a, b) => lastStart(b) - lastStart(a))[0]
  return { next: joined[0], last: last && shifted(last, lastStart(last) - last.leaves) }
}

/** When the last bus of it leaves. */
export const lastStart = (way: Way): number => (way.legs.length > 1 ? way.leaves : (way.legs[0]!.ride.until ?? way.leaves))

const around = (at: number) => [-1, 0].map((ahead) => dayAfter(dayOf(at), ahead))

/** There when the doors open, else by the first bus after that while they are open; of buses that have not gone by `now`. */
export function wayWithin(lines: BusLine[], from: Stops, to: Stops, opens: number, closes: number, now: number): Way | undefined {
  const intime = wayBy(lines, from, to, opens, now)
  if (intime) return intime
  const { next } = waysBack(lines, from, to, Math.max(now, instant(dayOf(opens), 0)))
  return next && next.arrives < closes ? next : undefined
}
