// B30: which bus to take for this time at the centre, and which one back, from one's own stop. Out of the phone's timetable, without a line.
import { placeName } from '../guide/store'
import { dayOf } from '../hours/find'
import type { BusStop } from '../schema/types'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { servicesOn } from './days'
import { setOf, townStops, useBuses, villageStops, type Buses } from './guide'
import { favourites } from './kept'
import { shortStop } from './times'
import { clockOn, lineName, roughWords } from './words'
import { lastStart, waysBack, wayWithin, type Leg, type Way } from './way'

export interface Asked {
  /** Code of the place whose centre it is */
  centre: string
  /** To be there by then; Unix seconds */
  by: number
  /** Of no use after that */
  until: number
  /** Done there about then; absent: nobody knows, only the last bus back counts */
  done?: number
}

export function Card(asked: Asked) {
  const buses = useBuses()
  if (!buses || buses.town !== asked.centre || !buses.lines.length) return null
  const here = ownStops(buses)
  const town = townStops(buses)
  if (!town.length) return null
  return (
    <>
      <h2>{t('坐车去，坐车回')}</h2>
      <section class="sec" aria-label={t('坐车去，坐车回')}>
        {here.length ? <Ways {...{ asked, buses, here, town }} /> : (
          <a class="row" href="/way">
            <Icon name="i-bus" />
            <span>{t('看班车时刻，选您上车的站')}</span>
            <Icon name="i-next" />
          </a>
        )}
      </section>
      {buses.lines.some((line) => line.sample) && <p class="asof">{t('示例时刻表，是编的，别照着坐车。')}</p>}
    </>
  )
}

/** The village's, else the favourites that are not the town's own. */
function ownStops(buses: Buses): BusStop[] {
  const town = setOf(townStops(buses))
  const village = villageStops(buses)
  return village.length ? village : favourites().flatMap((code) => (town.has(code) ? [] : (buses.stops.get(code) ?? [])))
}

function Ways({ asked, buses, here, town }: { asked: Asked; buses: Buses; here: BusStop[]; town: BusStop[] }) {
  const on = dayOf(asked.by)
  if (buses.lines.every((line) => servicesOn(line, on) === undefined)) return <p class="row">{t('那天的班次还不知道，过些日子再来看')}</p>
  const [from, to] = [setOf(here), setOf(town)]
  const there = wayWithin(buses.lines, from, to, asked.by, asked.until, serverNow())
  const back = waysBack(buses.lines, to, from, Math.max(asked.done ?? there?.arrives ?? asked.by, serverNow()))
  const last = back.last
  return (
    <>
      {there ? <WayRow head={t('去')} way={there} {...{ buses, on }} /> : <p class="row"><Icon name="i-bus" /><span>{t('那天没有赶得上的班车')}<small>{t('走路、搭车，或者换个时间')}</small></span></p>}
      {asked.done !== undefined && back.next && <WayRow head={t('回')} way={back.next} {...{ buses, on }} />}
      {last && (asked.done === undefined || !back.next || lastStart(last) > back.next.leaves) && <WayRow head={t('末班回')} way={last} {...{ buses, on }} />}
      {!last && <p class="row"><Icon name="i-bus" /><span><b>{t('办完没有班车回来')}</b><small>{t('那天的末班车已经开走')}</small></span></p>}
    </>
  )
}

function WayRow({ head, way, buses, on }: { head: string; way: Way; buses: Buses; on: string }) {
  const first = way.legs[0]!
  const stop = first.ride.line.stops[first.ride.pattern.stops[first.ride.at]!]!
  return (
    <a class="row" href={`/way/stop/${encodeURIComponent(stop)}`}>
      <Icon name="i-bus" />
      <span>
        <b>
          {head} <span class="num">{clockOn(way.leaves, on)}</span>
        </b>
        {way.legs.map((leg) => <small key={leg.ride.line.code}>{legWords(leg, buses, on)}</small>)}
      </span>
      <Icon name="i-next" />
    </a>
  )
}

function legWords({ ride, arrives, to }: Leg, buses: Buses, on: string): string {
  const { line, pattern } = ride
  const name = (at: number) => shortStop(buses.stops.get(line.stops[pattern.stops[at]!]!)?.name ?? placeName(buses.town))
  const values = { from: name(ride.at), line: lineName(line), time: clockOn(arrives, on), to: name(to) }
  return ride.every ? t('在{from}等 {line}，{rough}，最晚 {time} 到{to}', { ...values, rough: roughWords(ride.every) }) : t('{from}上 {line}，{time} 到{to}', values)
}
