// Where a bus is on a strip of stops, and in words. Pure.
import { t } from '../text/t'
import type { SeenBus } from './stream-coding'

/** Seconds after which what was seen is no longer where it is. */
export const AGED = 180
const NEAR = 1 / 32

/** Place on a strip with these stops; nothing where the bus goes another way. */
export function placeOn(codes: string[], { stops, place }: Pick<SeenBus, 'stops' | 'place'>): number | undefined {
  if (codes.join() === stops.join()) return place
  const share = place % 1
  const [from, to] = [stops[place - share], stops[place - share + 1]]
  const next = codes.findIndex((code, n) => code === from && codes[n + 1] === to)
  if (next >= 0) return next + share
  const at = codes.indexOf(from ?? '')
  const ahead = codes.indexOf(to ?? '', at + 1)
  if (ahead < 0) return undefined
  // One that leaves stops out, or comes from elsewhere.
  return at < 0 ? Math.max(0, ahead - 1 + share) : at + share * (ahead - at)
}

/** 车在铁牛村和两河村之间，3 分钟前 */
export function whereWords(bus: SeenBus, now: number, name: (code: string) => string): string {
  const [first, share] = [Math.floor(bus.place), bus.place % 1]
  const [from, to] = [bus.stops[first], bus.stops[first + 1]].map((code) => name(code ?? '')) as [string, string]
  const where = share < NEAR ? (first ? t('车在{stop}', { stop: from }) : t('车在起点{stop}', { stop: from })) : t('车在{from}和{to}之间', { from, to })
  return [bus.how === 'reckoned' ? t('按到站时间推算，{where}', { where }) : where, bus.how === 'stands' ? t('停了好久没动') : '', agoWords(now - bus.at)].filter(Boolean).join(t('，'))
}

function agoWords(seconds: number): string {
  if (seconds < 45) return t('刚刚')
  const ago = t('{n} 分钟前', { n: Math.max(1, Math.round(seconds / 60)) })
  return seconds > AGED ? t('{ago}看到的，现在走到哪了不知道', { ago }) : ago
}
