// Working time over the days of a centre, as server/hours/worktime.py counts it. Pure.
import { dayAfter, dayOf, instant, weekdayOf, type Day, type Days } from './find'

/** Days without an hour of work after which there is none. */
const LONGEST = 400

/** When work is done on a day: regular hours, each minute once. */
function spans(day: Day | undefined): [number, number][] {
  const found: [number, number][] = []
  let until = 0
  for (const one of day?.openings ?? []) {
    if (one.kind !== 'regular' || one.until <= until) continue
    found.push([instant(day!.on, Math.max(until, one.from)), instant(day!.on, one.until)])
    until = one.until
  }
  return found
}

/** The instant (Unix seconds) at which so much working time has passed since `at`; nothing when none follows. */
export function addWorkingMinutes(days: Days, at: number, minutes: number): number | undefined {
  let left = minutes * 60
  let on = dayOf(at)
  for (let idle = 0; left > 0; idle++) {
    if (idle > LONGEST) return undefined
    for (const [from, end] of spans(days.day(on))) {
      const start = Math.max(from, at)
      if (start >= end) continue
      if (left <= end - start) return start + left
      left -= end - start
      idle = -1
    }
    on = dayAfter(on, 1)
  }
  return at
}

export interface Due {
  on: string
  /** False: counted through days of which the phone does not know whether they are holidays */
  certain: boolean
}

/** The last day of a limit of `count` working days after `start`, which does not count itself; a limit of none ends on
 * `start`, or on the working day after it. Of days that nobody knows yet, Monday to Friday count. */
export function due(workday: (on: string) => boolean | null | undefined, start: string, count: number): Due {
  let certain = true
  const isWorkday = (on: string) => {
    const known = workday(on) ?? undefined
    certain &&= known !== undefined
    return known ?? weekdayOf(on) < 6
  }
  let on = start
  let works = isWorkday(on)
  for (let left = Math.ceil(count); left > 0 || !works; ) {
    on = dayAfter(on, 1)
    works = isWorkday(on)
    if (works) left--
  }
  return { on, certain }
}
