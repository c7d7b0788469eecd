// Wishes to be told of a bus, in words.
import { dayOf } from '../hours/find'
import { dayWords } from '../hours/words'
import { clockOf } from '../notices/words'
import type { BusWatch } from '../schema/types'
import { lang, t } from '../text/t'
import type { Buses } from './guide'
import { shortStop } from './times'
import { walkOf, type Wish } from './watch-rules'
import { lineName } from './words'

/** 一, in the language chosen; 2024-01-01 was a Monday. */
export const weekdayWord = (day: number): string => new Intl.DateTimeFormat(lang.value, { weekday: lang.value === 'en' ? 'short' : 'narrow', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))

/** 101 路往西来场镇 */
export function busWords({ line, to }: Pick<Wish, 'line' | 'to'>, buses: Buses): string {
  const known = buses.lines.find(({ code }) => code === line)
  const name = known ? lineName(known) : line ? t('这条线') : t('哪路都行')
  return to ? t('{line}往{to}', { line: name, to: shortStop(to) }) : name
}

/** 今天 周六 12月12日 8:35–9:05; 每周六、日 8:35–9:05 */
export function timeWords({ once, weekdays, from, before }: Pick<Wish, 'once' | 'weekdays' | 'from' | 'before'>, now: number): string {
  const span = `${clockOf(from)}–${clockOf(before - 1)}`
  if (once) return `${dayWords(once, dayOf(now))} ${span}`
  const all = weekdays?.length === 7
  return `${all ? t('每天') : t('每周{days}', { days: (weekdays ?? []).map(weekdayWord).join(lang.value === 'en' ? ', ' : '、') })} ${span}`
}

export function walkWords({ minutes, stops }: Pick<BusWatch, 'minutes' | 'stops'>): string {
  const walk = t('走 {n} 分钟', { n: walkOf(minutes) })
  return stops ? `${walk}${t('，')}${t('车还有 {n} 站也叫', { n: stops })}` : walk
}
