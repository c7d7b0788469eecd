// One stop in a list: its name and what leaves it next, by the phone's own timetable.
import type { BusStop } from '../schema/types'
import { dayOf } from '../hours/find'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { headOf, stopAlerts } from './alerts-known'
import { setOf, townStops, type Buses } from './guide'
import { isRound } from './directions'
import { nextRides, stayAt } from './next'
import { shortStop } from './times'
import { clockAt, lineName, roughWords, tomorrowOf } from './words'

/** `warned`: with what service alerts say of it, where they do not stand above. */
export function StopRow({ buses, stop, far, warned }: { buses: Buses; stop: BusStop; far?: number; warned?: boolean }) {
  const alerts = warned ? stopAlerts(buses, stop.code) : []
  return (
    <a class="row" href={`/way/stop/${encodeURIComponent(stop.code)}`}>
      <span>
        <b>{stop.name}</b>
        {far !== undefined && <small>{far < 1000 ? t('离您 {n} 米', { n: far }) : t('离您 {n} 公里', { n: Math.round(far / 100) / 10 })}</small>}
        <small>{soonWords(buses, stop)}</small>
        {alerts.map((one) => <small key={one.key} lang={one.lang}><Icon name="i-flag" /> {headOf(one)}</small>)}
      </span>
      <Icon name="i-next" />
    </a>
  )
}

/** To the town where one goes there, else wherever. */
export function soonWords(buses: Buses, stop: BusStop): string {
  const now = serverNow()
  const town = setOf(townStops(buses))
  const rides = nextRides(buses.lines, stop.code, now)
  const ride = (town.has(stop.code) ? undefined : rides.find((one) => stayAt(one, town))) ?? rides[0]
  if (!ride) return t('这两天没有车了')
  const day = dayOf(ride.leaves)
  const near = day === dayOf(now) ? '' : day === tomorrowOf(now) ? t('明天 ') : t('后天 ')
  const time = ride.every ? (ride.leaves > now ? t('{time} 起{rough}', { time: clockAt(ride.leaves), rough: roughWords(ride.every) }) : roughWords(ride.every)) : clockAt(ride.leaves)
  if (isRound(ride, stop.code)) return `${near}${time} ${lineName(ride.line)} ${ride.line.long ?? ''}`
  return t('{day}{time}，{line}往{to}', { day: near, time, line: lineName(ride.line), to: shortStop(ride.pattern.to) })
}
