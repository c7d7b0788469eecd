// While these pages are open the phone says by itself that it is time to leave, also without a line or without push.
import { useEffect } from 'preact/hooks'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Buses } from './guide'
import { wishes } from './watch'
import { leavesFor, leaving } from './watch-rules'
import { clockAt, lineName } from './words'

export function Due({ buses }: { buses: Buses }) {
  const now = serverNow()
  const due = wishes().flatMap(({ wish }) => leaving(wish, buses.lines, now).map((ride) => ({ wish, ride, leave: leavesFor(wish.minutes, ride) })))
  const first = due.sort((a, b) => a.leave - b.leave)[0]
  const key = first && `${first.wish.id} ${first.ride.leaves}`
  useEffect(() => void (key && navigator.vibrate?.([300, 150, 300])), [key])
  if (!first) return null
  const { ride, leave, wish } = first
  return (
    <p class="box ok" role="alert">
      <Icon name="i-walk" /> <b>{t('{time} 前出门', { time: clockAt(leave) })}</b>{t('，')}
      {t('{line} {time} 到{stop}（按时刻表）', { line: lineName(ride.line), time: clockAt(ride.leaves), stop: buses.stops.get(wish.stop)?.name ?? '' })}
    </p>
  )
}
