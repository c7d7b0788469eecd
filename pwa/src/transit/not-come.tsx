// 车没来: a bus of which nothing live is known should have left, and did not come. Said once, counted by the town, no sign-in.
import { signal } from '@preact/signals'
import { dayOf } from '../hours/find'
import type { BusLine } from '../schema/types'
import { mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { outbox } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Buses } from './guide'
import type { Live } from './live'
import { nextRides, type Ride } from './next'
import type { Coming } from './soon'
import { clockAt, lineName } from './words'

const KEY = 'ganchang-not-come'
/** Seconds after its time that a bus may still come, and within which one remembers which it was. */
const LATE = 180
const LATEST = 1800

const said = signal<string[]>(read())

interface Gone { line: BusLine; to: string; scheduled: number }

/** While live data come only what they did not speak of a moment ago: of what was before they say nothing any more. */
export function goneOf({ how }: Live, soon: Coming[], buses: Buses, stop: string, now: number, goesThere: (ride: Ride) => boolean): Gone[] {
  if (how === 'asking') return []
  if (how === 'on') return soon.filter((one) => one.state === 'just_left' && !one.live)
  return nextRides(buses.lines, stop, now - LATEST).filter((ride) => !ride.every && ride.leaves < now && goesThere(ride)).map(({ line, pattern, leaves }) => ({ line, to: pattern.to, scheduled: leaves }))
}

const keyOf = (one: Gone, stop: string) => `${dayOf(one.scheduled)} ${stop} ${one.line.code} ${one.to} ${one.scheduled}`

export function NotCome({ gone, stop, now }: { gone: Gone[]; stop: string; now: number }) {
  const late = gone.filter((one) => now - one.scheduled >= LATE && now - one.scheduled <= LATEST).sort((a, b) => b.scheduled - a.scheduled)[0]
  if (!late) return null
  const told = said.value.includes(keyOf(late, stop))
  const tell = async () => {
    keep(keyOf(late, stop), dayOf(now))
    await mutate('buses.report', 'transit', { id: uuid7(), stop, line: late.line.code, to: late.to, scheduled: late.scheduled })
  }
  const waits = outbox.value.some((one) => one.name === 'buses.report' && one.args['scheduled'] === late.scheduled && one.args['stop'] === stop)
  return (
    <div class="pad stack" role="status">
      {told ? (
        <p><Icon name={waits ? 's-up' : 's-sent'} /> {waits ? t('记下了，有网就报上去。') : t('报上去了，谢谢。只用来数哪班常不来，不改时刻。')}</p>
      ) : (
        <>
          <p>{t('{time} 的 {line} 没有实时，可能走了，也可能还没来。', { time: clockAt(late.scheduled), line: lineName(late.line) })}</p>
          <button class="btn two" type="button" onClick={() => void tell()}>{t('{time} 那班车没来', { time: clockAt(late.scheduled) })}</button>
        </>
      )}
    </div>
  )
}

function keep(key: string, today: string): void {
  said.value = [...said.value.filter((one) => one.startsWith(today)), key]
  try {
    localStorage.setItem(KEY, JSON.stringify(said.value))
  } catch {
    // Storage may be refused: asked again on the next visit, counted once by the town.
  }
}

function read(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]
  } catch {
    return []
  }
}
