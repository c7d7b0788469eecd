// While a trip runs: the next stop, how late, what was sent, and one button when it is over.
import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { BusStop } from '../schema/types'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import type { Drive } from './drive-kept'
import { gpsWords, Line, Warnings } from './drive-notes'
import { due, progress, type Progress, type Trip } from './drive-rules'
import { end, fix, screenKept, sent, unsent } from './drive-run'
import { useBuses, type Buses } from './guide'
import { shortStop } from './times'
import { useTick } from './use-tick'
import { clockOn } from './words'

const NOWHERE: Progress = { reached: -1, here: false }
/** Stays while another page is in view. */
const along = signal<{ drive: string; is: Progress }>({ drive: '', is: NOWHERE })

export function Road({ drive }: { drive: Drive }) {
  const trip = tripOf(drive, useBuses())
  const [sure, ask] = useState(false)
  useTick()
  const seen = fix.value
  useEffect(() => {
    if (!seen || !trip) return
    const before = along.peek().drive === drive.id ? along.peek().is : NOWHERE
    along.value = { drive: drive.id, is: progress(before, trip.stops, trip, { ...seen, at: serverNow() }) }
  }, [seen, trip?.stops.length])
  const is = along.value.drive === drive.id ? along.value.is : NOWHERE
  const arrived = trip !== undefined && is.reached === trip.stops.length - 1
  const over = async () => {
    if (!arrived && !sure) return ask(true)
    await end()
  }
  return (
    <Page
      title={t('{line}，往{to}', { line: drive.name, to: shortStop(drive.to) })}
      back="/mine"
      dock={(
        <>
          {sure && !arrived && <p class="sub" role="alert">{t('还没到终点，真的收车？收了就不再发位置。')}</p>}
          <button class="btn drive-go" type="button" onClick={() => void over()}>{t('到站收车')}</button>
          {sure && !arrived && <button class="btn two" type="button" onClick={() => ask(false)}>{t('接着开')}</button>}
        </>
      )}
    >
      <Line />
      <Warnings />
      {trip && <Where {...{ trip, is, drive }} />}
      <dl class="sec facts">
        <div><dt>{t('已发出')}</dt><dd class="num">{t('{n} 个位置', { n: sent.value })}</dd></div>
        <div><dt>{t('等信号')}</dt><dd class="num">{t('{n} 个位置', { n: unsent.value })}</dd></div>
        <div><dt>{t('手机定位')}</dt><dd>{gpsWords()}</dd></div>
      </dl>
      <p class="asof">{t('这一页要一直亮在前面。锁了屏、换到别的应用，手机就不给位置了。')}{screenKept.value === false && <b>{t('这部手机不会自己一直亮着，请把息屏时间调长。')}</b>}</p>
    </Page>
  )
}

type Way = Pick<Trip, 'starts' | 'pattern'> & { stops: BusStop[] }

/** By the guide that is here; without it only the stops are not told. */
function tripOf(drive: Drive, buses: Buses | undefined): Way | undefined {
  const line = buses?.lines.find((one) => one.code === drive.line)
  const pattern = line?.patterns.find((one) => one.to === drive.to && Boolean(one.back) === Boolean(drive.back) && one.goes.some(({ at, every }) => at?.includes(drive.begins) || every?.some(([from, before]) => from! <= drive.begins && drive.begins < before!)))
  const stops = pattern?.stops.map((at) => buses!.stops.get(line!.stops[at]!))
  return pattern && stops?.every((stop) => stop !== undefined) ? { pattern, stops: stops as BusStop[], starts: drive.starts } : undefined
}

function Where({ trip, is, drive }: { trip: Way; is: Progress; drive: Drive }) {
  const last = trip.stops.length - 1
  const at = is.here ? is.reached : Math.min(is.reached + 1, last)
  return (
    <section class="sec pad stack" aria-label={t('车到哪里')}>
      <p class="sub">{is.here ? (at === last ? t('到终点了') : t('停在')) : is.reached < 0 ? t('从这里出发') : t('下一站')}</p>
      <p class="drive-big">{shortStop(trip.stops[at]!.name)}</p>
      <p class="line"><span><Late trip={trip} is={is} /></span> <span class="num">{t('时刻表 {time}', { time: clockOn(due(trip, at), drive.on) })}</span></p>
      {at < last && <p class="sub">{t('再往后：{stops}', { stops: trip.stops.slice(at + 1, at + 4).map((stop) => shortStop(stop.name)).join(t('、')) })}</p>}
    </section>
  )
}

function Late({ trip, is }: { trip: Way; is: Progress }) {
  const wait = Math.ceil((trip.starts - serverNow()) / 60)
  if ((is.here ? is.reached === 0 : is.reached < 0) && wait > 0) return <b>{t('还有 {n} 分钟发车', { n: wait })}</b>
  if (is.late === undefined) return null
  const late = Math.round(is.late / 60)
  return late > 0 ? <span class="st up">{t('晚 {n} 分钟', { n: late })}</span> : late < 0 ? <span class="st up">{t('早 {n} 分钟', { n: -late })}</span> : <span class="st ok">{t('准点')}</span>
}
