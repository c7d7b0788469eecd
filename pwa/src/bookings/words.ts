// Days, times and crowds as people say them.
import { dayWords as near } from '../hours/words'
import { clock, isoDay } from '../text/dates'
import { t } from '../text/t'
import type { Booking, Wish } from '../schema/types'
import { errorText } from '../text/errors'
import type { Waiting } from '../sync/state'
import type { One } from './state'

/** 明天 周六 8月5日 */
export const dayWords = (on: string, now: number): string => near(on, isoDay(now))

/** 明天 周六 8月5日 9:20 */
export function timeWords(at: number, now: number): string {
  return `${dayWords(isoDay(at), now)} ${clock(new Date(at * 1000))}`
}

/** 9:20 */
export const hourOf = (at: number): string => clock(new Date(at * 1000))

/** 周一 8月7日 9:00–10:00, or the one time that is meant. */
export function wishWords(wish: Wish, now: number): string {
  const from = timeWords(wish.from, now)
  return wish.until ? `${from}–${hourOf(wish.until)}` : from
}

/** A wish is never said as if it were a time that was given; what the town did not take was one. */
export function whenOf({ row, waiting }: Pick<One, 'row' | 'waiting'>, now: number): string {
  if (row?.start && row.state !== 'requested' && row.state !== 'waitlisted') return timeWords(row.start, now)
  const wish = row?.wishes?.[0] ?? waiting.flatMap(wished)[0]
  return wish ? t('想约 {time}', { time: wishWords(wish, now) }) : t('约时间')
}

function wished({ args }: Waiting): Wish[] {
  const { start, wishes = [] } = args as { start?: number; wishes?: Wish[] }
  return start ? [{ from: start }] : wishes
}

/** The town's reasons, in the language chosen. */
export const reasonsOf = (row: Pick<Booking, 'reasons'>): string[] => (row.reasons ?? []).map((code) => errorText(code))

/** Why nothing of a day can be booked now. */
export const shutWords = (code: string): string => (['slot_far', 'booking_not_yet'].includes(code) ? t('这一天现在还不能在网上约，换一天看看。') : errorText(code))
