// A stop's buses sorted by where they go: where one wants to go first, then every other end. Pure.
import { stayAt, type Ride, type Stay } from './next'

export interface Direction {
  key: string
  /** Goes where one wants to go: to town, or home from there */
  wanted: boolean
  rides: Ride[]
}

type Stops = ReadonlySet<string>

const WANTED = 'wanted'

export const directionOf = (ride: Ride, goal: Stops, own: string): string => (!goal.has(own) && stayAt(ride, goal) ? WANTED : `${isRound(ride, own) ? ride.line.code : ''}>${ride.pattern.to}`)

/** Comes back to where one stands: its end says nothing. */
export const isRound = ({ line, pattern }: Ride, own: string): boolean => line.stops[pattern.stops[pattern.stops.length - 1]!] === own

export function directions(rides: Ride[], goal: Stops, own: string): Direction[] {
  const found = new Map<string, Direction>()
  for (const ride of rides) {
    const key = directionOf(ride, goal, own)
    if (!found.has(key)) found.set(key, { key, wanted: key === WANTED, rides: [] })
    found.get(key)!.rides.push(ride)
  }
  return [...found.values()].sort((a, b) => Number(b.wanted) - Number(a.wanted) || b.rides.length - a.rides.length)
}

/** Where the ride is told to: where one wants to go, or its last stop. */
export function arrival(ride: Ride, goal: Stops): Stay {
  const last = ride.pattern.stops.length - 1
  return stayAt(ride, goal) ?? { at: last, arrives: ride.leaves + (ride.pattern.minutes[last]! - ride.pattern.minutes[ride.at]!) * 60 }
}
