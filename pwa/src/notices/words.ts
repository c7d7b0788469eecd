// What is said of a day's hours: push, inbox and home say this one sentence. `server/notices/words.py` says the same;
// `vectors/news.json` holds both to it.
import type { HoursNews, Span } from '../schema/types'
import { dayOf } from '../text/dates'
import { lang, t } from '../text/t'

export function sentence(news: HoursNews): string {
  const said = plainly(news)
  return news.corrects ? t('更正：{what}', { what: said }) : said
}

/** Whose hours they are, and why they are not as usual. */
export function detail({ name, note }: HoursNews): string {
  return note ? t('{name}。{note}', { name, note }) : name
}

function plainly({ on, open, topics }: HoursNews): string {
  const market = topics.includes('market')
  const day = t('{day} {weekday}', { day: dayOf(on), weekday: weekdayOf(on) })
  if (!open.length) return market ? t('{day}逢场，但不开门', { day }) : t('{day}不开门', { day })
  const values = { day, hours: hoursOf(open) }
  if (topics.includes('changed')) return market ? t('{day}逢场，改为 {hours} 开门', values) : t('{day}改为 {hours} 开门', values)
  if (market) return t('{day}逢场，{hours} 开门', values)
  return topics.includes('extended') ? t('{day}延时服务，{hours} 开门', values) : t('{day}，{hours} 开门', values)
}

/** 9:00–12:00、14:00–17:00 */
export function hoursOf(open: Span[]): string {
  return open.map((span) => `${clockOf(span.from)}–${clockOf(span.until)}`).join(lang.value === 'en' ? ', ' : '、')
}

export function clockOf(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}

export function weekdayOf(iso: string): string {
  return new Intl.DateTimeFormat(lang.value, { timeZone: 'Asia/Shanghai', weekday: 'short' }).format(new Date(`${iso}T12:00:00+08:00`))
}
