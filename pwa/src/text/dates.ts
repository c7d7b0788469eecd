// Times as people say them, always on the clock of the town (Asia/Shanghai). Where it might be taken for another one, a day
// of another year than `now` bears its year; at the turn of the year nobody needs to be told.
import { serverNow } from '../sync/state'
import { lang } from './t'

const ZONE = 'Asia/Shanghai'
const NEAR = 90 * 86_400

/** 8月2日 19:40 */
export function stamp(at: number, now = serverNow()): string {
  const date = new Date(at * 1000)
  return `${day(date, now)} ${clock(date)}`
}

/** 8月2日 */
export function day(date: Date, now?: number): string {
  const at = date.getTime() / 1000
  const far = now !== undefined && Math.abs(at - now) > NEAR && isoDay(at).slice(0, 4) !== isoDay(now).slice(0, 4)
  return format({ year: far ? 'numeric' : undefined, month: 'long', day: 'numeric' }, date)
}

/** 19:40 */
export function clock(date: Date): string {
  return format({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }, date)
}

/** 8月16日 from an ISO day such as 2017-08-16. */
export function dayOf(iso: string, now?: number): string {
  return day(new Date(`${iso}T12:00:00+08:00`), now)
}

function format(options: Intl.DateTimeFormatOptions, date: Date): string {
  return new Intl.DateTimeFormat(lang.value, { timeZone: ZONE, ...options }).format(date)
}

/** 2017-08-16 in the town */
export function isoDay(at: number): string {
  return new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 10)
}
