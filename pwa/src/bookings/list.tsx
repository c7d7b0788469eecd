// 约好的 in 我的事: a person's bookings, soonest first; what is over is folded away.
import { Chip } from '../applications/chip'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { aboutOf, bookings, isOpen } from './mine'
import { markOf, wasOnlyHeld, type One } from './state'
import { whenOf } from './words'

const OLD = 10

export function BookingList() {
  const open = bookings.value.filter(isOpen)
  const over = bookings.value.filter((one) => !isOpen(one) && !(one.row && wasOnlyHeld(one.row))).slice(0, OLD)
  if (!open.length && !over.length) return null
  return (
    <section aria-labelledby="g-bookings">
      <h2 id="g-bookings">{t('预约')}{'　'}<span class="num">{t('{n} 个', { n: open.length })}</span></h2>
      <ul class="sec">{open.map((one) => <li key={one.id}><BookingRow one={one} /></li>)}</ul>
      {over.length > 0 && (
        <details class="sec">
          <summary class="row"><b>{t('以前的预约')}</b><Icon name="i-down" /></summary>
          <ul>{over.map((one) => <li key={one.id}><BookingRow one={one} /></li>)}</ul>
        </details>
      )}
    </section>
  )
}

export function BookingRow({ one }: { one: One }) {
  const { row } = one
  return (
    <a class="row" href={`/book/${one.id}`}>
      <span><b style="word-break:keep-all">{whenOf(one, serverNow())}</b><small>{[row ? aboutOf(row) : '', row?.window].filter(Boolean).join(' · ')}</small></span>
      <Chip mark={markOf(one, serverNow())} />
    </a>
  )
}
