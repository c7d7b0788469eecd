// Service alerts of the town's buses: asked for while a page of buses is open, and kept, so that they can be read without a line, with their age.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { BusAlert, BusAlerts } from '../schema/types'
import { serverNow } from '../sync/state'
import { lang, t } from '../text/t'
import type { Buses } from './guide'

const KEY = 'ganchang-bus-alerts'
const EVERY = 60
const LONGEST_MS = 10_000
/** Seconds that what was said counts at all. */
const FORGOTTEN = 86_400

interface Kept { town: string; lang: string; said: BusAlerts }

const kept = signal<Kept | undefined>(read())
let askedAt = 0

/** What is not over, of this town. */
export function alertsOf(town: string, now: number): BusAlert[] {
  const held = kept.value
  if (held?.town !== town || now - held.said.at > FORGOTTEN) return []
  return held.said.alerts.filter((one) => !one.until || one.until >= now)
}

/** When the town was last asked. */
export const alertsAt = (): number => kept.value?.said.at ?? 0

/** The page is drawn anew by its own tick; each may call this as it likes. */
export function useAlerts(town: string | undefined): void {
  const words = lang.value
  useEffect(() => {
    if (!town) return undefined
    const look = () => void ask(town, words)
    look()
    const timer = setInterval(look, EVERY * 1000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [town, words])
}

async function ask(town: string, words: string): Promise<void> {
  const known = kept.value?.town === town && kept.value.lang === words
  const now = serverNow()
  if (document.visibilityState === 'hidden' || navigator.onLine === false || (known && now - askedAt < EVERY)) return
  askedAt = now
  const response = await fetch(`/bus/alerts/${town}?lang=${words}`, { signal: AbortSignal.timeout?.(LONGEST_MS) ?? null }).catch(() => undefined)
  if (!response?.ok) return void (askedAt = 0)
  const said = (await response.json().catch(() => undefined)) as BusAlerts | undefined
  if (said) keep({ town, lang: words, said })
}

function keep(next: Kept): void {
  kept.value = next
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Storage may be refused: they then last as long as the page.
  }
}

function read(): Kept | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null) ?? undefined
  } catch {
    return undefined
  }
}

/** That hold now or soon, of a stop and the lines that stop there. */
export function stopAlerts(buses: Buses, stop: string): BusAlert[] {
  const lines = new Set(buses.lines.filter((one) => one.stops.includes(stop)).map(({ code }) => code))
  return atStop(alertsOf(buses.town, serverNow()), stop, lines)
}

export const headOf = ({ title, effect }: BusAlert): string => title || effectWords(effect) || t('公交通知')

export function effectWords(effect: BusAlert['effect']): string {
  switch (effect) {
    case 'no_service': return t('停运')
    case 'reduced': return t('班次减少')
    case 'delays': return t('晚点很多')
    case 'detour': return t('改道')
    case 'extra': return t('加开班次')
    case 'changed': return t('班次有变')
    case 'stop_moved': return t('站点挪了')
    default: return ''
  }
}

/** Of a stop and the lines that leave it. */
export const atStop = (alerts: BusAlert[], stop: string, lines: ReadonlySet<string>): BusAlert[] => alerts.filter(({ about }) => about.some((one) => (!one.line || lines.has(one.line)) && (!one.stop || one.stop === stop)))

/** Of a line, or of a stop on its way. */
export const ofLine = (alerts: BusAlert[], line: string, stops: ReadonlySet<string>): BusAlert[] => alerts.filter(({ about }) => about.some((one) => (one.line ? one.line === line : Boolean(one.stop && stops.has(one.stop)))))
