// Drawing at the counter for somebody who asks there: with the ID number where they have it, with a booking's code, or bare.
import { useEffect, useState } from 'preact/hooks'
import type { HallWindow, TicketKind } from '../schema/types'
import { serverNow } from '../sync/state'
import { isoDay } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { centreOf } from '../staff/guide'
import { window_, windows } from './calling'
import { answerOf, done, drawHere } from './drawing'
import { PaperTicket, print } from './paper-ticket'
import { PickKind } from './pick-kind'
import { PickGroup } from './pick-ticket'
import { read } from './wedge'
import { ticketName } from './words'

export function CounterDraw({ centre }: { centre: string }) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const answer = answerOf()
  const name = centreOf(centre)?.name ?? ''
  useEffect(() => done, [])
  const named = [...windows.value].map(([window, group]): HallWindow => ({ window, group: group || undefined }))
  // Who asks at a window mostly wants its own group.
  const group = chosen ?? windows.value.get(window_.value ?? '') ?? ''
  const pick = (kind: TicketKind) => {
    const found = typed.trim() ? read(typed, isoDay(serverNow())) : {}
    setWrong(!found)
    if (!found) return
    setTyped('')
    void drawHere(centre, { ...found, kind, ...(group && !('booking' in found) && { group }) })
  }
  return (
    <section class="sec" aria-labelledby="draw">
      <h2 id="draw">{t('在窗口取号')}</h2>
      <div class={wrong ? 'field bad' : 'field'}>
        <label for="card">{t('身份证号或预约码')}</label>
        <small id="card-hint">{t('可以不填；读卡器、扫码枪直接读进来')}</small>
        {wrong && <p class="msg" id="card-fault">{t('身份证号对不上，请照着身份证再看一遍')}</p>}
        <input id="card" value={typed} autocomplete="off" aria-invalid={wrong || undefined} aria-describedby={wrong ? 'card-fault card-hint' : 'card-hint'} onInput={(event) => setTyped(event.currentTarget.value)} />
      </div>
      {group && <div class="pad"><PickGroup windows={named} chosen={group} pick={setChosen} /></div>}
      <div class="pad"><PickKind label={t('取哪种号')} pick={pick} /></div>
      <div role="status">
        {answer?.ticket && (
          <p class="pad line">
            <b>{t('取好了：{name}', { name: ticketName(answer.ticket.kind, answer.ticket.number) })}</b>
            <button class="btn two" type="button" onClick={() => void print(answer.ticket!, name)}>{t('打印')}</button>
          </p>
        )}
        {answer?.code && <p class="box fix">{errorText(answer.code, answer.detail)}</p>}
        {answer?.out && <p class="box fix">{t('没有网，备的号也用完了')}</p>}
      </div>
      {answer?.ticket && <PaperTicket ticket={answer.ticket} centre={name} />}
    </section>
  )
}
