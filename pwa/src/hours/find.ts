// Open at a moment, and when next: over any source of days, dated openings or rules. Pure.
import type { OpeningKind } from '../schema/types'

export type Kind = OpeningKind

export interface Opening {
  /** Minutes of the day */
  from: number
  until: number
  kind: Kind
  /** The set of items served then; absent: all */
  items?: string
  windows?: number
  /** Unix seconds at which the public's bookings close */
  cutoff?: number
  /** Who booked comes first, then walk-ins */
  booked?: boolean
  note?: string
}

/** holiday 国庆节 · makeup 国庆节 · exception 停电 · market 西来赶场 · no_market · unpublished 2027 */
export type Why = [reason: string, detail: string]

export interface Day {
  on: string
  openings: Opening[]
  why: Why[]
  /** null: that year's holidays are not published yet */
  workday: boolean | null
  /** Names of the markets of that day */
  market: string[]
}

export interface Days {
  day(on: string): Day | undefined
  serves(set: string | undefined, item: string, on: string): boolean
}

export interface Found {
  /** Unix seconds */
  starts: number
  ends: number
  on: string
  opening: Opening
}

const DAY = 86_400
// Asia/Shanghai has kept no summer time since 1991.
const AHEAD = 8 * 3600

/** The day in Shanghai of an instant in Unix seconds. */
export const dayOf = (at: number): string => new Date((at + AHEAD) * 1000).toISOString().slice(0, 10)
export const minuteOf = (at: number): number => Math.floor(((at + AHEAD) % DAY) / 60)
export const instant = (on: string, minute: number): number => Date.parse(on) / 1000 - AHEAD + minute * 60
export const dayAfter = (on: string, days: number): string => new Date(Date.parse(on) + days * DAY * 1000).toISOString().slice(0, 10)
/** 1 Monday … 7 Sunday */
export const weekdayOf = (on: string): number => new Date(on).getUTCDay() || 7

const fits = (days: Days, opening: Opening, on: string, item: string | undefined, selfService: boolean) =>
  (selfService || opening.kind !== 'self_service') && (item === undefined || days.serves(opening.items, item, on))

/** The opening that a moment lies in; machines count only when they are asked for. */
export function isOpen(days: Days, at: number, item?: string, selfService = false): Opening | undefined {
  const on = dayOf(at)
  const minute = minuteOf(at)
  return days.day(on)?.openings.find((one) => one.from <= minute && minute < one.until && fits(days, one, on, item, selfService))
}

/** The first opening that has not ended: the one under way, when there is one. */
export function nextOpening(days: Days, at: number, item?: string, within = 180, selfService = false): Found | undefined {
  const first = dayOf(at)
  const minute = minuteOf(at)
  for (let ahead = 0; ahead <= within; ahead++) {
    const on = dayAfter(first, ahead)
    const opening = days.day(on)?.openings.find((one) => (ahead > 0 || one.until > minute) && fits(days, one, on, item, selfService))
    if (opening) return { starts: instant(on, opening.from), ends: instant(on, opening.until), on, opening }
  }
  return undefined
}
