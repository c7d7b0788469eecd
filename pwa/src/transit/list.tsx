// 怎么走: my village's stops first, then favourites, finding one by name or by where one stands, and all lines.
import { useState } from 'preact/hooks'
import { placeName, placeOf } from '../guide/store'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { dayOf } from '../hours/find'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { TownAlerts } from './alerts'
import { townStops, useBuses, villageStops, type Buses } from './guide'
import { favourites } from './kept'
import { nextDay } from './line'
import { byName, nearest } from './near'
import { StopRow } from './stop-row'
import { useTick } from './use-tick'
import { Due } from './watch-due'
import { Wishes } from './watch-list'
import { dayHead, lineName } from './words'

export function ListPage() {
  useTick()
  const buses = useBuses()
  return (
    <Page title={t('怎么走')} bar={t('怎么走')}>
      {!buses ? <p class="pad" role="status">{t('正在打开…')}</p> : buses.lines.length ? <Lists buses={buses} /> : <None />}
    </Page>
  )
}

function Lists({ buses }: { buses: Buses }) {
  const [asked, ask] = useState('')
  const mine = villageStops(buses)
  const kept = favourites().flatMap((code) => buses.stops.get(code) ?? []).filter((stop) => !mine.includes(stop))
  const found = byName([...buses.stops.values()], asked, (place) => placeOf(place)?.name ?? '')
  return (
    <>
      <Due buses={buses} />
      <TownAlerts buses={buses} />
      <h1 class="pad">{t('从哪站上车？')}</h1>
      <Group name={t('我的站')} buses={buses} stops={[...mine, ...kept]} />
      <Wishes buses={buses} />
      <div class="pad">
        <label class="ask" for="stop">{t('站名或村名')}</label>
        <p class="find">
          <Icon name="i-find" />
          <input id="stop" type="search" autocomplete="off" enterkeyhint="search" value={asked} onInput={(event) => ask(event.currentTarget.value)} />
        </p>
        <p class="sub" role="status">{asked.trim() && (found.length ? t('找到 {n} 站', { n: found.length }) : t('没有叫这个的站'))}</p>
      </div>
      <Group buses={buses} stops={found} />
      <Near buses={buses} />
      {!asked.trim() && <Group name={t('镇上')} buses={buses} stops={townStops(buses).filter((stop) => !mine.includes(stop) && !kept.includes(stop))} />}
      <h2>{t('到{town}的车', { town: placeName(buses.town) || t('镇上') })}</h2>
      <nav class="sec" aria-label={t('线路')}>
        {buses.lines.map((line) => (
          <a class="row" href={`/way/line/${encodeURIComponent(line.code)}`} key={line.code}>
            <Icon name="i-bus" />
            <span>
              <b>{lineName(line)}</b>
              {line.long && <small>{line.long}</small>}
              <small>{goesWords(nextDay(line, dayOf(serverNow())))}</small>
            </span>
            <Icon name="i-next" />
          </a>
        ))}
      </nav>
      {buses.lines.some((line) => line.sample) && <p class="asof"><Icon name="i-clock" /> <b>{t('示例时刻表，是编的，别照着坐车。')}</b></p>}
    </>
  )
}

function goesWords(on: string | undefined): string {
  const now = serverNow()
  if (!on) return t('这一个星期没有车')
  return on === dayOf(now) ? t('今天有车') : t('下次有车：{day}', { day: dayHead(on, now, false) })
}

function Group({ name, buses, stops }: { name?: string; buses: Buses; stops: Parameters<typeof StopRow>[0]['stop'][] }) {
  if (!stops.length) return null
  return (
    <>
      {name && <h2>{name}</h2>}
      <nav class="sec" aria-label={name ?? t('找到的站')}>
        {stops.map((stop) => <StopRow key={stop.code} buses={buses} stop={stop} />)}
      </nav>
    </>
  )
}

/** Where one stands is asked of the phone only when the person taps, and goes nowhere. */
function Near({ buses }: { buses: Buses }) {
  const [found, set] = useState<ReturnType<typeof nearest> | 'asking' | 'failed'>()
  const look = () => {
    set('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set(nearest([...buses.stops.values()], coords.latitude, coords.longitude)),
      () => set('failed'),
      { timeout: 15_000, maximumAge: 60_000 },
    )
  }
  if (!('geolocation' in navigator)) return null
  return (
    <>
      <p class="pad">
        <button class="btn two" type="button" onClick={look}><Icon name="i-pin" /> {t('找离我最近的站')}</button>
        <small class="bus-near" role="status">{found === 'asking' ? t('正在找您在哪里…') : found === 'failed' ? t('手机没说您在哪里。按站名找也行') : t('位置只在手机里用，不会发出去')}</small>
      </p>
      {Array.isArray(found) && (
        <nav class="sec" aria-label={t('离我最近的站')}>
          {found.map(({ stop, far }) => <StopRow key={stop.code} buses={buses} stop={stop} far={far} />)}
        </nav>
      )}
    </>
  )
}

function None() {
  return (
    <div class="pad stack">
      <h1>{t('这里还没有班车时刻')}</h1>
      <p>{t('您选的镇还没有放上时刻表，或者还没存到手机里。')}</p>
      <a class="btn" href="/place">{t('换地方')}</a>
    </div>
  )
}
