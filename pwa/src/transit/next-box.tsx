// The one big answer of a stop: when the next bus leaves, when to leave the house for it, and what was just missed.
import type { BusStop } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { arriveWords } from './times'
import { setWalk, walkTo } from './kept'
import { EARLY, USUAL_WALK } from './watch-rules'
import type { Coming } from './soon'
import { clockAt, lineName, roughWords, stateWords } from './words'

/** Seconds: a clock that may be so wrong is only about right */
const ROUGH = 45
/** Seconds within which one counts minutes, not hours */
const SOON = 5400
/** Buses after the next one that one may want to leave for */
const MORE = 2
const WALKS = [2, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60]

interface Props {
  head: string
  next?: Coming
  /** Those that come after it */
  later?: Coming[]
  /** What left just now, what is cancelled or does not stop */
  others: Coming[]
  own: string
  stops: Map<string, BusStop>
  goal: ReadonlySet<string>
  now: number
}

export function NextBox({ head, next, later = [], others, own, stops, goal, now }: Props) {
  return (
    <section class="sec pad stack" aria-labelledby="next">
      <div role="status">
        <p class="sub" id="next">{head}</p>
        {next ? <Big {...{ next, stops, goal, now }} /> : <p class="bus-big rough">{t('这两天没有车了')}</p>}
      </div>
      {others.map((one) => (
        <p class={one.state === 'just_left' ? 'bus-gone' : 'bus-off'} key={one.line.code + one.scheduled} role="status">
          {one.state === 'just_left' ? <b class="num">{clockAt(one.at)}</b> : <s class="num">{clockAt(one.scheduled)}</s>} {lineName(one.line)} {stateWords(one, now)}
        </p>
      ))}
      {next && <Leave {...{ next, later, own, now }} />}
    </section>
  )
}

function Big({ next, stops, goal, now }: { next: Coming; stops: Map<string, BusStop>; goal: ReadonlySet<string>; now: number }) {
  if (next.every && next.ride) {
    return (
      <>
        <p class="bus-next">
          <span class="bus-big rough">{roughWords(next.every)}</span>
          <span>{lineName(next.line)}</span>
        </p>
        <p class="sub">{next.at > now ? t('{from} 起，到 {until} 为止。几点几分到说不准，最多等 {n} 分钟', { from: clockAt(next.at), until: clockAt(next.until!), n: next.every }) : t('现在就有，到 {until} 为止。几点几分到说不准，最多等 {n} 分钟', { until: clockAt(next.until!), n: next.every })}</p>
      </>
    )
  }
  const shifted = next.ride && { ...next.ride, leaves: next.at }
  return (
    <>
      <p class="bus-next">
        <span class="bus-big">{(next.unsure ?? 0) > ROUGH ? t('约 {time}', { time: clockAt(next.at) }) : clockAt(next.at)}</span>
        <span>
          {lineName(next.line)}
          <br />
          {shifted ? arriveWords(shifted, stops, goal) : t('往{to}', { to: next.to })}
        </span>
      </p>
      {next.live ? <p class="st ok"><Icon name="i-bus" /> {stateWords(next, now)}</p> : next.at - now < SOON && <p class="sub">{t('按时刻表还有 {n} 分钟', { n: Math.max(1, Math.round((next.at - now) / 60)) })}</p>}
    </>
  )
}

/** When to leave the house; where the bus is known within a range only, for the first moment at which it may come. */
const leaveFor = (one: Coming, walk: number): number => one.at - (one.unsure ?? 0) - (walk + EARLY) * 60

/** Of a walk that nobody has told us, a usual one. */
export const canLeave = (one: Coming, own: string, now: number): boolean => leaveFor(one, walkTo(own) ?? USUAL_WALK) > now

/** Only where the person said how far it is: nobody else knows. */
function Leave({ next, later, own, now }: { next: Coming; later: Coming[]; own: string; now: number }) {
  const walk = walkTo(own)
  return (
    <>
      {walk !== undefined && <Leaving {...{ next, later, walk, now }} />}
      <label class="bus-walk">
        {t('我走到这站要')}
        <select value={walk ?? ''} onChange={(event) => setWalk(own, Number(event.currentTarget.value) || undefined)}>
          <option value="">{t('没填')}</option>
          {[...new Set([...WALKS, ...(walk ? [walk] : [])])].sort((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{t('{n} 分钟', { n: minutes })}</option>)}
        </select>
      </label>
    </>
  )
}

function Leaving({ next, later, walk, now }: { next: Coming; later: Coming[]; walk: number; now: number }) {
  const leave = leaveFor(next, walk)
  const others = later.filter((one) => !one.every && leaveFor(one, walk) >= now).slice(0, MORE)
  return (
    <>
      {!next.every && (
        <p class={leave < now ? 'box fix' : 'box ok'} role="status">
          <Icon name="i-walk" /> {leave < now ? t('走 {n} 分钟怕赶不上这班了', { n: walk }) : <><b class="num">{clockAt(leave)}</b> {t('出门，走到站 {n} 分钟', { n: walk })}</>}
        </p>
      )}
      {others.map((one) => <p class="sub" key={one.line.code + one.scheduled}>{t('{leave} 出门，{time} 的 {line}', { leave: clockAt(leaveFor(one, walk)), time: whenWords(one), line: lineName(one.line) })}</p>)}
    </>
  )
}

/** 8:50, or 8:48–8:54 where only a range is known. */
const whenWords = ({ at, unsure = 0 }: Coming): string => (unsure > ROUGH ? `${clockAt(at - unsure)}–${clockAt(at + unsure)}` : clockAt(at))
