// On home, one line: the next booking that counts, with its time, place and window.
import { Chip } from '../applications/chip'
import { centreOf } from '../guide/store'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { aboutOf, bookings, isOpen } from './mine'
import { markOf } from './state'
import { timeWords, wishWords } from './words'

export function NextBooking() {
  const one = bookings.value.find(isOpen)
  if (!one) return null
  const { row } = one
  const now = serverNow()
  const booked = row?.state === 'confirmed' && row.start
  const when = booked ? timeWords(row.start!, now) : row?.wishes?.[0] ? t('想约 {time}', { time: wishWords(row.wishes[0], now) }) : row?.start ? timeWords(row.start, now) : t('约时间')
  const where = row && (row.kind === 'visit' ? row.address : [centreOf(row.centre)?.name, row.window].filter(Boolean).join(' '))
  return (
    <>
      <h2>{t('约好的')}</h2>
      <div class="sec">
        <a class="row" href={`/book/${one.id}`}>
          <span>
            <b style="word-break:keep-all">{when}</b>
            <small>{[where, row && aboutOf(row)].filter(Boolean).join(' · ')}</small>
            <Chip mark={markOf(one, now)} />
          </span>
          <Icon name="i-next" />
        </a>
      </div>
    </>
  )
}
