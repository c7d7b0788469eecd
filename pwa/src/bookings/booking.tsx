// One booking: whether it is one, its code to show at the window, when and where, what to bring, and what can still be done.
import { useEffect, useState } from 'preact/hooks'
import { Chip } from '../applications/chip'
import { ready } from '../applications/start'
import { centreOf, openGuide } from '../guide/store'
import type { PageProps } from '../routes'
import type { Booking } from '../schema/types'
import { Page } from '../shell/page'
import { serverNow, syncedAt } from '../sync/state'
import { clock, stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { Actions } from './actions'
import './book.css'
import { Bring } from './bring'
import { Code } from './code'
import { aboutOf, bookingOf } from './mine'
import { Offers } from './offers'
import { When } from './parts'
import { Refused } from './refused'
import { TicketRow } from '../tickets/row'
import { BusCard } from '../transit/card-here'
import { isOver, markOf, rejectedOf, sendingOf, turnOf, wasOnlyHeld, type One } from './state'
import { confirm } from './steps'
import { Waits } from './waits'
import { reasonsOf, timeWords, whenOf } from './words'

const TICK_MS = 15_000
/** Seconds to get from the bus to the window, and back to it */
const EARLY = 600

export default function BookingPage({ params }: PageProps) {
  const [known, setKnown] = useState(false)
  useEffect(() => void Promise.all([ready(), openGuide()]).then(() => setKnown(true)), [])
  const one = bookingOf(params['id']!)
  useTick(one?.row?.state === 'held')
  if (!one) return <Absent known={known} />
  const { row } = one
  const now = serverNow()
  const about = row ? aboutOf(row) : whenOf(one, now)
  const rejected = rejectedOf(one)
  const sure = row && !sendingOf(one)
  const timed = row?.start && (row.state === 'confirmed' || row.state === 'held')
  const kept = row?.state === 'held' && sure && !isOver(row, now)
  return (
    <Page title={t('预约：{name}', { name: about })} bar={t('预约')} back="/mine" dock={kept ? <Confirm row={row} /> : undefined}>
      <section class="sec pad stack">
        <h1 class="book-day">{timed ? timeWords(row.start!, now) : about}</h1>
        <p class="line"><span><Chip mark={markOf(one, now)} /></span>{kept && row.release_at && <span class="sub">{left(row.release_at, now)}</span>}</p>
        {!rejected && <p role="status">{t(turnOf(one, now))}</p>}
        {row && sure && !rejected && row.state !== 'waitlisted' && !wasOnlyHeld(row) && reasonsOf(row).map((words) => <p key={words} class="sub">{words}</p>)}
        {row?.note && <p class="quote">{row.note}</p>}
        {rejected && <Refused sent={rejected} one={one} />}
        <Waits one={one} />
      </section>
      {row && !rejected && <Offers one={one} anew={`/book?move=${encodeURIComponent(one.id)}`} />}
      {row?.code && row.state === 'confirmed' && row.kind === 'window' && !isOver(row, now) && <Code code={row.code} />}
      {row?.state === 'confirmed' && <TicketRow />}
      {row && <Facts one={one} row={row} />}
      {row && timed && row.kind === 'window' && !isOver(row, now) && <BusCard centre={row.centre} by={row.start! - EARLY} until={row.start!} done={(row.end ?? row.start!) + EARLY} />}
      {row && ['held', 'confirmed', 'requested', 'waitlisted'].includes(row.state) && <Bring row={row} />}
      {row && <Actions one={one} row={row} />}
      <p class="asof"><Icon name="i-clock" /> {syncedAt.value ? <>{t('内容截至 ')}<span class="num">{stamp(syncedAt.value)}</span></> : t('还没和镇上通过，有网会自动更新')}</p>
    </Page>
  )
}

function Confirm({ row }: { row: Booking }) {
  return <button class="btn" type="button" onClick={() => void confirm(row)}>{t('就约这个时间')}</button>
}

/** 给您留到 10:05，还有 9 分钟 */
function left(until: number, now: number): string {
  return t('给您留到 {time}，还有 {n} 分钟', { time: clock(new Date(until * 1000)), n: Math.max(1, Math.ceil((until - now) / 60)) })
}

/** The minutes that are left count down in view. */
function useTick(wanted: boolean): void {
  const [, turn] = useState(0)
  useEffect(() => {
    if (!wanted) return
    const timer = setInterval(() => turn((n) => n + 1), TICK_MS)
    return () => clearInterval(timer)
  }, [wanted])
}

function Facts({ one, row }: { one: One; row: Booking }) {
  const centre = centreOf(row.centre)
  const open = row.state === 'requested' || row.state === 'waitlisted' || sendingOf(one)?.name === 'bookings.move'
  return (
    <>
      <h2>{t('约的是什么')}</h2>
      <dl class="sec facts">
        <div><dt>{t('办什么')}</dt><dd>{aboutOf(row)}{row.about && <><br /><small>{row.about}</small></>}</dd></div>
        {row.start && row.state !== 'requested' && row.state !== 'waitlisted' && <div><dt>{t('几点')}</dt><dd><When from={row.start} until={row.end} /></dd></div>}
        {open && row.wishes && <div><dt>{t('想约的')}</dt><dd>{row.wishes.map((wish, at) => <span class="book-wish" key={at}><When {...wish} /></span>)}</dd></div>}
        {row.window && <div><dt>{t('哪个窗口')}</dt><dd>{row.window}</dd></div>}
        {row.kind === 'visit'
          ? row.address && <div><dt>{t('上门到')}</dt><dd>{row.address}</dd></div>
          : <div><dt>{t('地方')}</dt><dd>{centre?.name ?? t('便民服务中心')}{centre?.address && <><br /><small>{centre.address}</small></>}</dd></div>}
        {centre?.phone && <div><dt>{t('电话')}</dt><dd><a class="num" href={`tel:${centre.phone}`}>{centre.phone}</a></dd></div>}
      </dl>
    </>
  )
}

function Absent({ known }: { known: boolean }) {
  if (!known) return <Page title={t('预约')} back="/mine"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  return (
    <Page title={t('这部手机上没有这个预约')} back="/mine">
      <div class="pad stack">
        <p>{t('可能是用别的手机号约的。登录那个手机号，有网时就会出现。')}</p>
        <a class="btn" href="/mine">{t('看我的事')}</a>
      </div>
    </Page>
  )
}
