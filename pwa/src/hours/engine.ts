// The rules of a centre over a calendar, as server/hours/engine.py plays them; vectors/hours.json holds both to it. No page
// loads it: pages read the dated openings of the guide. For whoever must play rules outside the server. Lunar markets come
// as dates, so no lunar table is here.
import type { ChangedOpening, Cutoff, HolidayYear, Hours, HoursException, HoursRule, MarketRule } from '../schema/types'
import { dayAfter, instant, weekdayOf, type Day, type Days, type Opening, type Why } from './find'

export type Sort = 'workday' | 'weekend' | 'holiday' | 'makeup'

export interface Calendar {
  sort(on: string): Sort
  /** null: that year's holidays are not published yet */
  workday(on: string): boolean | null
  name(on: string): string
}

export function calendarOf(years: HolidayYear[]): Calendar {
  const known = new Set(years.map((one) => one.year))
  const days = new Map([...years].sort((a, b) => a.year - b.year).flatMap((one) => one.days.map((day) => [day.date, day] as const)))
  const sort = (on: string): Sort => {
    const found = days.get(on)
    if (found) return found.isOffDay ? 'holiday' : 'makeup'
    return weekdayOf(on) < 6 ? 'workday' : 'weekend'
  }
  return {
    sort,
    workday: (on) => (known.has(Number(on.slice(0, 4))) || days.has(on) ? isWork(sort(on)) : null),
    name: (on) => days.get(on)?.name ?? '',
  }
}

const isWork = (sort: Sort) => sort === 'workday' || sort === 'makeup'
const holds = (one: { from?: string, until?: string }, on: string) => (!one.from || one.from <= on) && (!one.until || on <= one.until)

export function daysOf(hours: Hours, calendar: Calendar): Days {
  return {
    day: (on) => dayOfRules(hours, calendar, on),
    serves: (set, item, on) => set === undefined || (hours.items ?? []).some((one) => one.set === set && one.item === item && holds(one, on)),
  }
}

function dayOfRules(hours: Hours, calendar: Calendar, on: string): Day {
  const sort = calendar.sort(on)
  const market = [...new Set((hours.markets ?? []).filter((one) => isMarket(one, on)).map((one) => one.name))]
  const there = (hours.exceptions ?? []).filter((one) => holds(one, on))
  // Of several in the place of the rules the last holds, which the centre's supervisor gave.
  const replaced = new Map(there.filter((one) => !one.extra).map((one) => [one.area, one]))
  const exceptions = there.filter((one) => one.extra || replaced.get(one.area) === one)
  const rules = (hours.rules ?? []).filter((rule) => !replaced.has(areaOf(rule)) && holds(rule, on) && dayMatches(rule, on, sort) && marketMatches(rule, market))
  const spans = [...rules, ...exceptions.flatMap((one) => one.openings)]
  return {
    on,
    openings: spans.map((span) => opening(span, calendar, on)).sort(order),
    why: reasons(hours, calendar, on, sort, market, exceptions),
    workday: calendar.workday(on),
    market,
  }
}

export function isMarket(market: MarketRule, on: string): boolean {
  if (!holds(market, on)) return false
  const day = Number(on.slice(8))
  switch (market.rule) {
    case 'odd':
      return day % 2 === 1
    case 'even':
      return day % 2 === 0
    case 'every':
      return market.first! <= on && ((Date.parse(on) - Date.parse(market.first!)) / 86_400_000) % market.every! === 0
    case 'days':
      return market.days!.includes(day)
    case 'dates':
      return market.dates!.includes(on)
    case 'lunar':
      throw new Error('lunar markets come as dates')
  }
}

const areaOf = (rule: HoursRule) => (rule.kind === 'self_service' ? 'self_service' : undefined)

function dayMatches({ days }: HoursRule, on: string, sort: Sort): boolean {
  if (days === 'daily') return true
  if (days === 'workdays') return isWork(sort)
  if (days === 'holidays') return sort === 'holiday'
  return (sort === 'workday' || sort === 'weekend') && days.includes(weekdayOf(on))
}

const marketMatches = (rule: HoursRule, market: string[]) =>
  rule.market === undefined || (rule.market === '*' ? market.length > 0 : market.includes(rule.market))

function opening(span: HoursRule | ChangedOpening, calendar: Calendar, on: string): Opening {
  const { opens, closes, kind, items, windows, cutoff, booked, note } = span
  return {
    from: opens, until: closes, kind: kind ?? 'regular',
    ...(items !== undefined && { items }),
    ...(windows !== undefined && { windows }),
    ...(cutoff && { cutoff: cutoffAt(cutoff, calendar, on) }),
    ...(booked && { booked }),
    ...(note !== undefined && { note }),
  }
}

const order = (a: Opening, b: Opening) => a.from - b.from || a.until - b.until || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)

function cutoffAt(cutoff: Cutoff, calendar: Calendar, on: string): number {
  // Strictly before: bookings for a Friday close a week earlier.
  if (cutoff.weekday !== undefined) return instant(dayAfter(on, -(((weekdayOf(on) - cutoff.weekday + 6) % 7) + 1)), cutoff.at)
  let at = dayAfter(on, -(cutoff.days ?? 0))
  for (let left = cutoff.workdays ?? 0; left > 0; ) {
    at = dayAfter(at, -1)
    if (isWork(calendar.sort(at))) left--
  }
  return instant(at, cutoff.at)
}

function reasons(hours: Hours, calendar: Calendar, on: string, sort: Sort, market: string[], exceptions: HoursException[]): Why[] {
  const why: Why[] = exceptions.map((one) => ['exception', one.reason ?? ''])
  if (sort === 'holiday' || sort === 'makeup') why.push([sort, calendar.name(on)])
  const misses = () => (hours.rules ?? []).some((rule) => rule.market !== undefined && holds(rule, on) && dayMatches(rule, on, sort))
  if (!market.length && misses()) why.push(['no_market', ''])
  if (calendar.workday(on) === null) why.push(['unpublished', on.slice(0, 4)])
  return [...why, ...market.map((name): Why => ['market', name])]
}
