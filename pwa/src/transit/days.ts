// Which services of a bus line go on a day, and when that day begins in the line's own zone. Pure; server/transit/lines.py writes the row.
import { dayAfter, instant } from '../hours/find'
import type { BusLine } from '../schema/types'

const DAY = 86_400_000

/** Nothing: the day is not known, before the row begins or after it ends. */
export function servicesOn(line: BusLine, on: string): number[] | undefined {
  const letter = line.days.charCodeAt(Math.round((Date.parse(on) - Date.parse(line.from)) / DAY))
  // A–Z a–z
  return line.sorts[letter < 91 ? letter - 65 : letter - 71]
}

export const knownUntil = (line: BusLine): string => dayAfter(line.from, line.days.length - 1)

/** Unix seconds from which the minutes of a service day count: noon less 12 hours, which is not midnight where clocks are put on. */
export function zeroOf(line: BusLine, on: string): number {
  if (!line.zone) return instant(on, 0)
  const wanted = Date.parse(`${on}T12:00Z`) / 1000
  const once = wanted - aheadOf(line.zone, wanted)
  return wanted - aheadOf(line.zone, once) - DAY / 2000
}

/** Seconds that a zone's clocks are ahead of UTC at a moment. */
function aheadOf(zone: string, at: number): number {
  const words = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at * 1000)
  const part = (type: string) => Number(words.find((word) => word.type === type)!.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) / 1000 - at
}
