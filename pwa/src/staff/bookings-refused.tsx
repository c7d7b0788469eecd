// Steps with bookings that the town did not take, until somebody has dealt with each: whom it was about, and why.
import type { TakeBooking } from '../schema/types'
import { forget } from '../sync/client'
import { outbox, type Waiting } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { deskBooking } from './bookings'

const OF_STAFF = ['bookings.take', 'bookings.decide', 'bookings.arrive', 'bookings.finish', 'bookings.set_roster']

/** A clerk's own bookings are told under 我的事. */
const isOfDesk = (sent: Waiting): boolean => OF_STAFF.includes(sent.name) || (sent.name.startsWith('bookings.') && deskBooking(sent.lane) !== undefined)

export function RefusedSteps() {
  return <>{outbox.value.filter((sent) => sent.state === 'rejected' && isOfDesk(sent)).map((sent) => <RefusedStep key={sent.id} sent={sent} />)}</>
}

export function RefusedStep({ sent }: { sent: Waiting }) {
  const { contact, on } = sent.args as Partial<TakeBooking> & { on?: string }
  const who = contact ?? deskBooking(sent.lane)?.contact
  return (
    <div class="box fix stack" role="alert">
      <b><Icon name="i-clock" /> {sent.name === 'bookings.set_roster' ? t('值班表：{day}', { day: on ?? '' }) : sent.name === 'bookings.take' ? t('没约上') : t('镇上没收下')}</b>
      {who && <p>{who.name} <a class="num" href={`tel:${who.phone}`}>{who.phone}</a></p>}
      <p>{errorText(sent.code ?? 'server_error', sent.detail)}</p>
      <p><button class="btn two" type="button" onClick={() => void forget(sent.id)}>{t('知道了')}</button></p>
    </div>
  )
}
