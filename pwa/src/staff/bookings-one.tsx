// One booking at the desk: who comes, for what, where to; arrived and done; a visit or a key project is decided here.
import { useEffect, useRef } from 'preact/hooks'
import { Chip } from '../applications/chip'
import { aboutOf } from '../bookings/mine'
import { When } from '../bookings/parts'
import { Bring } from '../bookings/bring'
import { Offers } from '../bookings/offers'
import { markOfRow, may } from '../bookings/state'
import { reasonsOf, timeWords } from '../bookings/words'
import type { Booking } from '../schema/types'
import { Page } from '../shell/page'
import { serverNow } from '../sync/state'
import { clock } from '../text/dates'
import { t } from '../text/t'
import { spaced } from '../ui/qr'
import { SyncChip } from '../ui/state-chip'
import { arrive, deskBooking, finish, isOwnBooking, waitingFor } from './bookings'
import { bookingsLink } from './bookings-address'
import { Change } from './bookings-change'
import { Decide } from './bookings-decide'
import { RefusedStep } from './bookings-refused'

const CHANNELS: Record<Booking['channel'], string> = { app: '手机', web: '网上', kiosk: '自助机', phone: '电话', counter: '窗口', sms: '短信' }

export function BookingDetail({ id, on }: { id: string; on: string }) {
  const row = deskBooking(id)
  const waiting = waitingFor(id)
  const rejected = waiting.find((one) => one.state === 'rejected')
  const back = bookingsLink({ day: on })
  if (!row) return <Page title={t('预约')} back={back}><div class="pad stack">{rejected ? <RefusedStep sent={rejected} /> : <p>{t('这个预约不在您这里：可能取消了，或还没传到这台平板。')}</p>}</div></Page>
  const now = serverNow()
  const own = isOwnBooking(id)
  return (
    <Page title={t('预约：{name}', { name: aboutOf(row) })} bar={t('预约')} back={back} dock={!own && (may('arrive', row) || may('finish', row)) && <Steps row={row} />}>
      <section class="sec pad stack">
        <h1>{row.start ? timeWords(row.start, now) : aboutOf(row)}</h1>
        <p class="line"><span><Chip mark={markOfRow(row, now)} /> {waiting.map((one) => <SyncChip key={one.id} state={one.state} />)}</span></p>
        {rejected && <RefusedStep sent={rejected} />}
        {reasonsOf(row).map((words) => <p key={words}>{words}</p>)}
      </section>
      {own && <p class="box">{t('这是您自己的事，要请同事办。')}</p>}
      <dl class="sec facts">
        <div><dt>{t('谁来')}</dt><dd>{row.contact?.name && `${row.contact.name}　`}{row.contact && <a class="num" href={`tel:${row.contact.phone}`}>{row.contact.phone}</a>}</dd></div>
        <div><dt>{t('办什么')}</dt><dd>{aboutOf(row)}{row.about && <><br />{row.about}</>}</dd></div>
        {row.window && <div><dt>{t('哪个窗口')}</dt><dd>{row.window}</dd></div>}
        {row.address && <div><dt>{t('上门到')}</dt><dd>{row.address}</dd></div>}
        {row.wishes && (row.state === 'requested' || row.state === 'waitlisted') && <div><dt>{t('想约的')}</dt><dd>{row.wishes.map((wish, at) => <span class="book-wish" key={at}><When {...wish} /></span>)}</dd></div>}
        <div><dt>{t('怎么约的')}</dt><dd>{t(CHANNELS[row.channel])}</dd></div>
        {row.code && <div><dt>{t('预约码')}</dt><dd class="num">{spaced(row.code)}</dd></div>}
        {row.arrived_at && <div><dt>{t('到了')}</dt><dd class="num">{clock(new Date(row.arrived_at * 1000))}</dd></div>}
        {row.note && <div><dt>{t('说明')}</dt><dd>{row.note}</dd></div>}
      </dl>
      {row.application && <p class="pad"><a class="btn two" href={`/staff?id=${encodeURIComponent(row.application)}`}>{t('打开这一件')}</a></p>}
      {!own && <Offers one={{ id, row, waiting }} anew={bookingsLink({ day: on, task: 'take', id })} />}
      {!own && may('decide', row) && row.kind !== 'window' && <Decide row={row} on={on} />}
      <Bring row={row} />
      {!own && <Change row={row} on={on} />}
    </Page>
  )
}

/** After a scan one press marks the arrival: the button has the focus. */
function Steps({ row }: { row: Booking }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus({ preventScroll: true }), [row.state])
  if (may('arrive', row)) return <button class="btn" type="button" ref={button} onClick={() => void arrive(row)}>{row.kind === 'visit' ? t('到他家了，记下') : t('人到了，记下')}</button>
  return <button class="btn" type="button" ref={button} onClick={() => void finish(row)}>{t('办完了，记下')}</button>
}
