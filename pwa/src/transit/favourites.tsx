// Favourite stops on home, a line each: what leaves next. Fetched only where there is one.
import { t } from '../text/t'
import { useAlerts } from './alerts-known'
import { useBuses } from './guide'
import { favourites } from './kept'
import { StopRow } from './stop-row'
import { useTick } from './use-tick'

export function Favourites() {
  useTick()
  const buses = useBuses()
  useAlerts(buses?.town)
  const stops = favourites().flatMap((code) => buses?.stops.get(code) ?? [])
  if (!buses || !stops.length) return null
  return (
    <>
      <h2>{t('我的车站')}</h2>
      <nav class="sec" aria-label={t('我的车站')}>
        {stops.map((stop) => <StopRow key={stop.code} buses={buses} stop={stop} warned />)}
      </nav>
    </>
  )
}
