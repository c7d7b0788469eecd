// Who waits for this window and how long already, who was passed over or put aside, and what can be done for each.
import { useEffect, useState } from 'preact/hooks'
import type { Ticket } from '../schema/types'
import { serverNow } from '../sync/state'
import { clock } from '../text/dates'
import { t } from '../text/t'
import { aside, callOne, convert, giveUp, here, prefer, waiting } from './calling'
import { kindName, KINDS, stateWords, ticketName } from './words'

const SHOWN = 40
/** Who goes first by custom and by law; the words are the reason that the desk keeps. */
const REASONS = ['年纪大', '行动不便', '抱孩子', '孕妇', '军人']

export function Waiting() {
  const all = waiting.value
  const now = useNow()
  return (
    <section class="sec" aria-labelledby="waits">
      <h2 id="waits">{t('在等的')}　<span class="num">{t('{n} 人', { n: all.length })}</span></h2>
      <ol>
        {all.slice(0, SHOWN).map((one) => <li key={one.id}><One ticket={one} now={now} /></li>)}
      </ol>
      {all.length > SHOWN && <p class="asof">{t('先列 {n} 位', { n: SHOWN })}</p>}
    </section>
  )
}

function One({ ticket, now }: { ticket: Ticket; now: number }) {
  const [asks, setAsks] = useState(false)
  const name = ticketName(ticket.kind, ticket.number)
  return (
    <>
      <p class="line">
        <span>
          <b>{name}</b>
          <small>{[t('等了 {n} 分钟', { n: Math.max(0, Math.round((now - ticket.since) / 60)) }), ticket.start && t('约 {at}', { at: clock(new Date(ticket.start * 1000)) }), ticket.preferred && t('优先：{why}', { why: ticket.preferred }), ticket.window].filter(Boolean).join('　')}</small>
        </span>
        {!here.value && <button class="btn two" type="button" aria-label={t('叫 {name}', { name })} onClick={() => void callOne(ticket.id)}>{t('叫')}</button>}
        <button class="btn two" type="button" aria-expanded={asks} aria-label={t('{name}，别的', { name })} onClick={() => setAsks(!asks)}>{t('别的')}</button>
      </p>
      {asks && (
        <div class="acts">
          {ticket.preferred
            ? <button class="btn two" type="button" onClick={() => void prefer(ticket.id, '')}>{t('不再优先')}</button>
            : REASONS.map((why) => <button key={why} class="btn two" type="button" onClick={() => void prefer(ticket.id, why)}>{t('优先：{why}', { why: t(why) })}</button>)}
          {KINDS.filter((kind) => kind !== ticket.kind).map((kind) => <button key={kind} class="btn two" type="button" onClick={() => void convert(ticket.id, kind)}>{t('换成{kind}', { kind: kindName(kind) })}</button>)}
          <button class="btn two" type="button" onClick={() => void giveUp(ticket.id)}>{t('人走了，不要了')}</button>
        </div>
      )}
    </>
  )
}

export function Aside() {
  if (!aside.value.length) return null
  return (
    <section class="sec" aria-labelledby="aside">
      <h2 id="aside">{t('过号的、放一放的')}</h2>
      <ol>
        {aside.value.map((one) => (
          <li key={one.id}>
            <p class="line">
              <span><b>{ticketName(one.kind, one.number)}</b><small>{stateWords(one.state)}</small></span>
              {!here.value && <button class="btn two" type="button" aria-label={t('叫 {name}', { name: ticketName(one.kind, one.number) })} onClick={() => void callOne(one.id)}>{t('叫')}</button>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function useNow(): number {
  const [now, setNow] = useState(serverNow())
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
