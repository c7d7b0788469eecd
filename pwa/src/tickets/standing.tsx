// Where a number stands in the hall's line: people before it, an honest range of minutes, the window once it is called.
import type { Hall, TicketKind, TicketState } from '../schema/types'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Seen } from './hall'
import { before, expected, openFor } from './rules'
import { stateWords, ticketName, toWindow } from './words'
import './tickets.css'

export interface Held {
  number: number
  kind: TicketKind
  state: TicketState
  window?: string
  group?: string
}

/** The hall knows sooner than the row; a number that it does not name stands as the row says. One's own kind may be about to change. */
export function nowOf(held: Held, hall: Hall | undefined, on: string, own = false): Held {
  if (!hall || hall.on !== on) return held
  const waits = hall.waiting.find((one) => one.number === held.number)
  if (waits) return { ...held, kind: own ? held.kind : waits.kind, state: 'waiting', window: waits.window, group: waits.group }
  const at = hall.windows.find((one) => one.number === held.number)
  if (at) return { ...held, kind: at.kind ?? held.kind, state: held.state === 'serving' ? 'serving' : 'called', window: at.window }
  return held
}

export function Standing({ held, seen }: { held: Held; seen: Seen }) {
  const { hall } = seen
  const ahead = hall ? before(hall.waiting, held.number) : undefined
  return (
    <section class="sec pad ticket" aria-live="polite">
      <p class="number">{ticketName(held.kind, held.number)}</p>
      {held.state === 'waiting' && held.group && <p>{t('在{group}的窗口办', { group: held.group })}</p>}
      {held.state === 'called' && <p class="turn">{toWindow(held.window ?? '')}</p>}
      {held.state === 'waiting' && (ahead === undefined ? <Unknown seen={seen} /> : <Wait ahead={ahead} hall={hall!} held={held} />)}
      {held.state === 'skipped' && <p class="turn late">{t('叫过了您不在。不用重取，跟窗口说一声')}</p>}
      {(held.state === 'serving' || held.state === 'held') && <p>{stateWords(held.state)}{held.window && `　${held.window}`}</p>}
      {(held.state === 'finished' || held.state === 'cancelled') && <p>{stateWords(held.state)}</p>}
    </section>
  )
}

function Wait({ ahead, hall, held }: { ahead: number; hall: Hall; held: Held }) {
  const [from, to] = expected(ahead, openFor(hall, held.group), hall.minutes)
  return (
    <>
      <p class="ahead">{ahead === 0 ? t('下一位就是您') : t('前面还有 {n} 位', { n: ahead })}</p>
      <p>{from === 0 ? t('{to} 分钟以内', { to }) : t('大约 {from} 到 {to} 分钟', { from, to })}</p>
    </>
  )
}

/** As high as what will stand there: nothing below moves away under a finger when the hall is heard. */
function Unknown({ seen }: { seen: Seen }) {
  return (
    <>
      <p class="ahead">{stateWords('waiting')}</p>
      <p>{seen.live === undefined ? t('正在查…') : t('有网就看得到前面还有几位')}</p>
    </>
  )
}

/** How old what is shown is, and whether it moves by itself. Its line is there before anything is known. */
export function AsOf({ seen }: { seen: Seen }) {
  const off = seen.live === false
  const words = !off ? t('自己会变，不用刷新') : seen.heardAt ? t('没有网，这是 {at} 的', { at: stamp(seen.heardAt / 1000) }) : t('没有网，连上就接着看')
  return (
    <p class="asof">
      <Icon name={off ? 'i-noline' : 'i-clock'} /> {words}
    </p>
  )
}
