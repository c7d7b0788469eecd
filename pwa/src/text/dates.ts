// Times as people say them, always on the clock of the town (Asia/Shanghai).
import { lang } from './t'

const ZONE = 'Asia/Shanghai'

/** 8月2日 19:40 */
export function stamp(at: number): string {
  const date = new Date(at * 1000)
  return `${day(date)} ${clock(date)}`
}

/** 8月2日 */
export function day(date: Date): string {
  return format({ month: 'long', day: 'numeric' }, date)
}

/** 19:40 */
export function clock(date: Date): string {
  return format({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }, date)
}

/** 8月16日 from an ISO day such as 2017-08-16. */
export function dayOf(iso: string): string {
  return day(new Date(`${iso}T12:00:00+08:00`))
}

function format(options: Intl.DateTimeFormatOptions, date: Date): string {
  return new Intl.DateTimeFormat(lang.value, { timeZone: ZONE, ...options }).format(date)
}

/** 2017-08-16 in the town */
export function isoDay(at: number): string {
  return new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 10)
}
