// 镇上没收下: what the town did not take and why, and the next thing to do in one tap: the next free times, a name, a time anew.
import { navigate } from '../shell/router'
import type { HoldSlot, MoveBooking, RequestBooking, SlotAt, Wish } from '../schema/types'
import { forget } from '../sync/client'
import { serverNow, type Waiting } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, type Ask } from './ask'
import { Offer } from './offers'
import { refusedWord, type One } from './state'
import { hold, move } from './steps'
import { timeWords } from './words'

type Sent = Partial<HoldSlot & MoveBooking & RequestBooking>

export function Refused({ sent, one }: { sent: Waiting; one: One }) {
  const args = sent.args as Sent
  const centre = one.row?.centre ?? args.centre
  const item = one.row?.item ?? args.item
  const free = (sent.detail?.['offers'] ?? []) as SlotAt[]
  const ask: Ask = { centre, item, application: one.row?.application ?? args.application, other: !item, kind: args.kind === 'window' ? undefined : args.kind, wishes: [], ...(sent.name === 'bookings.move' && { move: one.id }), ...(args.about && { again: one.id }) }

  const take = async (slot: SlotAt) => {
    const wish: Wish = { from: slot.start, ...(slot.window && { window: slot.window }) }
    if (sent.name === 'bookings.move' && one.row) return move(one.row, [wish])
    if (!centre) return
    const id = await hold(centre, ask, slot.start, slot.window)
    await navigate(`/book/${id}`, { replace: true })
  }

  return (
    <div class="box fix stack" role="alert">
      <b><Icon name="s-fix" /> {t(refusedWord(sent))}</b>
      <p>{errorText(sent.code ?? 'server_error', sent.detail)}</p>
      {sent.name === 'bookings.move' && one.row?.start && <p>{t('原来约的 {time} 还在。', { time: timeWords(one.row.start, serverNow()) })}</p>}
      {args.about && <p class="quote">{[args.about, args.address].filter(Boolean).join(t('，'))}</p>}
      {free.length > 0 && <div class="book-next">{free.map((slot) => <Offer key={slot.start} offer={slot} take={() => void take(slot)} />)}</div>}
      {sent.code === 'profile_needed' && <p><a class="btn" href={`/profile?next=${encodeURIComponent(linkTo(ask))}`}>{t('填姓名和身份证号')}</a></p>}
      {sent.code === 'booking_exists' && typeof sent.detail?.['id'] === 'string' && <p><a class="btn" href={`/book/${sent.detail['id']}`}>{t('打开那个预约')}</a></p>}
      {sent.code === 'too_many_bookings' && <p><a class="btn" href="/mine">{t('看我的事')}</a></p>}
      <p class="line">
        {sent.name === 'bookings.cancel' ? null : <a class="btn two" href={linkTo(ask)}>{t('重新选时间')}</a>}
        <button class="link" type="button" onClick={() => void forget(sent.id).then(() => (one.row?.version ? undefined : navigate('/mine', { replace: true })))}>{t('知道了')}</button>
      </p>
    </div>
  )
}
