// Service alerts on the pages of buses: what is different, of which line, until when, and how old the word is.
import type { BusAlert, BusLine } from '../schema/types'
import { line, serverNow } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { alertsAt, alertsOf, effectWords, headOf, ofLine, stopAlerts, useAlerts } from './alerts-known'
import type { Buses } from './guide'
import { lineName } from './words'
import './watch.css'

/** Seconds after which the age of what was said is worth a word. */
const OLD = 1800
/** Names in a head */
const MOST = 4

export function StopAlerts({ buses, stop }: { buses: Buses; stop: string }) {
  useAlerts(buses.town)
  return <Alerts buses={buses} alerts={stopAlerts(buses, stop)} own={stop} />
}

export function LineAlerts({ buses, of }: { buses: Buses; of: BusLine }) {
  useAlerts(buses.town)
  return <Alerts buses={buses} alerts={ofLine(alertsOf(buses.town, serverNow()), of.code, new Set(of.stops))} own={of.code} />
}

/** All of the town: whoever looks for a bus need not open each line. */
export function TownAlerts({ buses }: { buses: Buses }) {
  useAlerts(buses.town)
  return <Alerts buses={buses} alerts={alertsOf(buses.town, serverNow())} />
}

function Alerts({ alerts, buses, own }: { alerts: BusAlert[]; buses: Buses; own?: string }) {
  if (!alerts.length) return null
  return (
    <section class="bus-alerts" aria-label={t('公交通知')}>
      {alerts.map((one) => <One key={one.key} alert={one} {...{ buses, own }} />)}
    </section>
  )
}

function One({ alert, buses, own }: { alert: BusAlert; buses: Buses; own?: string }) {
  const { text, effect } = alert
  const now = serverNow()
  const kind = effectWords(effect)
  const head = headOf(alert)
  const about = aboutWords(alert, buses, own)
  return (
    <details class="box up">
      <summary>
        <Icon name="i-flag" /> <b>{about && <>{about}{t('：')}</>}<span lang={alert.title ? alert.lang : undefined}>{head}</span></b>
        <small>{[kind !== head && kind, spanWords(alert, now), ageWords(alert, now)].filter(Boolean).join(t('，'))}</small>
      </summary>
      {text && <p class="lines" lang={alert.lang}>{text}</p>}
      {alert.lang && <small>{t('发通知的单位没有译成您的语言')}</small>}
    </details>
  )
}

/** Its lines, else its stops; of whose page it stands on nothing need be said. */
function aboutWords({ about }: BusAlert, buses: Buses, own?: string): string {
  if (own !== undefined && about.some((one) => one.line === own || (one.stop === own && !one.line))) return ''
  const codes = new Set(about.flatMap((one) => one.line ?? []))
  const lines = buses.lines.filter(({ code }) => codes.has(code)).map(lineName)
  const stops = about.flatMap((one) => (one.line ? [] : (buses.stops.get(one.stop ?? '')?.name ?? [])))
  const names = lines.length ? lines : stops
  return names.slice(0, MOST).join(t('、')) + (names.length > MOST ? '…' : '')
}

function spanWords({ from, until }: BusAlert, now: number): string {
  if (from && until) return t('{from} 到 {until}', { from: stamp(from, now), until: stamp(until, now) })
  if (from) return t('{from} 起', { from: stamp(from, now) })
  return until ? t('到 {until} 为止', { until: stamp(until, now) }) : t('没说到哪天')
}

function ageWords(alert: BusAlert, now: number): string {
  const asked = line.value === 'off' ? Math.min(alert.as_of, alertsAt()) : alert.as_of
  return now - asked > OLD ? t('{time} 的消息，可能变了', { time: stamp(asked, now) }) : ''
}
