// Dated openings out of the guide: no rules, no line. PROTOCOL.md section 3 tells the row.
import { guideState, openingsRow } from '../guide/store'
import type { DaySort, ItemOfSet, Openings } from '../schema/types'
import { dayAfter, instant, nextOpening as next, type Day, type Days, type Found, type Why } from './find'

export { dayOf, instant, isOpen, minuteOf } from './find'
export type { Day, Found, Kind, Opening, Why } from './find'

export interface DatedDays extends Days {
  /** The last day that the phone knows */
  until: string
  /** Unix seconds: the town's guide was like this then */
  asOf: number
}

/** What the phone's guide knows of a centre's days; nothing when it has none. */
export async function openingsOf(centre: string): Promise<DatedDays | undefined> {
  const row = await openingsRow(centre)
  return row && { ...dated(row), asOf: guideState.value.asOf }
}

/** The first opening that has not ended at `at` (Unix seconds) and serves the item. */
export const nextOpening = (days: Days, at: number, item?: string): Found | undefined => next(days, at, item)

export function dated(row: Openings): Omit<DatedDays, 'asOf'> {
  const first = Date.parse(row.from)
  return {
    until: dayAfter(row.from, row.days.length - 1),
    day: (on) => {
      const letter = row.days.charCodeAt(Math.round((Date.parse(on) - first) / 86_400_000))
      // A–Z a–z
      const sort = row.sorts[letter < 91 ? letter - 65 : letter - 71]
      return sort && dayOfSort(on, sort, on <= row.holidays_until)
    },
    serves: (set, item, on) => set === undefined || (row.items ?? []).some((one) => one.set === set && one.item === item && holds(one, on)),
  }
}

const holds = (one: ItemOfSet, on: string) => (!one.from || one.from <= on) && (!one.until || on <= one.until)

function dayOfSort(on: string, sort: DaySort, known: boolean): Day {
  const market = sort.market ?? []
  return {
    on,
    openings: (sort.openings ?? []).map(({ cutoff, kind, ...rest }) => ({
      ...rest,
      kind: kind ?? 'regular',
      ...(cutoff && { cutoff: instant(dayAfter(on, -cutoff[0]!), cutoff[1]!) }),
    })),
    why: [
      ...(sort.why ?? []).map(([reason, detail]): Why => [reason!, detail ?? '']),
      ...(known ? [] : [['unpublished', on.slice(0, 4)] as Why]),
      ...market.map((name): Why => ['market', name]),
    ],
    workday: known ? (sort.workday ?? false) : null,
    market,
  }
}
