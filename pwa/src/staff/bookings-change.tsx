// Somebody calls who cannot come: another time, or the booking is cancelled with a reason that is told to them.
import { useState } from 'preact/hooks'
import { may } from '../bookings/state'
import type { Booking } from '../schema/types'
import { navigate } from '../shell/router'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Field } from '../ui/field'
import { cancelFor } from './bookings'
import { bookingsLink } from './bookings-address'

const SAID = '本人打电话说不来了'

export function Change({ row, on }: { row: Booking; on: string }) {
  const [reason, setReason] = useState(SAID)
  const [fault, setFault] = useState<string>()
  if (!may('cancel', row) || (row.state === 'confirmed' && (row.start ?? Infinity) <= serverNow())) return null

  const send = async () => {
    const wrong = reason.trim().length < 2
    setFault(wrong ? t('还没写原因') : undefined)
    if (wrong) return
    await cancelFor(row, reason.trim())
    // It leaves the desk with the town's answer.
    await navigate(bookingsLink({ day: on }), { replace: true })
  }

  return (
    <details class="sec book-acts">
      <summary class="row"><b>{t('替他改时间，或取消')}</b></summary>
      {row.kind === 'window' && may('move', row) && <p class="pad"><a class="btn two" href={bookingsLink({ day: on, task: 'take', id: row.id })}>{t('改时间')}</a></p>}
      <Field id="cancel-reason" label={t('取消的原因')} hint={t('他会收到这句话')} fault={fault}>
        <input id="cancel-reason" maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </Field>
      <p class="pad"><button class="btn two" type="button" onClick={() => void send()}>{t('取消这个预约')}</button></p>
    </details>
  )
}
