// The buses that leave a stop: on a day, from now on, and how each goes on. Pure; times in Unix seconds by the town's clock.
import { dayAfter, dayOf } from '../hours/find'
import type { BusLine, BusPattern } from '../schema/types'
import { servicesOn, zeroOf } from './days'

export interface Ride {
  line: BusLine
  pattern: BusPattern
  /** Day of the service: a bus at 0:40 may belong to the evening before */
  on: string
  /** Place of the stop in the pattern */
  at: number
  leaves: number
  /** Only about every so many minutes, from `leaves` until `until`: nobody knows the minute */
  every?: number
  until?: number
}

export interface Stay { at: number; arrives: number }

/** All of a service day, also those beyond midnight, in their order. */
export function ridesOn(lines: BusLine[], stop: string, on: string): Ride[] {
  return lines.flatMap((line) => ridesOfLine(line, stop, on)).sort(byTime)
}

const byTime = (a: Ride, b: Ride) => a.leaves - b.leaves || (a.line.code < b.line.code ? -1 : 1)

function ridesOfLine(line: BusLine, stop: string, on: string): Ride[] {
  const services = servicesOn(line, on)
  const place = line.stops.indexOf(stop)
  if (!services?.length || place < 0) return []
  const zero = zeroOf(line, on)
  return line.patterns.flatMap((pattern) => boarding(pattern, place).flatMap((at) => pattern.goes.filter((one) => services.includes(one.service)).flatMap((going): Ride[] => {
    const moment = (begin: number) => zero + (begin + pattern.minutes[at]!) * 60
    const told = (going.at ?? []).map((begin) => ({ line, pattern, on, at, leaves: moment(begin) }))
    const rough = (going.every ?? []).map(([from, before, every]) => ({ line, pattern, on, at, leaves: moment(from!), every: every!, until: moment(lastBegin(from!, before!, every!)) }))
    return [...told, ...rough]
  })))
}

const lastBegin = (from: number, before: number, every: number) => from + (Math.max(1, Math.ceil((before - from) / every)) - 1) * every

/** Where in the pattern one may get on at a stop: never at its end. */
function boarding(pattern: BusPattern, place: number): number[] {
  return pattern.stops.flatMap((one, at) => (one === place && at < pattern.stops.length - 1 && !pattern.out?.includes(at) ? [at] : []))
}

/** What leaves from now on until the end of the service day after today's. A rhythm under way begins now. */
export function nextRides(lines: BusLine[], stop: string, now: number): Ride[] {
  const today = dayOf(now)
  // Another zone's day may have begun already, or not yet.
  const days = [-2, -1, 0, 1].map((ahead) => dayAfter(today, ahead))
  return days.flatMap((on) => ridesOn(lines, stop, on)).filter((ride) => (ride.until ?? ride.leaves) >= now).map((ride) => (ride.leaves < now ? { ...ride, leaves: now } : ride)).sort(byTime)
}

/** The first place behind where one may get off at one of these stops. */
export function stayAt(ride: Ride, stops: ReadonlySet<string>, wait = 0): Stay | undefined {
  const { pattern, line } = ride
  for (let at = ride.at + 1; at < pattern.stops.length; at++) {
    if (stops.has(line.stops[pattern.stops[at]!]!) && !pattern.in?.includes(at)) return { at, arrives: ride.leaves + wait * 60 + travel(ride, at) }
  }
  return undefined
}

const travel = ({ pattern, at }: Ride, to: number) => (pattern.minutes[to]! - pattern.minutes[at]!) * 60

export const isLast = (ride: Ride, all: Ride[]): boolean => all.every((other) => (other.until ?? other.leaves) <= (ride.until ?? ride.leaves))
