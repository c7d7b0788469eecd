// Which trip: the one that should begin about now stands first and large, every other one is two taps away. Needs no line.
import { useState } from 'preact/hooks'
import { dayOf } from '../hours/find'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Drive } from './drive-kept'
import { Refusal, Waiting } from './drive-notes'
import { tripsNow, tripsOn, type Trip } from './drive-rules'
import { begin, ended } from './drive-run'
import { useBuses, type Buses } from './guide'
import { shortStop } from './times'
import { useTick } from './use-tick'
import { clockOn, lineName } from './words'

export function Choose({ feeds }: { feeds: string[] }) {
  const buses = useBuses()
  const [picked, pick] = useState<string>()
  useTick()
  const now = serverNow()
  const lines = buses?.lines.filter((line) => feeds.includes(line.code.split(':')[0]!)) ?? []
  const trips = tripsNow(lines, now)
  const driven = new Set(ended.value.map(keyOfDrive))
  const trip = trips.find((one) => keyOf(one) === picked) ?? trips.find((one) => !driven.has(keyOf(one)))
  if (!lines.length) return <NoLines />
  return (
    <Page title={t('开车发位置')} back="/mine" dock={trip && <button class="btn drive-go" type="button" onClick={() => void begin(trip)}>{t('发车')}</button>}>
      <Refusal />
      <Waiting />
      {trip ? <First trip={trip} buses={buses!} now={now} /> : <p class="pad"><b>{t('这会儿没有要发的班次')}</b></p>}
      <h2>{t('换一班')}</h2>
      {lines.flatMap((line) => [false, true].map((back) => <Direction key={line.code + String(back)} line={line} back={back} now={now} trips={trips.filter((one) => one.line === line && Boolean(one.pattern.back) === back)} picked={trip} pick={pick} />))}
      <Told />
    </Page>
  )
}

const keyOfDrive = ({ line, to, on, begins }: Pick<Drive, 'line' | 'to' | 'on' | 'begins'>) => [line, to, on, begins].join()
const keyOf = ({ line, pattern, on, begins }: Trip) => keyOfDrive({ line: line.code, to: pattern.to, on, begins })

function First({ trip, buses, now }: { trip: Trip; buses: Buses; now: number }) {
  const first = trip.line.stops[trip.pattern.stops[0]!]!
  return (
    <section class="sec pad stack" aria-label={t('要发的这一班')}>
      <p class="drive-big num">{clockOn(trip.starts, trip.on)}</p>
      <h1>{t('{line}，往{to}', { line: lineName(trip.line), to: shortStop(trip.pattern.to) })}</h1>
      <p>{t('从{stop}出发', { stop: buses.stops.get(first)?.name ?? first })}{t('，')}<b>{untilWords(trip.starts - now)}</b></p>
    </section>
  )
}

function untilWords(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60)
  if (minutes < 1) return t('现在发车')
  return seconds > 0 ? t('还有 {n} 分钟发车', { n: minutes }) : t('该在 {n} 分钟前发车', { n: minutes })
}

interface Direct {
  line: Trip['line']
  back: boolean
  now: number
  trips: Trip[]
  picked?: Trip
  pick: (key: string) => void
}

function Direction({ line, back, now, trips, picked, pick }: Direct) {
  const pattern = line.patterns.find((one) => Boolean(one.back) === back)
  if (!pattern) return null
  const inOrder = [...trips].sort((a, b) => a.starts - b.starts)
  const today = tripsOn(line, dayOf(now)).filter((one) => Boolean(one.pattern.back) === back)
  const coming = today.find((one) => one.starts > now)
  return (
    <div class="sec pad stack drive-line" role="group" aria-label={t('{line}，往{to}', { line: lineName(line), to: shortStop(pattern.to) })}>
      <p><b>{lineName(line)}</b> {t('往{to}', { to: shortStop(pattern.to) })}</p>
      {inOrder.length > 0 && (
        <div class="choices">
          {inOrder.map((one) => <button class="btn two num" type="button" key={keyOf(one)} aria-pressed={one === picked} onClick={() => (pick(keyOf(one)), scrollTo(0, 0))}>{clockOn(one.starts, one.on)}</button>)}
        </div>
      )}
      {!inOrder.length && <small>{coming ? t('下一班 {time}，提前一小时可以选', { time: clockOn(coming.starts, coming.on) }) : today.length ? t('今天没有车了') : t('今天没有车')}</small>}
    </div>
  )
}

function Told() {
  return (
    <>
      <h2>{t('会发什么')}</h2>
      <div class="sec pad stack">
        <p><Icon name="i-pin" /> {t('只在发车以后、收车以前，发车的位置和时间，不带您的名字和手机号。收了车就不再看您在哪里。')}</p>
        <p><Icon name="i-clock" /> {t('手机放稳、插上电，这一页要一直亮在前面：锁了屏、换到别的应用，手机就不给位置了。')}</p>
        <p><Icon name="i-noline" /> {t('没信号也照开，位置先存在手机里，有信号自己补发。')}</p>
      </div>
    </>
  )
}

function NoLines() {
  return (
    <Page title={t('开车发位置')} back="/mine">
      <div class="pad stack">
        <p>{t('手机里还没有您这条线的时刻表。连上网，选好线路经过的镇，等它存好。')}</p>
        <p><a class="btn" href="/place">{t('选地方')}</a></p>
      </div>
    </Page>
  )
}
