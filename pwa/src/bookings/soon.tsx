// On home, one line: the next booking that counts, with its time, place and window; or what is wished for, as a wish.
import { Chip } from '../applications/chip'
import { centreOf } from '../guide/store'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { aboutOf, bookings, isOpen } from './mine'
import { markOf } from './state'
import { whenOf } from './words'

export function NextBooking() {
  const one = bookings.value.find(isOpen)
  if (!one) return null
  const { row } = one
  const now = serverNow()
  const where = row && (row.kind === 'visit' ? row.address : [centreOf(row.centre)?.name, row.window].filter(Boolean).join(' '))
  return (
    <>
      <h2>{row?.state === 'confirmed' ? t('约好的') : t('预约')}</h2>
      <div class="sec">
        <a class="row" href={`/book/${one.id}`}>
          <span>
            <b style="word-break:keep-all">{whenOf(one, now)}</b>
            <small>{[where, row && aboutOf(row)].filter(Boolean).join(' · ')}</small>
            <Chip mark={markOf(one, now)} />
          </span>
          <Icon name="i-next" />
        </a>
      </div>
    </>
  )
}
