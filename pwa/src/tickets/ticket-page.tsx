// My number: where it stands, another kind for it, giving it up; before it is drawn, the bookings of today that open it.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { PushOffer } from '../alerts/offer'
import { useLitScreen } from '../bookings/lit-screen'
import type { Booking, Ticket } from '../schema/types'
import { Page } from '../shell/page'
import { forget, open, serverNow, session } from '../sync/client'
import { line } from '../sync/state'
import { clock } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { watchHall } from './hall'
import { cancel, convert, draw, isOver, myDraw, myTicket, refusedStep, todaysBookings } from './mine'
import { PickKind } from './pick-kind'
import { AsOf, nowOf, Standing } from './standing'
import { kindName } from './words'

export default function TicketPage() {
  const [known, setKnown] = useState(false)
  useEffect(() => void open().then(() => setKnown(true)), [])
  const ticket = myTicket.value
  if (!known) return <Page title={t('我的号')} back="/mine"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!ticket || isOver(ticket)) return <None over={ticket} />
  return <Own key={ticket.id} ticket={ticket} />
}

function Own({ ticket }: { ticket: Ticket }) {
  const watch = useMemo(() => watchHall(ticket.centre), [ticket.centre])
  const [asks, setAsks] = useState<'kind' | 'give up'>()
  useEffect(() => () => watch.stop(), [watch])
  const seen = watch.seen.value
  const held = nowOf(ticket, seen.hall, ticket.on, true)
  const waits = held.state === 'waiting'
  useLitScreen(waits || held.state === 'called')
  const refused = refusedStep(ticket.id)
  const kind = held.kind
  return (
    <Page title={t('我的号')} back="/mine">
      <Standing held={held} seen={seen} />
      {refused && (
        <div class="box fix" role="alert">
          <p>{errorText(refused.code ?? '', refused.detail)}</p>
          <button class="link" type="button" onClick={() => void forget(refused.id)}>{t('知道了')}</button>
        </div>
      )}
      <AsOf seen={seen} />
      {waits && (
        <div class="pad stack">
          {asks === 'kind'
            ? <><p>{t('换了还排在原来的位置，不用重取')}</p><PickKind label={t('换成哪种号')} not={kind} pick={(other) => (setAsks(undefined), void convert(ticket, other))} /></>
            : <button class="btn two" type="button" onClick={() => setAsks('kind')}>{t('换一种号（现在是{kind}）', { kind: kindName(kind) })}</button>}
          {asks === 'give up'
            ? <p class="line"><b>{t('真的不要这个号了？')}</b><button class="btn" type="button" onClick={() => void cancel(ticket)}>{t('不要了')}</button><button class="btn two" type="button" onClick={() => setAsks(undefined)}>{t('接着等')}</button></p>
            : <button class="link" type="button" onClick={() => setAsks('give up')}>{t('不等了，把号让出来')}</button>}
          <PushOffer />
        </div>
      )}
      <p class="pad"><a href={`/hall/${ticket.centre}`}>{t('看大厅的叫号屏')}</a></p>
    </Page>
  )
}

function None({ over }: { over?: Ticket }) {
  const waiting = myDraw.value
  const bookings = todaysBookings.value
  return (
    <Page title={t('我的号')} back="/mine">
      {over && <section class="sec pad"><p>{over.state === 'finished' ? t('今天的号办完了') : t('号已经让出来了')}</p></section>}
      <Answer waiting={waiting} />
      {bookings.map((one) => <Booked key={one.id} booking={one} />)}
      {bookings.length === 0 && (
        <div class="sec pad stack">
          <p><b>{t('今天还没有号')}</b></p>
          <p>{t('到了大厅，用手机扫一扫屏幕上的码，就能取号。约好的，到时候在这里取。')}</p>
          {!session.value && <p><a class="btn two" href="/sign-in?next=/ticket">{t('用手机号登录')}</a></p>}
        </div>
      )}
    </Page>
  )
}

/** What became of the draw that this phone asked for. */
export function Answer({ waiting }: { waiting: ReturnType<typeof myDraw.peek> }) {
  if (!waiting) return null
  if (waiting.state === 'rejected') return <p class="box fix" role="alert">{errorText(waiting.code ?? '', waiting.detail)}</p>
  return <p class="box up" role="status">{line.value === 'off' ? t('没有网，连上就取号') : t('正在取号…')}</p>
}

function Booked({ booking }: { booking: Booking }) {
  const [now, setNow] = useState(serverNow())
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 20_000)
    return () => clearInterval(timer)
  }, [])
  const times = { from: time(booking.start!), until: time(booking.end!) }
  return (
    <section class="sec pad stack">
      <p><b>{t('今天约的 {from}–{until}', times)}</b>{booking.item_name && <>　{booking.item_name}</>}</p>
      {now < booking.start! && <p>{t('{from} 起在这里取号', times)}</p>}
      {now > booking.end! && <p>{t('约的时间过了。到大厅扫屏幕上的码取号，半小时内还算预约的')}</p>}
      {now >= booking.start! && now <= booking.end! && (
        <PickKind label={t('取哪种号')} pick={(kind) => void draw({ centre: booking.centre, kind, booking: booking.id })} />
      )}
    </section>
  )
}

const time = (at: number) => clock(new Date(at * 1000))
