// One line: its ways as strips with the buses moving on them, and every stop with its first and last bus on a day when it goes.
import type { BusLine, BusPattern } from '../schema/types'
import { dayAfter, dayOf } from '../hours/find'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { LineAlerts } from './alerts'
import { servicesOn } from './days'
import { useBuses, type Buses } from './guide'
import { useLine, type LineLive } from './live'
import { MapButton } from './map-button'
import { ridesOn, type Ride } from './next'
import { stopsOf } from './soon'
import { AGED, placeOn, whereWords } from './stream-road'
import { Strip } from './strip'
import { shortStop } from './times'
import { useTick } from './use-tick'
import { clockAt, clockOn, dayHead, lineName, roughWords } from './words'

const WEEK = 7

export function LinePage({ code }: { code: string }) {
  useTick()
  const live = useLine(code)
  const buses = useBuses()
  const line = buses?.lines.find((one) => one.code === code)
  if (!buses) return <Page title={t('怎么走')} back="/way"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!line) return <Page title={t('没有这条线')} back="/way"><p class="pad">{t('可能换了名字，或者不到您选的镇。')}</p></Page>
  const now = serverNow()
  const on = nextDay(line, dayOf(now))
  return (
    <Page title={lineName(line)} back="/way">
      {live.how === 'off' && <p class="pad sub" role="status">{t('没网，看不到车到哪了。时刻表照样准')}</p>}
      {live.how === 'dead' && <p class="off" role="status"><Icon name="i-clock" /><span>{t('有网，但现在没有实时，车上没发来消息。按时刻表来，有了会自己显示')}</span></p>}
      <section class="sec pad stack">
        <h2 class="plain">{line.long ?? lineName(line)}</h2>
        {on ? <p class="sub">{on === dayOf(now) ? t('今天有车') : t('下次有车：{day}', { day: dayHead(on, now, false) })}</p> : <p class="sub">{t('这一个星期没有车')}</p>}
        <p class="line">
          <small>{line.by}</small>
          {line.phone && <a href={`tel:${line.phone}`}>{t('打电话问')}</a>}
        </p>
      </section>
      <LineAlerts buses={buses} of={line} />
      <MapButton {...{ line, buses, live, now }} />
      {longest(line).map((pattern) => <Direction key={pattern.to + String(pattern.back)} {...{ line, pattern, buses, live, now }} on={on ?? dayOf(now)} />)}
      {live.how === 'none' && <p class="pad sub">{t('这里的车没有实时。')}</p>}
      {live.told?.as_of !== undefined && <p class="asof"><Icon name="i-clock" /> {t('车的位置是 {time} 的', { time: clockAt(live.told.as_of) })}</p>}
      {line.sample && <p class="asof"><Icon name="i-clock" /> <b>{t('示例时刻表，是编的，别照着坐车。')}</b></p>}
    </Page>
  )
}

/** Today, or the next day within a week on which it goes. */
export const nextDay = (line: BusLine, today: string): string | undefined => Array.from({ length: WEEK }, (_none, ahead) => dayAfter(today, ahead)).find((on) => servicesOn(line, on)?.some((service) => line.patterns.some(({ goes }) => goes.some((one) => one.service === service))))

/** Of each direction the way with most stops. */
export function longest(line: BusLine): BusPattern[] {
  const ways = new Map<boolean, BusPattern>()
  for (const one of line.patterns) {
    const before = ways.get(Boolean(one.back))
    if (!before || one.stops.length > before.stops.length) ways.set(Boolean(one.back), one)
  }
  return [...ways.values()]
}

interface Shown { line: BusLine; pattern: BusPattern; buses: Buses; live: LineLive; now: number; on: string }

function Direction({ line, pattern, buses, live, now, on }: Shown) {
  const codes = stopsOf(line, pattern)
  const name = (code: string) => shortStop(buses.stops.get(code)?.name ?? code)
  const seen = (live.told?.buses ?? []).flatMap((bus) => {
    const place = bus.back === Boolean(pattern.back) ? placeOn(codes, bus) : undefined
    return place === undefined ? [] : { ...bus, place, old: now - bus.at > AGED || live.how === 'dead', words: whereWords(bus, now, name) }
  }).sort((a, b) => b.place - a.place)
  return (
    <>
      <h2>{t('往{to}', { to: shortStop(pattern.to) })}</h2>
      <section class="sec" aria-label={t('往{to}', { to: shortStop(pattern.to) })}>
        <Strip line={line} pattern={pattern} stops={buses.stops} seen={seen} />
        {seen.length > 0 && <ul class="bus-where" role="list">{seen.map((bus) => <li key={bus.number}><Icon name="i-bus" /> {bus.words}</li>)}</ul>}
        {live.how === 'on' && live.told && !seen.length && <p class="pad sub">{t('这个方向现在没看到车')}</p>}
        <div>
          {codes.slice(0, -1).map((code, n) => (
            <a class="row" href={`/way/stop/${encodeURIComponent(code)}`} key={n}>
              <span>
                <b>{buses.stops.get(code)?.name ?? code}</b>
                <small class="num">{spanOf(ridesOn([line], code, on).filter((ride) => ride.pattern.back === pattern.back))}</small>
              </span>
              <Icon name="i-next" />
            </a>
          ))}
        </div>
      </section>
    </>
  )
}

function spanOf(rides: Ride[]): string {
  if (!rides.length) return t('这天没有车')
  const first = rides[0]!
  const last = rides.reduce((late, ride) => ((ride.until ?? ride.leaves) > (late.until ?? late.leaves) ? ride : late))
  const span = t('首班 {first}，末班 {last}', { first: clockOn(first.leaves, first.on), last: clockOn(last.until ?? last.leaves, last.on) })
  return first.every ? t('{span}，{rough}', { span, rough: roughWords(first.every) }) : span
}
