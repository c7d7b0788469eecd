// A row of dated openings as days: a letter each. Pure; server/hours/dated.py writes it.
import type { DaySort, ItemOfSet, Openings } from '../schema/types'
import { dayAfter, instant, type Day, type Days, type Why } from './find'

export interface ListedDays extends Days {
  /** The last day that the row tells of */
  until: string
}

export function dated(row: Openings): ListedDays {
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
