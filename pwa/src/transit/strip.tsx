// A line as a road with stops, lettered downwards as on the pole; where the bus is stands on it.
import { useEffect, useRef } from 'preact/hooks'
import type { BusLine, BusPattern, BusStop } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { stopsOf } from './soon'
import { shortStop } from './times'
import { lineName } from './words'

interface Props {
  line: BusLine
  pattern: BusPattern
  stops: Map<string, BusStop>
  /** Place of one's own stop in the pattern */
  at?: number
  /** Place where one gets off */
  to?: number
  /** Place that the bus makes next */
  bus?: number
  /** Where buses were seen: 3.5 is half way from stop 3 to stop 4; said in words beside the strip */
  seen?: { number: number; place: number; old: boolean }[]
}

export function Strip({ line, pattern, stops, at, to, bus, seen }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const codes = stopsOf(line, pattern)
  // A long line begins where one stands, not a screen before.
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('.here')
    if (here && list.current) list.current.scrollLeft = here.offsetLeft - list.current.offsetLeft - 72
  }, [line.code, at])
  return (
    <ol class="strip" tabIndex={0} ref={list} role="list" aria-label={t('{line}各站，可左右滑', { line: lineName(line) })}>
      {codes.map((code, n) => (
        <li key={n} class={kindOf(n, at, to, codes.length)}>
          {bus === n && <Icon name="i-bus" />}
          {n === 0 && seen?.map((one) => <b class={one.old ? 'bus-at old' : 'bus-at'} style={{ left: `${(one.place + 0.5) * 100}%` }} aria-hidden key={one.number}><Icon name="i-bus" /></b>)}
          <span>
            {shortStop(stops.get(code)?.name ?? code)}
            {bus === n && <i class="unseen">{t('（车快到这站）')}</i>}
            {n === at && <i class="unseen">{t('（您在这站）')}</i>}
          </span>
        </li>
      ))}
    </ol>
  )
}

function kindOf(n: number, at: number | undefined, to: number | undefined, all: number): string {
  const end = n === 0 || n === all - 1 ? ' end' : ''
  if (at === undefined) return `ride${end}`
  if (n < at) return `gone${end}`
  return `${n === at ? 'ride here' : n <= (to ?? all) ? 'ride' : ''}${end}`
}
