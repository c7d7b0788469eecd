// Driving a trip: which positions are worth keeping, which trips one may mean, where on the line the bus is and how late. Pure.
import { dayAfter, dayOf } from '../hours/find'
import type { BusLine, BusPattern, BusStop } from '../schema/types'
import { servicesOn, zeroOf } from './days'
import type { Point } from './drive-code'
import { metres } from './near'

export interface Fix extends Point {
  /** Metres that it may be wrong */
  rough: number
}

export interface Trip {
  line: BusLine
  pattern: BusPattern
  on: string
  /** Minute of the day of the service */
  begins: number
  starts: number
  ends: number
}

/** Metres beyond which a position says too little. */
export const TOO_ROUGH = 150
const SOONEST = 5
const HEARTBEAT = 20
const FAR = 50
const SOME = 15

/** Every 50 m, at most every 5 s; slower, every 10 s; standing, every 20 s. */
export function isWorth(before: Point | undefined, fix: Fix): boolean {
  if (fix.rough > TOO_ROUGH) return false
  if (!before || fix.at < before.at) return true
  const seconds = fix.at - before.at
  if (seconds < SOONEST) return false
  const gone = apart(before, fix)
  return gone >= FAR || seconds >= HEARTBEAT || (seconds >= 2 * SOONEST && gone >= SOME)
}

type Place = Pick<Point, 'lat' | 'lon'>

export const apart = (one: Place, other: Place): number => metres(one, other.lat / 1e5, other.lon / 1e5)

const HOUR = 3600
/** After its end a drive is over by itself; server/transit/drive_rules.py */
export const OVER_AFTER = 5400

/** Trips of a service day in their order; of a rhythm every bus has its own minute. */
export function tripsOn(line: BusLine, on: string): Trip[] {
  const services = servicesOn(line, on) ?? []
  const zero = services.length ? zeroOf(line, on) : 0
  const trips = line.patterns.flatMap((pattern) => pattern.goes.filter(({ service }) => services.includes(service)).flatMap(({ at = [], every = [] }) => [...at, ...every.flatMap(([from, before, step]) => steps(from!, before!, step!))].map((begins): Trip => {
    const starts = zero + begins * 60
    return { line, pattern, on, begins, starts, ends: starts + pattern.minutes[pattern.minutes.length - 1]! * 60 }
  })))
  return trips.sort((a, b) => a.starts - b.starts)
}

function steps(from: number, before: number, step: number): number[] {
  return Array.from({ length: Math.max(1, Math.ceil((before - from) / step)) }, (_none, n) => from + n * step)
}

/** Trips that may be driven now, those that should begin about now first. */
export function tripsNow(lines: BusLine[], now: number): Trip[] {
  const days = [-1, 0, 1].map((ahead) => dayAfter(dayOf(now), ahead))
  const open = lines.flatMap((line) => days.flatMap((on) => tripsOn(line, on))).filter((trip) => trip.starts - HOUR <= now && now <= trip.ends)
  return open.sort((a, b) => away(a, now) - away(b, now) || a.starts - b.starts)
}

/** A bus that should have gone is meant less often than one that is to go. */
const away = ({ starts }: Trip, now: number) => (starts >= now ? starts - now : 2 * (now - starts))

export interface Progress {
  /** Place in the pattern of the last stop that it was at; -1: none yet */
  reached: number
  /** Whether it is there still */
  here: boolean
  /** Seconds, when it was there last; not known before the first stop */
  late?: number
}

const AT_STOP = 80

/** A line may pass a place twice, so it is always the first stop ahead that counts. */
export function progress(before: Progress, stops: readonly BusStop[], trip: Pick<Trip, 'starts' | 'pattern'>, fix: Point): Progress {
  const from = Math.max(before.reached, 0)
  const near = stops.findIndex((stop, n) => n >= from && apart(stop, fix) <= AT_STOP)
  if (near >= 0) return { reached: near, here: true, late: fix.at - due(trip, near) }
  const next = before.reached + 1
  const waited = before.late !== undefined && next < stops.length ? fix.at - due(trip, next) : 0
  return { reached: before.reached, here: false, ...(before.late !== undefined && { late: Math.max(before.late, waited) }) }
}

export const due = ({ starts, pattern }: Pick<Trip, 'starts' | 'pattern'>, at: number): number => starts + pattern.minutes[at]! * 60
