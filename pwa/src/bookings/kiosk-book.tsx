// 约时间 at the hall's machine: a card or its number, a day, a time, a look, and a paper with the code. One step back from
// everywhere; nothing of the person outlasts their standing there.
import { useEffect, useState } from 'preact/hooks'
import { idNumberFault, phoneOk } from '../accounts/rules'
import { Page } from '../shell/page'
import { line, serverNow } from '../sync/state'
import { isoDay } from '../text/dates'
import { t } from '../text/t'
import { listenToReader, read } from '../tickets/wedge'
import './book.css'
import { useLeftAlone } from './kiosk-alone'
import { Came } from './kiosk-came'
import { KioskKeys } from './kiosk-keys'
import { PaperBooking, printBooking } from './kiosk-paper'
import { CheckStep, DayStep, Question, TimeStep } from './kiosk-steps'
import { answerOf, done, isAsking, takeHere } from './kiosk-take'
import './kiosk.css'

const ALONE_MS = 60_000
/** With the paper in the hand there is nothing more to press. */
const BOOKED_MS = 30_000

const ID_GROUPS = [6, 8, 4]
const PHONE_GROUPS = [3, 4, 4]

interface Chosen {
  id?: string
  on?: string
  start?: number
  phone?: string
  /** The phone number is being typed */
  leaving?: boolean
}

interface Props { centre: string; name: string; card?: string; leave: () => void }

export function KioskBook({ centre, name, card, leave }: Props) {
  const [chosen, choose] = useState<Chosen>({ id: card })
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState('')
  const answer = answerOf()
  const booking = answer?.booking
  const { id, on, start, phone = '', leaving } = chosen
  const soon = useLeftAlone(booking ? BOOKED_MS : ALONE_MS, leave)
  const go = (next: Chosen, words = '') => {
    setTyped('')
    setFault(words)
    choose(next)
  }
  useEffect(() => done, [])
  useEffect(() => listenToReader((text) => {
    if (isAsking(answerOf())) return
    const found = read(text, isoDay(serverNow()))
    done()
    if (found && 'id_number' in found) return go({ id: found.id_number })
    go({}, t('没有读出来，请再刷一次'))
  }), [])

  const back = () => {
    if (answer) {
      done()
      return booking || answer.lost ? leave() : go({ ...chosen, start: undefined })
    }
    if (leaving) return go({ ...chosen, leaving: undefined })
    if (start) return go({ ...chosen, start: undefined })
    if (on) return go({ ...chosen, on: undefined })
    if (id) return go({})
    leave()
  }
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      if (!isAsking(answer)) back()
    }
    addEventListener('keydown', hear, true)
    return () => removeEventListener('keydown', hear, true)
  })

  const idTyped = () => {
    const wrong = idNumberFault(typed, isoDay(serverNow()))
    if (wrong) return setFault(t(wrong, { n: 18 - typed.length }))
    go({ id: typed })
  }
  const phoneTyped = () => {
    if (typed && !phoneOk(typed)) return setFault(t('手机号应是 11 位，以 1 开头'))
    go({ ...chosen, leaving: undefined, phone: typed })
  }
  const take = (from: number, window?: string) =>
    void takeHere({ centre, id_number: id, wishes: [{ from, ...(window && { window }) }], ...(phone && { contact: { name: '', phone } }) })

  const forward = answer ? undefined : leaving ? { words: typed ? t('下一步') : t('不留手机号'), act: phoneTyped } : start ? { words: t('约上，打印纸条'), act: () => take(start) } : !id ? { words: t('下一步'), act: idTyped } : undefined
  const away = line.value === 'off' && !answer
  const over = Boolean(booking || answer?.lost)
  return (
    <>
      <Page title={t('约时间')} bar={name || t('约时间')} dock={<Steps over={over} busy={isAsking(answer)} refused={Boolean(answer?.code)} back={back} leave={leave} forward={away ? undefined : forward} />}>
        <div class="pad stack kiosk">
          {soon && !booking && <p class="box up kiosk-soon" role="alert"><b>{t('还在约吗？不动的话，马上回到开头。')}</b></p>}
          {away ? <NoLine /> : answer ? (
            <Came key={booking?.id ?? answer.code ?? answer.lost} answer={answer} centre={name} take={(offer) => take(offer.start, offer.window)} />
          ) : leaving ? (
            <div class="two" key="phone">
              <div class="stack">
                <Question>{t('您的手机号')}</Question>
                <p>{t('窗口有变动，发短信告诉您。不留也能约。')}</p>
                <Fault words={fault} />
              </div>
              <KioskKeys label={t('手机号')} typed={typed} set={setTyped} groups={PHONE_GROUPS} done={phoneTyped} />
            </div>
          ) : !id ? (
            <div class="two" key="who">
              <div class="stack">
                <Question>{t('请刷身份证，或者按身份证号')}</Question>
                <p>{t('只用来到时取号，用完就从这台机器上抹掉。')}</p>
                <Fault words={fault} />
              </div>
              <KioskKeys label={t('身份证号')} typed={typed} set={setTyped} groups={ID_GROUPS} x done={idTyped} />
            </div>
          ) : !on ? <DayStep key="day" centre={centre} pick={(on) => go({ ...chosen, on })} />
            : !start ? <TimeStep key="time" centre={centre} on={on} pick={(start) => go({ ...chosen, start })} />
              : <CheckStep key="check" centre={name} start={start} id={id} phone={phone} leavePhone={() => go({ ...chosen, leaving: true })} />}
        </div>
      </Page>
      {booking && <PaperBooking key={booking.id} booking={booking} centre={name} drawn={() => void printBooking(booking, name)} />}
    </>
  )
}

const Fault = ({ words }: { words: string }) => (words ? <p class="box fix" role="alert">{words}</p> : null)

function NoLine() {
  return (
    <div role="alert" class="stack">
      <Question>{t('没有网，这里约不了时间')}</Question>
      <p>{t('请到窗口请人帮您约，或者过一会儿再来。')}</p>
    </div>
  )
}

interface StepsProps { over: boolean; busy: boolean; refused: boolean; back: () => void; leave: () => void; forward?: { words: string; act: () => void } }

/** While the town is being asked there is nothing to take back; then the next one steps up. */
function Steps({ over, busy, refused, back, leave, forward }: StepsProps) {
  if (busy) return null
  if (over) return <button class="btn" type="button" onClick={leave}>{t('下一位')}</button>
  return (
    <div class="kiosk-steps">
      <button class="btn two" type="button" onClick={leave}>{t('不约了')}</button>
      <button class="btn two" type="button" onClick={back}>{refused ? t('另选时间') : t('上一步')}</button>
      {forward && <button class="btn" type="button" onClick={forward.act}>{forward.words}</button>}
    </div>
  )
}
