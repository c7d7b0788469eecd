// The buses of one day in one direction, as squares with a clock each; what goes by a rough rhythm says so.
import type { BusStop } from '../schema/types'
import { t } from '../text/t'
import { arrival, isRound } from './directions'
import { isLast, type Ride } from './next'
import { clockAt, clockOn, lineName, roughWords, spanWords } from './words'

interface Props {
  rides: Ride[]
  stops: Map<string, BusStop>
  goal: ReadonlySet<string>
  own: string
  /** Several lines go there: each says its name */
  name: boolean
  /** Where to ask to be told of one */
  tell?: (ride: Ride) => string
}

export function Times({ rides, stops, goal, own, name, tell }: Props) {
  return (
    <ol class="sec duo bus-times" role="list">
      {rides.map((ride) => {
        const said = <Said {...{ ride, rides, stops, goal, own, name }} />
        return <li key={ride.line.code + ride.leaves + String(ride.every)}>{tell && !ride.every ? <a class="row" href={tell(ride)} title={t('出门前叫我')}>{said}</a> : <span class="row">{said}</span>}</li>
      })}
    </ol>
  )
}

function Said({ ride, rides, stops, goal, own, name }: Props & { ride: Ride }) {
  return (
    <span>
      <b class="num">{ride.every ? spanWords(ride) : clockOn(ride.leaves, ride.on)}</b>
      {ride.every && <small>{roughWords(ride.every)}</small>}
      {name && <small>{lineName(ride.line)}</small>}
      {!ride.every && (!isRound(ride, own) || goal.size > 0) && <small>{arriveWords(ride, stops, goal)}</small>}
      {isLast(ride, rides) && <small>{ride.every ? t('最后一班在 {time} 左右', { time: clockOn(ride.until!, ride.on) }) : t('末班车')}</small>}
    </span>
  )
}

/** 7:58 到西来场镇 */
export function arriveWords(ride: Ride, stops: Map<string, BusStop>, goal: ReadonlySet<string>): string {
  const { at, arrives } = arrival(ride, goal)
  const code = ride.line.stops[ride.pattern.stops[at]!]!
  return t('{time} 到{stop}', { time: clockAt(arrives), stop: shortStop(stops.get(code)?.name ?? ride.pattern.to) })
}

/** Without what stands in brackets. */
export const shortStop = (name: string): string => name.replace(/[（(].*[）)]$/, '')
