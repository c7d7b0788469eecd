// What comes to a stop now: the timetable, and over it what the town knows live. Pure.
import type { BusArrival, BusLine, BusNow, BusPattern } from '../schema/types'
import { nextRides, type Ride } from './next'

export interface Coming {
  line: BusLine
  to: string
  state: BusArrival['state']
  /** Expected, by live data where there are any; Unix seconds */
  at: number
  scheduled: number
  /** Live data have said it, not only the timetable */
  live: boolean
  /** Seconds by which `at` may be wrong either way */
  unsure?: number
  away?: number
  every?: number
  until?: number
  /** Where it goes and where on it the stop is; not known of an extra bus */
  ride?: Ride
}

/** Seconds that a bus which left stays in view: whoever has just missed it must see so. */
export const KEPT = 300
/** Times in the guide are whole minutes. */
const SAME = 60

/** From KEPT seconds ago on; a rhythm under way begins now. */
export function ridesAround(lines: BusLine[], stop: string, now: number): Ride[] {
  return nextRides(lines, stop, now - KEPT).flatMap((ride) => (!ride.every ? ride : ride.until! < now ? [] : { ...ride, leaves: Math.max(ride.leaves, now) }))
}

/** `rides` are those of ridesAround. */
export function comings(rides: Ride[], now: number, told?: BusNow, lines: BusLine[] = []): Coming[] {
  const arrivals = [...(told?.arrivals ?? [])]
  const own = rides.map((ride): Coming => {
    const at = ride.every ? -1 : arrivals.findIndex((one) => isOf(one, ride))
    const [found] = at < 0 ? [] : arrivals.splice(at, 1)
    return found ? said(found, ride.line, ride) : plain(ride, now)
  })
  const extra = arrivals.flatMap((one) => {
    const line = lines.find(({ code }) => code === one.line)
    return line ? said(one, line, rides.find((ride) => ride.every && ride.line === line && ride.pattern.to === one.to)) : []
  })
  return [...own, ...extra].filter((one) => (one.until ?? one.at) >= now - KEPT).sort((a, b) => a.at - b.at)
}

const isOf = (one: BusArrival, { line, pattern, leaves }: Ride) => one.line === line.code && one.to === pattern.to && one.scheduled - leaves >= 0 && one.scheduled - leaves < SAME

function said(one: BusArrival, line: BusLine, ride: Ride | undefined): Coming {
  const at = one.predicted ?? one.scheduled
  return { line, to: one.to, state: one.state, at, scheduled: one.scheduled, live: one.predicted !== undefined || one.state === 'cancelled' || one.state === 'skipped', unsure: one.unsure, away: one.away, ride: ride && { ...ride, leaves: one.scheduled, every: undefined, until: undefined } }
}

function plain(ride: Ride, now: number): Coming {
  const { line, pattern, leaves, every, until } = ride
  return { line, to: pattern.to, state: !every && leaves < now ? 'just_left' : 'scheduled', at: leaves, scheduled: leaves, live: false, every, until, ride }
}

/** It can still be caught. */
export const isAhead = (one: Coming): boolean => one.state === 'live' || one.state === 'scheduled'

/** Stops of a way that lie behind the bus, counted in its pattern; nothing where nobody knows. */
export const reached = ({ ride, away, state }: Coming): number | undefined => (state === 'live' && ride && away !== undefined ? Math.max(0, ride.at - away) : undefined)

export const stopsOf = (line: BusLine, pattern: BusPattern): string[] => pattern.stops.map((at) => line.stops[at]!)
