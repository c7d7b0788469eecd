// The machine in the hall: a card is held to the reader, a kind is pressed, the number is there, on paper and as a QR for
// the phone. Whoever has a phone scans the screen instead. Without a line it gives its own numbers.
import { effect } from '@preact/signals'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { KioskBook } from '../bookings/kiosk-book'
import { dropOld } from '../bookings/kiosk-take'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { open, session } from '../sync/client'
import { rows } from '../sync/preview'
import { line, serverNow, syncedAt } from '../sync/state'
import type { Profile } from '../schema/types'
import { isoDay } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Qr } from '../ui/qr'
import { keepNumbers } from './blocks'
import { drawLink, followLink, useDoor } from './door'
import { answerOf, done, drawHere, dropRefused, type What } from './drawing'
import { watchHall } from './hall'
import { PaperTicket, print } from './paper-ticket'
import { canChoose, choosePrinter } from './printer'
import { PickTicket } from './pick-ticket'
import { before } from './rules'
import { listenToReader, read } from './wedge'
import { ticketName } from './words'

const LEFT_ALONE_MS = 30_000

export default function KioskPage({ params }: PageProps) {
  const centre = params['centre']!
  const [known, setKnown] = useState(false)
  useEffect(() => {
    void open().then(() => setKnown(true))
    document.documentElement.classList.add('machine')
    return () => document.documentElement.classList.remove('machine')
  }, [])
  const roles = rows<Profile>('profile').value[0]?.roles ?? session.value?.roles ?? []
  const ours = roles.some((held) => held.scope === `hall:${centre}` || held.scope === `desk:${centre}`)
  useEffect(() => {
    if (known && ours) void keepNumbers(centre)
  }, [known, ours, syncedAt.value, line.value])
  if (!known) return <Page title={t('取号')}><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!ours) {
    return (
      <Page title={t('取号')} back="/">
        <div class="pad stack">
          <p>{t('这里是大厅里的自助取号机，请用这台机器登记的手机号登录。')}</p>
          <p><a class="btn" href={`/sign-in?next=/kiosk/${centre}`}>{t('用手机号登录')}</a></p>
        </div>
      </Page>
    )
  }
  return <Machine centre={centre} />
}

function Machine({ centre }: { centre: string }) {
  const watch = useMemo(() => watchHall(centre), [centre])
  const [who, setWho] = useState<Partial<What>>()
  const [wrong, setWrong] = useState(false)
  const [books, setBooks] = useState<{ card?: string }>()
  const door = useDoor(centre)
  const answer = answerOf()
  const hall = watch.seen.value.hall
  const again = () => {
    done()
    setWho(undefined)
    setWrong(false)
  }
  useEffect(() => () => watch.stop(), [watch])
  useEffect(() => void dropOld(), [])
  useEffect(() => effect(dropRefused), [])
  useEffect(() => {
    if (books) return
    return listenToReader((text) => {
      const found = read(text, isoDay(serverNow()))
      done()
      setWho(found)
      setWrong(!found)
    })
  }, [books])
  // The next in line finds neither what the last one read nor their number.
  useEffect(() => {
    if (!who && !answer && !wrong) return
    const timer = setTimeout(again, LEFT_ALONE_MS)
    return () => clearTimeout(timer)
  }, [who, wrong, answer?.ticket?.id, answer?.code])
  const ticket = answer?.ticket
  const name = hall?.name ?? ''
  const book = () => {
    again()
    setBooks({ card: who?.id_number })
  }
  if (books) return <KioskBook centre={centre} name={name} card={books.card} leave={() => setBooks(undefined)} />
  return (
    <>
      <Page title={name || t('取号')}>
        <div class="pad stack kiosk" aria-live="polite">
          {answer ? <Came answer={answer} again={again} /> : who ? (
            <>
              <PickTicket windows={who.booking ? [] : (hall?.windows ?? [])} pick={(what) => void drawHere(centre, { ...who, ...what })} />
              <div class="kiosk-steps">
                {!who.booking && <button class="btn two" type="button" onClick={book}>{t('今天不办，约个时间再来')}</button>}
                <button class="btn two" type="button" onClick={again}>{t('不取了')}</button>
              </div>
            </>
          ) : (
            <div class="two">
              <div class="stack">
                <h2 class="plain">{t('请刷身份证或社保卡')}</h2>
                <p>{t('有预约的，也可以扫预约码。')}</p>
                {wrong && <p class="box fix" role="alert">{t('没有读出来，请再刷一次')}</p>}
                <div class="kinds">
                  <button class="btn two" type="button" onClick={() => setWho({})}>{t('取号')}<small>{t('没带卡，直接取号')}</small></button>
                  <button class="btn two" type="button" onClick={book}>{t('约时间')}<small>{t('约好再来，不用排队')}</small></button>
                </div>
                {canChoose() && <button class="link" type="button" onClick={() => void choosePrinter()}>{t('选打印机')}</button>}
              </div>
              {door && line.value !== 'off' && (
                <div class="stack center">
                  <Qr text={drawLink(centre, door)} label={t('取号的二维码')} />
                  <p><b>{t('用手机扫一扫取号')}</b></p>
                </div>
              )}
            </div>
          )}
        </div>
      </Page>
      {ticket && <PaperTicket key={ticket.id} ticket={ticket} centre={name} drawn={() => void print(ticket, name, hall && before(hall.waiting, ticket.number))} />}
    </>
  )
}

function Came({ answer, again }: { answer: NonNullable<ReturnType<typeof answerOf>>; again: () => void }) {
  const { ticket, code, detail, out } = answer
  return (
    <>
      {ticket && (
        <div class="two">
          <div class="ticket">
            <p class="number">{ticketName(ticket.kind, ticket.number)}</p>
            {ticket.group && <p><b>{t('在{group}的窗口办', { group: ticket.group })}</b></p>}
            <p>{t('请等叫号。过号不用重取，跟窗口说一声。')}</p>
          </div>
          {ticket.code && (
            <div class="stack center">
              <Qr text={followLink(ticket.code)} label={t('这个号的二维码')} />
              <p><b>{t('手机扫一扫，看前面还有几位')}</b></p>
            </div>
          )}
        </div>
      )}
      {code && <p class="box fix" role="alert">{errorText(code, detail)}</p>}
      {out && <p class="box fix" role="alert">{t('没有网，这台机器备的号也用完了，请到窗口取号')}</p>}
      {!ticket && !code && !out && <p role="status">{t('正在取号…')}</p>}
      <p><button class="btn" type="button" onClick={again}>{t('下一位')}</button></p>
    </>
  )
}
