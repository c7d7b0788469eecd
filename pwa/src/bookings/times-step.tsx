// What time: with a line free slots, of which one is kept while the rest is looked at; without, up to three wishes.
import { useState } from 'preact/hooks'
import { AsOf } from '../guide/parts'
import type { DatedDays } from '../hours/openings'
import type { Booking, DaySlot, SlotDay } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { line, needsSignIn, serverNow, session } from '../sync/state'
import { isoDay, stamp } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, type Ask } from './ask'
import { atWindow, byHour, levelOf, LEVEL_WORDS, useSlots, windowOn } from './crowd'
import { bookDay } from './days'
import { Unknown } from './days-step'
import { Bar, Head } from './parts'
import { mayWait } from './state'
import { hold, move, request } from './steps'
import { WishHours } from './wish-hours'
import { hoursWords, reasons } from '../hours/words'
import { dayWords, hourOf, shutWords, timeWords } from './words'

interface Props { ask: Ask; day: string; centre: string; days: DatedDays | null | undefined; moved?: Booking }

export function TimesStep({ ask, day, centre, days, moved }: Props) {
  const [turn, setTurn] = useState(0)
  const now = serverNow()
  const { day: slots, fresh, none } = useSlots(centre, day, ask.item, turn)
  const one = days ? bookDay(days, day, now, ask.item) : undefined
  const away = line.value === 'off' || none
  if (away && days === null) return <Unknown centre={centre} />
  const shut = one && one.state !== 'open'
  const closesAt = slots?.closes_at ?? one?.closesAt
  const signedIn = session.value !== null && !needsSignIn.value
  const dock = away && !shut && ask.wishes.length > 0 && <a class="btn" href={linkTo({ ...ask, check: true })}>{t('看一遍 {n} 个想去的时间', { n: ask.wishes.length })}</a>
  return (
    <Page title={t('约时间：{day} 几点', { day: dayWords(day, now) })} bar={moved ? t('改时间') : t('约时间')} back={linkTo({ ...ask, day: undefined })} dock={dock || undefined}>
      <Head ask={ask} centre={centre} moved={moved} question={<span class="book-day">{dayWords(day, now)} {t('几点去？')}</span>} />
      <div class="pad stack">
        {one && one.openings.length > 0 && <p class="num">{hoursWords(one.openings)}</p>}
        {one && one.day.market.length > 0 && <p>{t('这天逢场，上午人多。')}</p>}
        {shut && <p role="alert"><b>{one.state === 'cut_off' ? errorText('booking_closed') : one.state === 'not_served' ? errorText('slot_item') : one.state === 'over' ? errorText('slot_past') : reasons(days!, one.day).join(t('，')) || t('不开门')}</b></p>}
        {!shut && closesAt && closesAt > now && <p>{t('这一天网上约到 {time} 截止，按镇上的钟。', { time: timeWords(closesAt, now) })}</p>}
      </div>
      {away && days && !one && <p class="pad"><b>{day < isoDay(now) ? errorText('slot_past') : t('这天的安排还没有，过些日子再来看')}</b><br /><a class="link" href={linkTo({ ...ask, day: undefined })}>{t('换一天')}</a></p>}
      {!shut && (away
        ? one && <>{slots && slots.windows.length > 1 && <Windows ask={ask} windows={slots.windows} />}<WishHours ask={ask} one={one} known={slots} />{line.value !== 'off' && <Again look={() => setTurn(turn + 1)} />}</>
        : slots
          ? <Online ask={ask} centre={centre} slots={slots} fresh={fresh} moved={moved} signedIn={signedIn} again={() => setTurn(turn + 1)} />
          : <p class="pad" role="status">{t('正在看哪些时间空着…')}</p>)}
      {slots && !fresh && <p class="asof">{t('人多人少是 {time} 的', { time: stamp(slots.at) })}</p>}
      <AsOf />
    </Page>
  )
}

interface OnlineProps { ask: Ask; centre: string; slots: SlotDay; fresh: boolean; moved?: Booking; signedIn: boolean; again: () => void }

function Online({ ask, centre, slots, fresh, moved, signedIn, again }: OnlineProps) {
  const [busy, setBusy] = useState(false)
  const now = serverNow()
  const window = windowOn(slots, ask.window)
  const hours = byHour(atWindow(slots, window), now)
  if (slots.code) return <p class="pad" role="alert"><b>{shutWords(slots.code)}</b></p>
  if (!hours.size) return <p class="pad">{t('这一天没有能约的时间了，换一天看看。')}</p>

  const take = async (slot: DaySlot) => {
    if (busy) return
    if (!signedIn) return navigate(`/sign-in?next=${encodeURIComponent(linkTo(ask))}`)
    setBusy(true)
    try {
      const kept = moved?.state === 'held'
      const id = moved && !kept ? moved.id : await hold(centre, ask, slot.start, window, moved?.id)
      if (moved && !kept) await move(moved, [{ from: slot.start, ...(window && { window }) }])
      await navigate(`/book/${id}`, { replace: true })
    } finally {
      setBusy(false)
    }
  }

  const wait = async () => {
    if (busy) return
    if (!signedIn) return navigate(`/sign-in?next=${encodeURIComponent(linkTo(ask))}`)
    setBusy(true)
    const all = [...hours.values()].flat()
    const wishes = [{ from: all[0]!.start, until: all[all.length - 1]!.start + slots.minutes * 60, ...(window && { window }) }]
    try {
      const id = moved?.id ?? await request(centre, ask, wishes, true)
      if (moved) await move(moved, wishes, true)
      await navigate(`/book/${id}`, { replace: true })
    } finally {
      setBusy(false)
    }
  }
  const full = ![...hours.values()].flat().some((slot) => slot.free.length)

  return (
    <>
      {!signedIn && <p class="box up">{t('点一个时间，用手机号登录，就给您留着。')}</p>}
      {slots.windows.length > 1 && <Windows ask={ask} windows={slots.windows} />}
      {[...hours].map(([hour, list]) => {
        const level = levelOf(list)
        return (
          <section class="sec" key={hour} aria-label={t('{time} 开始的一小时', { time: hourOf(hour) })}>
            <p class="book-hour"><b class="num">{hourOf(hour)}</b> <Bar level={level} slots={list} word={t(LEVEL_WORDS[level])} /></p>
            <div class="book-slots">{list.map((slot) => <Slot key={slot.start} slot={slot} take={() => void take(slot)} />)}</div>
          </section>
        )
      })}
      {full && mayWait(moved) && (
        <div class="sec">
          <button class="row" type="button" onClick={() => void wait()}>
            <Icon name="i-clock" /><span><b>{t('排候补')}</b><small>{t('有人退了就轮到您，轮到了会告诉您')}</small></span>
          </button>
        </div>
      )}
      {!fresh && <Again look={again} />}
    </>
  )
}

const Again = ({ look }: { look: () => void }) => <p class="pad"><button class="btn two" type="button" onClick={look}>{t('再看一次空着的')}</button></p>

function Slot({ slot, take }: { slot: DaySlot; take: () => void }) {
  const free = slot.free.length
  if (!free) return <span class="book-slot gone"><b class="num">{hourOf(slot.start)}</b><small>{t('约满了')}</small></span>
  return (
    <button class="book-slot" type="button" onClick={take}>
      <b class="num">{hourOf(slot.start)}</b>
      <small>{t('空 {n} 个', { n: free })}</small>
    </button>
  )
}

function Windows({ ask, windows }: { ask: Ask; windows: string[] }) {
  return (
    <p class="field">
      <label for="window">{t('哪个窗口')}</label>
      <select id="window" value={ask.window ?? ''} onChange={(event) => void navigate(linkTo({ ...ask, window: event.currentTarget.value || undefined }), { replace: true })}>
        <option value="">{t('都可以')}</option>
        {windows.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    </p>
  )
}
