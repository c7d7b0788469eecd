// Days of a centre in plain words: is it open, until when, when next, and why.
import { joined, newsOf } from '../notices/day-news'
import { clockOf, hoursOf, sentence, weekdayOf } from '../notices/words'
import { dayOf as dateOf } from '../text/dates'
import { t } from '../text/t'
import { dayAfter, dayOf, isOpen, minuteOf, nextOpening, type Day, type Days, type Opening } from './find'

/** Those at which a person serves, and this item where one is given. */
export function served(days: Days, day: Day, item?: string): Opening[] {
  return day.openings.filter((one) => one.kind !== 'self_service' && (item === undefined || days.serves(one.items, item, day.on)))
}

/** 9:00–12:00、14:00–17:00, or that it is closed. */
export function hoursWords(openings: Opening[]): string {
  return openings.length ? hoursOf(joined(openings)) : t('不开门')
}

/** 明天 周六 8月5日 */
export function dayWords(on: string, today: string): string {
  const near = on === today ? t('今天') : on === dayAfter(today, 1) ? t('明天') : on === dayAfter(today, 2) ? t('后天') : ''
  return [near, weekdayOf(on), dateOf(on, Date.parse(today) / 1000)].filter(Boolean).join(' ')
}

/** Why a day is as it is; the office's own words as they are. */
export function reasons(days: Days, day: Day, item?: string): string[] {
  const open = served(days, day)
  const said = day.why.map(([reason, detail]) => reasonWords(reason, detail))
  if (open.length && item !== undefined && !served(days, day, item).length) said.push(t('开着门，但这天不办这件事'))
  else if (open.length && open.every((one) => one.items)) said.push(t('只办延时服务的事项'))
  return [...new Set([...said, ...open.map((one) => one.note)].filter((one): one is string => Boolean(one)))]
}

function reasonWords(reason: string, detail: string): string {
  if (reason === 'holiday') return t('{detail}放假', { detail })
  if (reason === 'makeup') return t('{detail}调休，这天上班', { detail })
  if (reason === 'unpublished') return t('还没有公布 {detail} 年的放假安排，可能会变', { detail })
  if (reason === 'market') return t('逢场')
  if (reason === 'no_market') return t('只在逢场时开门，这天不逢场')
  return detail
}

export const because = (days: Days, day: Day, item?: string): string => reasons(days, day, item).join(t('，'))

export interface Answer {
  /** The one sentence someone came for */
  head: string
  /** Whether it speaks of a market day */
  market: boolean
  isOpen: boolean
  /** The day that it speaks of; none when nothing is open as far as is known */
  day?: Day
}

/** Open now and until when, or when next. */
export function answer(days: Days, at: number, item?: string): Answer {
  const today = dayOf(at)
  if (isOpen(days, at, item)) {
    const day = days.day(today)!
    const until = joined(served(days, day, item)).find((span) => minuteOf(at) < span.until)!.until
    return { head: t('现在开门，到 {until}', { until: clockOf(until) }), isOpen: true, market: day.market.length > 0, day }
  }
  const next = nextOpening(days, at, item)
  const day = next && days.day(next.on)
  if (!next || !day) return { head: t('近期不开门，请打电话问'), isOpen: false, market: false }
  const market = day.market.length > 0
  return { head: when(next.on, next.opening.from, today, market), isOpen: false, market, day }
}

function when(on: string, from: number, today: string, market: boolean): string {
  if (on === today) return t('今天 {from} 开门', { from: clockOf(from) })
  if (on === dayAfter(today, 1)) return market ? t('明天逢场开门') : t('明天开门')
  const day = on < dayAfter(today, 7) ? weekdayOf(on) : `${dateOf(on)} ${weekdayOf(on)}`
  return market ? t('{day}逢场开门', { day }) : t('{day}开门', { day })
}

/** 今天 周五 8月4日，不逢场。已下班 */
export function todayWords(days: Days, at: number): string {
  const today = dayOf(at)
  const day = days.day(today)
  if (!day) return dayWords(today, today)
  const hasMarkets = Array.from({ length: 31 }, (_none, ahead) => days.day(dayAfter(today, ahead))).some((one) => one?.market.length)
  const market = day.market.length ? t('逢场') : hasMarkets ? t('不逢场') : ''
  const open = served(days, day)
  const state = !open.length ? t('不开门') : isOpen(days, at) ? '' : minuteOf(at) < open[0]!.from ? t('还没开门') : open.some((one) => one.from > minuteOf(at)) ? t('中午休息') : t('已下班')
  return [dayWords(today, today), market, state].filter(Boolean).join(t('，'))
}

/** The next market day after `after`, as push and inbox say it. */
export function nextMarket(days: Days, after: string, centre: string, name: string): string | undefined {
  for (let ahead = 1; ahead <= 62; ahead++) {
    const day = days.day(dayAfter(after, ahead))
    if (day?.market.length) return sentence(newsOf(day, centre, name))
  }
  return undefined
}

/** What stands in a day's cell: a word and whether it is market day. */
export function cellWord(days: Days, day: Day | undefined, item?: string): string {
  if (!day) return t('未定')
  const open = served(days, day, item)
  if (!open.length) return day.why.some(([reason]) => reason === 'holiday') ? t('放假') : t('休')
  return isShort(open) ? t('半') : t('开')
}

export const isShort = (open: Opening[]): boolean => joined(open).reduce((sum, span) => sum + span.until - span.from, 0) <= 300

/** The whole of it for those who do not see the table. */
export function cellWords(days: Days, day: Day | undefined, on: string, today: string, item?: string): string {
  if (!day) return [dayWords(on, today), t('未定')].join(t('，'))
  return [dayWords(on, today), hoursWords(served(days, day, item)), ...reasons(days, day, item)].join(t('，'))
}
