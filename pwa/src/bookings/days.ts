// Which days can be booked, out of the dated openings on the phone. Pure; the town's clock decides.
import type { Day, Days, Opening } from '../hours/find'
import { dayAfter, dayOf, instant } from '../hours/find'

export type DayState = 'open' | 'closed' | 'cut_off' | 'not_served' | 'over'

export interface BookDay {
  on: string
  day: Day
  state: DayState
  /** Those at which a person is served, and the item */
  openings: Opening[]
  /** Unix seconds: online booking of the day ends then, when it does */
  closesAt?: number
}

const staffed = (one: Opening) => one.kind !== 'self_service'

export function bookDay(days: Days, on: string, now: number, item?: string): BookDay | undefined {
  const day = days.day(on)
  if (!day) return undefined
  const manned = day.openings.filter(staffed)
  const openings = manned.filter((one) => item === undefined || days.serves(one.items, item, on))
  const cutoffs = openings.flatMap((one) => one.cutoff ?? [])
  // Where one opening of the day has no cut-off, that one can still be booked.
  const closesAt = cutoffs.length && cutoffs.length === openings.length ? Math.max(...cutoffs) : undefined
  const last = Math.max(0, ...openings.map((one) => one.until))
  const state: DayState = !manned.length ? 'closed' : !openings.length ? 'not_served' : instant(on, last) <= now ? 'over' : closesAt !== undefined && closesAt <= now ? 'cut_off' : 'open'
  return { on, day, state, openings, closesAt }
}

/** From today on, as far as the phone knows. */
export function bookDays(days: Days, now: number, count: number, item?: string): BookDay[] {
  const first = dayOf(now)
  return Array.from({ length: count }, (_none, ahead) => bookDay(days, dayAfter(first, ahead), now, item)).filter((one): one is BookDay => one !== undefined)
}

export interface Part { from: number; until: number }

/** The hours of a day that somebody may wish for, as spans in Unix seconds; what is past is left out. */
export function hoursOf(one: BookDay, now: number): Part[] {
  const parts: Part[] = []
  for (const opening of one.openings) {
    for (let minute = opening.from; minute < opening.until; minute = minute - (minute % 60) + 60) {
      const until = Math.min(opening.until, minute - (minute % 60) + 60)
      const part = { from: instant(one.on, minute), until: instant(one.on, until) }
      if (part.until > now) parts.push(part)
    }
  }
  return parts
}

const NOON = 12 * 60

/** 上午, 下午: half a day, as far as it is open and ahead. */
export function halvesOf(one: BookDay, now: number): { morning?: Part; afternoon?: Part } {
  const hours = hoursOf(one, now)
  const noon = instant(one.on, NOON)
  const whole = (parts: Part[]): Part | undefined => (parts.length ? { from: parts[0]!.from, until: parts[parts.length - 1]!.until } : undefined)
  return { morning: whole(hours.filter((part) => part.from < noon)), afternoon: whole(hours.filter((part) => part.from >= noon)) }
}
