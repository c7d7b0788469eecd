// Buses in plain words: clocks, days, how rough a time is, how a bus is doing.
import { dayAfter, dayOf, minuteOf } from '../hours/find'
import { dayWords } from '../hours/words'
import { clockOf } from '../notices/words'
import type { BusLine } from '../schema/types'
import { t } from '../text/t'
import type { Ride } from './next'
import type { Coming } from './soon'

export const clockAt = (at: number): string => clockOf(minuteOf(at))

/** 7:20, or 次日 0:40 where it belongs to the evening before. */
export function clockOn(at: number, on: string): string {
  return dayOf(at) > on ? t('次日 {time}', { time: clockAt(at) }) : clockAt(at)
}

/** 今天, 明天周日, 12月14日 周一; a market day says so. */
export function dayHead(on: string, now: number, market: boolean): string {
  const today = dayOf(now)
  const day = on === today ? t('今天') : dayWords(on, today)
  return market ? t('{day}，逢场', { day }) : day
}

export const roughWords = (every: number): string => t('约每 {n} 分钟一班', { n: every })

/** 101, or 赶场专线 */
export const lineName = (line: BusLine): string => (/^\d+$/.test(line.name) ? t('{n} 路', { n: line.name }) : line.name)

export function spanWords({ leaves, until, on }: Pick<Ride, 'leaves' | 'until' | 'on'>): string {
  return `${clockOn(leaves, on)}–${clockOn(until ?? leaves, on)}`
}

/** How a bus is doing, in one line. */
export function stateWords(one: Coming, now: number): string {
  if (one.state === 'cancelled') return t('这班取消了')
  if (one.state === 'skipped') return t('这班不停这站')
  if (one.state === 'just_left') return leftWords(one, now)
  if (!one.live) return t('按时刻表')
  return [untilWords(one, now), awayWords(one.away), lateWords(one)].filter(Boolean).join(t('，'))
}

/** A range where that is all that is known. */
function untilWords({ at, unsure = 0 }: Coming, now: number): string {
  const [from, middle, until] = [at - unsure, at, at + unsure].map((moment) => Math.max(0, Math.round((moment - now) / 60))) as [number, number, number]
  if (until > from + 1) return t('还有 {from}–{until} 分钟', { from, until })
  return middle ? t('还有 {n} 分钟', { n: middle }) : t('就到了')
}

function leftWords(one: Coming, now: number): string {
  const ago = Math.max(1, Math.round((now - one.at) / 60))
  return one.live ? t('刚开走，{n} 分钟前', { n: ago }) : t('按时刻表 {n} 分钟前开走了', { n: ago })
}

const awayWords = (away: number | undefined): string => (away === undefined ? '' : away ? t('离这站还有 {n} 站', { n: away }) : t('下一站就是这里'))

function lateWords({ at, scheduled, unsure = 0 }: Coming): string {
  if (unsure && Math.abs(at - scheduled) <= unsure) return ''
  const late = Math.round((at - scheduled) / 60)
  return late > 0 ? t('晚 {n} 分钟', { n: late }) : late < 0 ? t('早 {n} 分钟', { n: -late }) : t('准点')
}

/** The day on which somebody stands at the stop for it. */
export const dayOfComing = (one: Coming): string => (dayOf(one.at) > (one.ride?.on ?? '') && minuteOf(one.at) < 240 && one.ride ? one.ride.on : dayOf(one.at))

export const tomorrowOf = (now: number): string => dayAfter(dayOf(now), 1)
