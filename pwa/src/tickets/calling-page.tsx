// The windows' page on the tablet: call the next, and what follows; who waits and how long; without a line too.
import { useEffect, useState } from 'preact/hooks'
import { Page } from '../shell/page'
import { Top } from '../staff/top'
import { centreCode, roles } from '../staff/desk'
import { watchGuide } from '../staff/guide'
import { keepForOffline } from '../staff/keep'
import { loadDrafts } from '../applications/drafts'
import { watchCounter } from '../staff/taking-in'
import '../ui/form.css'
import '../staff/staff.css'
import type { Ticket } from '../schema/types'
import { open, session } from '../sync/client'
import { line, syncedAt } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { keepNumbers } from './blocks'
import { Aside, Waiting } from './calling-lists'
import { callNext, calling, here, loadWindow, refused, send, sitAt, take, told, waiting, window_, windows } from './calling'
import { CounterDraw } from './counter-draw'
import { Days } from './days'
import { kindName, KINDS, ticketName, windowName } from './words'
import './tickets.css'

export default function CallingPage() {
  const [ready, setReady] = useState(false)
  useEffect(() => {
    document.documentElement.classList.add('staff')
    watchGuide()
    void keepForOffline()
    void open().then(loadWindow).then(loadDrafts).then(() => {
      watchCounter()
      setReady(true)
    })
    return () => document.documentElement.classList.remove('staff')
  }, [])
  const centre = centreCode.value
  useEffect(() => {
    if (ready && centre) void keepNumbers(centre)
  }, [ready, centre, syncedAt.value, line.value])
  useEffect(() => {
    document.title = `${t('叫号')} · ${t('赶场')}`
  })
  if (!ready) return <Page title={t('叫号')} back="/staff"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!centre || !roles.value.length) {
    return (
      <Page title={t('叫号')} back="/staff">
        <div class="pad stack">
          <p>{t('这里给窗口的工作人员叫号用。')}</p>
          {!session.value && <p><a class="btn" href="/sign-in?next=/calling">{t('用手机号登录')}</a></p>}
        </div>
      </Page>
    )
  }
  return (
    <>
      <Top />
      <main id="main" class="calls">
        <Here />
        <div>
          <Waiting />
          <Aside />
        </div>
        <div>
          <CounterDraw centre={centre} />
          <Days centre={centre} />
          <p class="pad"><a class="btn two" href={`/hall/${centre}`}>{t('大厅叫号屏')}</a> <a class="btn two" href={`/kiosk/${centre}`}>{t('自助取号机')}</a> <a class="btn two" href="/staff">{t('回到收件')}</a></p>
        </div>
      </main>
    </>
  )
}

function Here() {
  const ticket = here.value
  const no = refused.value
  return (
    <section class="sec here" aria-label={t('我的窗口')}>
      <h1 class="unseen">{t('叫号')}</h1>
      <p class="line">
        <label for="window">{t('我在')}</label>
        <select id="window" value={window_.value} disabled={ticket !== undefined} onChange={(event) => sitAt(event.currentTarget.value)}>
          {[...windows.value].map(([name, group]) => <option key={name} value={name}>{windowName(name, group)}</option>)}
          {windows.value.size === 0 && window_.value && <option>{window_.value}</option>}
        </select>
      </p>
      {no && (
        <div class="box fix" role="alert">
          <p>{errorText(no.code ?? '', no.detail)}</p>
          <button class="link" type="button" onClick={() => void told(no)}>{t('知道了')}</button>
        </div>
      )}
      <div role="status">
        {ticket ? <p class="number">{ticketName(ticket.kind, ticket.number)}{(ticket.calls ?? 1) > 1 && <small>　{t('叫了 {n} 遍', { n: ticket.calls! })}</small>}</p>
          : <p class="number">{calling() ? t('正在叫…') : waiting.value.length ? t('{n} 位在等', { n: waiting.value.length }) : t('没有人在等')}</p>}
      </div>
      {ticket ? <Steps key={ticket.id} ticket={ticket} /> : (
        <div class="acts">
          <button class="btn" type="button" onClick={() => void callNext()}>{t('叫下一位')}</button>
        </div>
      )}
    </section>
  )
}

function Steps({ ticket }: { ticket: Ticket }) {
  const others = [...windows.value.keys()].filter((name) => name !== window_.value)
  const step = (name: Parameters<typeof take>[0], words: string, second = true) => (
    <button class={second ? 'btn two' : 'btn'} type="button" onClick={() => void take(name, ticket.id)}>{words}</button>
  )
  return (
    <>
      <div class="acts">
        {ticket.state === 'called' && step('serve', t('人来了'))}
        {step('finish', t('办完了'), false)}
        {ticket.state === 'called' && step('recall', t('再叫一遍'))}
        {ticket.state === 'called' && step('skip', t('没来，过号'))}
        {step('hold', t('先放一放'))}
      </div>
      <details>
        <summary>{t('转给别的窗口，或换一种号')}</summary>
        <div class="acts">
          {others.map((name) => <button key={name} class="btn two" type="button" onClick={() => void send(ticket.id, { to: name })}>{t('转到{window}', { window: ` ${windowName(name, windows.value.get(name))}` })}</button>)}
          {KINDS.filter((kind) => kind !== ticket.kind).map((kind) => <button key={kind} class="btn two" type="button" onClick={() => void send(ticket.id, { kind })}>{t('换成{kind}再等', { kind: kindName(kind) })}</button>)}
        </div>
      </details>
    </>
  )
}
