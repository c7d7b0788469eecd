// One line: its ways as strips, and every stop with its first and last bus on a day when it goes.
import type { BusLine, BusPattern } from '../schema/types'
import { dayAfter, dayOf } from '../hours/find'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { servicesOn } from './days'
import { useBuses, type Buses } from './guide'
import { ridesOn, type Ride } from './next'
import { stopsOf } from './soon'
import { Strip } from './strip'
import { shortStop } from './times'
import { clockOn, dayHead, lineName, roughWords } from './words'

const WEEK = 7

export function LinePage({ code }: { code: string }) {
  const buses = useBuses()
  const line = buses?.lines.find((one) => one.code === code)
  if (!buses) return <Page title={t('怎么走')} back="/way"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!line) return <Page title={t('没有这条线')} back="/way"><p class="pad">{t('可能换了名字，或者不到您选的镇。')}</p></Page>
  const now = serverNow()
  const on = nextDay(line, dayOf(now))
  return (
    <Page title={lineName(line)} back="/way">
      <section class="sec pad stack">
        <h2 class="plain">{line.long ?? lineName(line)}</h2>
        {on ? <p class="sub">{on === dayOf(now) ? t('今天有车') : t('下次有车：{day}', { day: dayHead(on, now, false) })}</p> : <p class="sub">{t('这一个星期没有车')}</p>}
        <p class="line">
          <small>{line.by}</small>
          {line.phone && <a href={`tel:${line.phone}`}>{t('打电话问')}</a>}
        </p>
      </section>
      {longest(line).map((pattern) => <Direction key={pattern.to + String(pattern.back)} {...{ line, pattern, buses }} on={on ?? dayOf(now)} />)}
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

function Direction({ line, pattern, buses, on }: { line: BusLine; pattern: BusPattern; buses: Buses; on: string }) {
  const codes = stopsOf(line, pattern)
  return (
    <>
      <h2>{t('往{to}', { to: shortStop(pattern.to) })}</h2>
      <section class="sec" aria-label={t('往{to}', { to: shortStop(pattern.to) })}>
        <Strip line={line} pattern={pattern} stops={buses.stops} />
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
