// One stop: what comes next and when to leave the house, the line as a strip, today and tomorrow, and the way back. Works without a line.
import { dayOf } from '../hours/find'
import { useDays } from '../hours/use-days'
import '../guide/guide.css'
import { placeName } from '../guide/store'
import type { BusStop } from '../schema/types'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { day } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { StopAlerts } from './alerts'
import { knownUntil } from './days'
import { directions, isRound, arrival, directionOf, type Direction } from './directions'
import { setOf, townStops, useBuses, villageStops, type Buses } from './guide'
import { favour, isFavourite } from './kept'
import { useLive, type Live } from './live'
import { canLeave, NextBox } from './next-box'
import { ridesOn, stayAt, type Ride } from './next'
import { goneOf, NotCome } from './not-come'
import { comings, isAhead, reached, ridesAround, type Coming } from './soon'
import { Strip } from './strip'
import { shortStop, Times } from './times'
import { useTick } from './use-tick'
import { Due } from './watch-due'
import { tellOf, Wishes } from './watch-list'
import { WatchPage } from './watch-page'
import { dayHead, lineName, tomorrowOf } from './words'

export function StopPage({ code, query }: { code: string; query: URLSearchParams }) {
  const buses = useBuses()
  const stop = buses?.stops.get(code)
  if (!buses || !stop) return <Absent known={buses !== undefined} />
  return query.has('tell') ? <WatchPage {...{ buses, stop, query }} /> : <Here buses={buses} stop={stop} />
}

function Here({ buses, stop }: { buses: Buses; stop: BusStop }) {
  useTick()
  const live = useLive(stop.code)
  const market = useDays(buses.town)
  const now = serverNow()
  const town = setOf(townStops(buses))
  const goal = town.has(stop.code) ? setOf(villageStops(buses)) : town
  const rides = ridesAround(buses.lines, stop.code, now)
  const soon = comings(rides, now, live.told, buses.lines)
  const [first, ...others] = directions(rides, goal, stop.code)
  const parts = { buses, stop, goal, now, head: (on: string) => dayHead(on, now, Boolean(market?.day(on)?.market.length)) }
  const favourite = isFavourite(stop.code)
  return (
    <Page title={stop.name} back="/way">
      <Line live={live} />
      <Due buses={buses} />
      <StopAlerts buses={buses} stop={stop.code} />
      {first ? <First {...parts} way={first} {...{ soon, town, live }} /> : <><p class="pad">{t('这一站近期没有车。')}</p><Wishes buses={buses} stop={stop.code} /></>}
      {others.map((way) => <Other key={way.key} {...parts} way={way} />)}
      <p class="pad">
        <button class="btn two" type="button" aria-pressed={favourite} onClick={() => favour(stop.code, !favourite)}>
          <Icon name={favourite ? 'i-tick' : 'i-pin'} /> {favourite ? t('已放在首页，点一下拿掉') : t('放到首页，天天看')}
        </button>
      </p>
      <AsOf buses={buses} live={live} />
    </Page>
  )
}

/** Two silences that must not be mixed up: the phone's line, and the buses'. */
function Line({ live: { how } }: { live: Live }) {
  // The frame says already, in its strip, that there is no line.
  if (how === 'off') return <p class="pad sub" role="status">{t('没网，看不到车到哪了。时刻表照样准')}</p>
  if (how === 'dead') return <p class="off" role="status"><Icon name="i-clock" /><span>{t('有网，但现在没有实时，车上没发来消息。按时刻表来，有了会自己显示')}</span></p>
  return null
}

interface Parts {
  buses: Buses
  stop: BusStop
  goal: ReadonlySet<string>
  now: number
  head: (on: string) => string
}

/** What one came for: the next bus, its line, the day's others, the way back; tomorrow is folded away. */
function First({ way, soon, town, live, ...parts }: Parts & { way: Direction; soon: Coming[]; town: ReadonlySet<string>; live: Live }) {
  const { buses, stop, goal, now, head } = parts
  const mine = soon.filter((one) => (one.ride ? directionOf(one.ride, goal, stop.code) === way.key : way.rides.some((ride) => ride.line === one.line && ride.pattern.to === one.to)))
  const [next, ...after] = mine.filter(isAhead)
  const shown = next?.ride ?? way.rides[0]!
  const to = toWords(way, shown, parts)
  const [today, later] = daysOf(way, parts)
  return (
    <>
      <NextBox head={t('下一班{to}　{day}', { to, day: next ? head(next.ride?.on ?? dayOf(next.at)) : '' }).trim()} others={mine.filter((one) => !isAhead(one))} {...{ next, later: after, stops: buses.stops, goal, now }} own={stop.code} />
      <p class="pad"><a class="btn two" href={tellOf(stop.code, [next, ...after].find((one) => one && !one.every && canLeave(one, stop.code, now)))}><Icon name="i-bell" /> {t('出门前叫我')}</a></p>
      <NotCome gone={goneOf(live, mine, buses, stop.code, now, (ride) => directionOf(ride, goal, stop.code) === way.key)} stop={stop.code} now={now} />
      <Wishes buses={buses} stop={stop.code} />
      <Road {...{ shown, to, next, ...parts }} />
      {today && <Day {...parts} {...today} to={to} />}
      {!town.has(stop.code) && <Back {...parts} town={town} />}
      {later && (
        <details class="facet">
          <summary><h2>{t('从这站{to}　{day}', { to, day: head(later.on) })}</h2></summary>
          <Times rides={later.rides} stops={buses.stops} goal={goal} own={stop.code} name={isMixed(later.rides)} />
        </details>
      )}
    </>
  )
}

function Other({ way, ...parts }: Parts & { way: Direction }) {
  const to = toWords(way, way.rides[0]!, parts)
  return (
    <details class="facet">
      <summary><h2>{to}</h2></summary>
      {daysOf(way, parts).map((day) => <Day key={day.on} {...parts} {...day} to={to} />)}
    </details>
  )
}

interface OfDay { on: string; rides: Ride[] }

/** Today as far as it is still to come, and tomorrow; none of the two without a bus. */
function daysOf(way: Direction, { buses, stop, goal, now }: Parts): OfDay[] {
  const of = (on: string) => ridesOn(buses.lines, stop.code, on).filter((ride) => directionOf(ride, goal, stop.code) === way.key && (ride.until ?? ride.leaves) >= now)
  return [dayOf(now), tomorrowOf(now)].map((on) => ({ on, rides: of(on) })).filter(({ rides }) => rides.length)
}

const isMixed = (rides: Ride[]) => new Set(rides.map((ride) => ride.line.code)).size > 1

function Day({ on, rides, to, buses, stop, goal, head }: Parts & OfDay & { to: string }) {
  return (
    <>
      <h2>{t('从这站{to}　{day}', { to, day: head(on) })}</h2>
      <Times rides={rides} stops={buses.stops} goal={goal} own={stop.code} name={isMixed(rides)} tell={(ride) => tellOf(stop.code, { line: ride.line, to: ride.pattern.to, scheduled: ride.leaves })} />
    </>
  )
}

function Road({ shown, to, buses, goal, next, stop }: Parts & { shown: Ride; to: string; next?: Coming }) {
  const off = arrival(shown, goal)
  const minutes = Math.round((off.arrives - shown.leaves) / 60)
  return (
    <>
      <h2>
        {lineName(shown.line)}{t('，')}{to}
      </h2>
      <section class="sec" aria-label={t('{line}各站', { line: lineName(shown.line) })}>
        <Strip line={shown.line} pattern={shown.pattern} stops={buses.stops} at={shown.at} to={off.at} bus={next && reached(next)} />
        <a class="row" href={`/way/line/${encodeURIComponent(shown.line.code)}`}>
          <span>
            {isRound(shown, stop.code) && off.at === shown.pattern.stops.length - 1 ? t('全程 {n} 分钟', { n: minutes }) : t('坐车 {n} 分钟', { n: minutes })}
            <small>{t('这条线的全部站和首末班')}</small>
          </span>
          <Icon name="i-next" />
        </a>
      </section>
    </>
  )
}

function toWords(way: Direction, ride: Ride, { buses, stop, goal }: Parts): string {
  if (way.wanted) return stop.place === buses.town ? t('回{village}', { village: shortStop(buses.stops.get([...goal][0]!)?.name ?? '') }) : t('去{town}', { town: placeName(buses.town) || t('镇上') })
  return isRound(ride, stop.code) ? t('绕一圈回到这里') : t('往{to}', { to: shortStop(ride.pattern.to) })
}

/** From the town's stop home, today, and tomorrow when today is over. */
function Back({ buses, stop, town, now, head }: Parts & { town: ReadonlySet<string> }) {
  const home = new Set([stop.code])
  const of = (on: string) => [...town].flatMap((from) => ridesOn(buses.lines, from, on)).filter((ride) => (ride.until ?? ride.leaves) >= now && stayAt(ride, home)).sort((a, b) => a.leaves - b.leaves)
  const found = [dayOf(now), tomorrowOf(now)].map((on) => ({ on, rides: of(on) })).find(({ rides }) => rides.length)
  if (!found) return null
  const from = shortStop(buses.stops.get([...town][0]!)?.name ?? '')
  return (
    <>
      <h2>{t('办完回来，从{from}上车　{day}', { day: head(found.on), from })}</h2>
      <Times rides={found.rides} stops={buses.stops} goal={home} own="" name={isMixed(found.rides)} />
    </>
  )
}

function AsOf({ buses, live }: { buses: Buses; live: Live }) {
  const until = buses.lines.map(knownUntil).sort()[0]
  return (
    <p class="asof">
      <Icon name="i-clock" /> {buses.lines.some((line) => line.sample) && <b>{t('示例时刻表，是编的，别照着坐车。')}</b>} {until && t('时刻表知道到 {day}。', { day: day(new Date(`${until}T12:00:00+08:00`)) })}
      {live.how === 'none' && t('这里的车没有实时。')}
      {t('路上会早会晚，请早到几分钟')}
    </p>
  )
}

function Absent({ known }: { known: boolean }) {
  if (!known) return <Page title={t('怎么走')} back="/way"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  return (
    <Page title={t('没有这一站')} back="/way">
      <div class="pad stack">
        <p>{t('可能换了名字，或者不在您选的镇。')}</p>
        <a class="btn" href="/way">{t('看全部站')}</a>
      </div>
    </Page>
  )
}
