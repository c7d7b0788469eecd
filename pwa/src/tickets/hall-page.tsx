// The waiting room's screen: who is called to which window, who was called before, who waits and how long. Numbers only.
// Keys of a remote control reach its two buttons; it goes on showing what it knows when the line is gone, and says so.
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import type { Hall, HallWaiting, TicketKind } from '../schema/types'
import { clock, day } from '../text/dates'
import { serverNow } from '../sync/state'
import { lang, t } from '../text/t'
import { Qr } from '../ui/qr'
import { useLitScreen } from '../bookings/lit-screen'
import { drawLink, useDoor } from './door'
import './hall.css'
import { watchHall, type Seen } from './hall'
import { expected, openFor, windowsOf } from './rules'
import { Voice } from './speak'
import { KINDS, kindName, ticketName } from './words'

/** Beside the one that is called now: five in all. */
const LAST = 4
const NEXT = 4
const NEXT_OF_GROUP = 2
const CHECK_MS = 30_000

export default function HallPage({ params }: PageProps) {
  const centre = params['centre']!
  const watch = useMemo(() => watchHall(centre), [centre])
  const voice = useMemo(() => new Voice(), [])
  const [sound, setSound] = useState(false)
  const seen = watch.seen.value
  const hall = seen.hall
  const door = useDoor(centre)
  useLitScreen(true)
  useEffect(() => {
    const timer = setInterval(watch.check, CHECK_MS)
    return () => {
      clearInterval(timer)
      watch.stop()
    }
  }, [watch])
  useEffect(() => {
    document.documentElement.classList.add('hall')
    return () => document.documentElement.classList.remove('hall')
  }, [])
  useEffect(() => {
    document.title = `${t('叫号')} · ${hall?.name ?? t('赶场')}`
  }, [hall?.name, lang.value])
  useEffect(() => {
    if (hall) voice.hear(hall.calls)
  }, [hall])
  const begin = () => {
    voice.start(hall?.calls ?? [])
    setSound(true)
  }
  return (
    <>
      <header>
        <b>{hall?.name ?? t('叫号')}</b>
        <Clock />
        {sound
          ? <span class="sound" role="status">{t('声音开着')}</span>
          : <button class="sound" type="button" onClick={begin}>{t('打开声音')}</button>}
      </header>
      <main id="main">
        {hall ? <Board hall={hall} door={door} /> : <p class="none" role="status">{seen.unknown ? t('没有这个大厅') : t('正在打开…')}</p>}
      </main>
      <Foot seen={seen} />
    </>
  )
}

function Board({ hall, door }: { hall: Hall; door?: string }) {
  const [now, ...before] = hall.calls
  return (
    <>
      <div class="called" aria-live="assertive">
        <section class="now" key={now ? `${now.number}/${now.at}/${now.times}` : ''}>
          <h1>{now ? t('请到窗口') : t('还没有叫号')}</h1>
          {now && (
            <>
              <Name kind={now.kind} number={now.number} />
              <p class="to">{now.window}</p>
            </>
          )}
        </section>
        {door && (
          <section class="door">
            <Qr text={drawLink(hall.centre, door)} label={t('取号的二维码')} />
            <p>{t('用手机扫一扫取号')}</p>
          </section>
        )}
      </div>
      <div class="side">
        <section>
          <h2>{t('刚才叫的')}</h2>
          <table>
            <tbody>
              {before.slice(0, LAST).map((call) => (
                <tr key={call.number}><th scope="row">{ticketName(call.kind, call.number)}</th><td>{call.window}</td></tr>
              ))}
              {before.length === 0 && <tr><td>{t('没有')}</td></tr>}
            </tbody>
          </table>
        </section>
        <Groups hall={hall} />
      </div>
    </>
  )
}

/** The words smaller than the number: it is what is looked for from the last row. */
function Name({ kind, number }: { kind: TicketKind; number: number }) {
  const [left, right] = ticketName(kind, number).split(String(number))
  return <p class="no"><span>{left!.trim()}</span> <b class={number > 999 ? 'longer' : number > 99 ? 'long' : ''}>{number}</b> <span>{right!.trim()}</span></p>
}

/** Who waits, and who is next: of each kind, or of each group of windows where the hall has them. */
function Groups({ hall }: { hall: Hall }) {
  const groups = [...windowsOf(hall.windows).keys()]
  const next = (waiting: HallWaiting[], most: number) =>
    waiting.length > 0 && t('接下来：{numbers}', { numbers: waiting.slice(0, most).map((one) => ticketName(one.kind, one.number)).join(t('、')) })
  const rows = groups.length ? byGroup(hall, groups) : KINDS.map((kind) => ({ name: kindName(kind), waiting: hall.waiting.filter((one) => one.kind === kind), before: hall.waiting.length, open: hall.open }))
  return (
    <section class="waits">
      <h2>{t('在等的')}</h2>
      <table>
        {rows.map(({ name, waiting, before, open }) => (
          <tbody key={name}>
            <tr>
              <th scope="row">{name} <span class="num">{t('{n} 人', { n: waiting.length })}</span></th>
              <td class="num">{waiting.length ? range(expected(before, open, hall.minutes)) : open > 0 && t('随到随办')}</td>
            </tr>
            {groups.length > 0 && waiting.length > 0 && <tr class="next"><td colSpan={2}>{next(waiting, NEXT_OF_GROUP)}</td></tr>}
          </tbody>
        ))}
      </table>
      {groups.length === 0 && <p>{next(hall.waiting, NEXT)}</p>}
    </section>
  )
}

/** Those whom every window calls are a line of their own, and only there while somebody stands in it. */
function byGroup(hall: Hall, groups: string[]) {
  const row = (group: string) => {
    const waiting = hall.waiting.filter((one) => (one.group ?? '') === group)
    return { name: group || t('哪边都行'), waiting, before: waiting.length, open: openFor(hall, group) }
  }
  return [...groups.map(row), row('')].filter((one, at) => at < groups.length || one.waiting.length)
}

const range = ([from, to]: [number, number]) => t('约 {from}–{to} 分钟', { from, to })

function Clock() {
  const [, look] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => look((looks) => looks + 1), 10_000)
    return () => clearInterval(timer)
  }, [])
  const now = new Date(serverNow() * 1000)
  return <span class="num">{t('今天 {day}', { day: day(now) })}　{clock(now)}</span>
}

function Foot({ seen }: { seen: Seen }) {
  return (
    <footer>
      <p>{t('过号不用重取，跟窗口说一声。')}</p>
      <p role="status">{seen.live === false && seen.heardAt > 0 && <b>{t('没有网，上面是 {at} 的。请听窗口叫号', { at: clock(new Date(seen.heardAt)) })}</b>}</p>
    </footer>
  )
}
