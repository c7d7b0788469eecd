// 替人预约: staff book for a caller or for somebody at the counter, also after the public's booking has closed (B9, B10).
import { useState } from 'preact/hooks'
import { phoneOk } from '../accounts/rules'
import { atWindow, useSlots } from '../bookings/crowd'
import { bookDay, bookDays, hoursOf } from '../bookings/days'
import { mayWait } from '../bookings/state'
import { move } from '../bookings/steps'
import { dayWords, hourOf } from '../bookings/words'
import type { DatedDays } from '../hours/openings'
import type { Booking, TakeBooking, Wish } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { line, serverNow } from '../sync/state'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import { take } from './bookings'
import { bookingsLink } from './bookings-address'
import { deskView } from './guide'

const AHEAD = 30
const SHOWN = 8

interface Props { centre: string; on: string; days: DatedDays | null | undefined; moved?: Booking }

/** `moved`: somebody's booking that gets another time. */
export function TakeCall({ centre, on, days, moved }: Props) {
  const [channel, setChannel] = useState<TakeBooking['channel']>('phone')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [item, setItem] = useState(moved?.item)
  const [day, setDay] = useState(on)
  const [wish, setWish] = useState<Wish>()
  const [waitlist, setWaitlist] = useState(false)
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const fault = (field: string) => faults.find((one) => one.field === field)?.words
  const title = moved ? t('改时间') : t('替人预约')

  const send = async () => {
    const digits = phone.replace(/\D/g, '')
    const wrong: Fault[] = [
      ...(moved || name.trim() ? [] : [{ field: 'take-name', words: t('还没写名字') }]),
      ...(moved || phoneOk(digits) ? [] : [{ field: 'take-phone', words: t('手机号应是 11 位，以 1 开头') }]),
      ...(wish ? [] : [{ field: 'take-time', words: t('还没选时间') }]),
    ]
    setFaults(wrong)
    if (wrong.length || busy) return
    setBusy(true)
    if (moved) await move(moved, [wish!], waitlist)
    const id = moved?.id ?? await take({ centre, channel, ...(item && { item }), wishes: [wish!], ...(waitlist && { waitlist }), contact: { name: name.trim(), phone: digits } })
    await navigate(bookingsLink({ day, id }), { replace: true })
  }

  return (
    <Page title={faults.length ? t('有 {n} 处要改：{title}', { n: faults.length, title }) : title} bar={title} back={bookingsLink({ day: on, id: moved?.id })}
      dock={<button class="btn" type="button" onClick={() => void send()}>{line.value === 'off' ? t('记下，有网就送给镇上') : t('约上')}</button>}>
      {faults.length > 0 && <Summary faults={faults} />}
      <div class="pad stack"><h1>{title}</h1><p>{t('打电话来的、到窗口来的都行。网上截止了，这里还能约。')}</p></div>
      {!moved && <Who {...{ channel, setChannel, name, setName, phone, setPhone, fault, item }} choose={(code) => (setItem(code), setWish(undefined))} />}
      <h2>{t('什么时候')}</h2>
      <Times {...{ centre, days, day, item, wish }} fault={fault('take-time')} onDay={(next) => (setDay(next), setWish(undefined))} onWish={setWish} />
      {mayWait(moved) && <div class="sec field">
        <label class="pick"><input type="checkbox" checked={waitlist} onChange={(event) => setWaitlist(event.currentTarget.checked)} />{t('满了就排候补')}</label>
      </div>}
    </Page>
  )
}

interface WhoProps {
  channel: TakeBooking['channel']
  setChannel: (channel: TakeBooking['channel']) => void
  name: string
  setName: (name: string) => void
  phone: string
  setPhone: (phone: string) => void
  item: string | undefined
  choose: (code: string | undefined) => void
  fault: (field: string) => string | undefined
}

function Who({ channel, setChannel, name, setName, phone, setPhone, item, choose, fault }: WhoProps) {
  return (
    <div class="sec">
      <fieldset class="field">
        <legend>{t('怎么来的')}</legend>
        {(['phone', 'counter'] as const).map((one) => (
          <label class="pick" key={one}>
            <input type="radio" name="channel" checked={channel === one} onChange={() => setChannel(one)} />
            {one === 'phone' ? t('打电话来的') : t('到窗口来的')}
          </label>
        ))}
      </fieldset>
      <Field id="take-name" label={t('谁来办')} fault={fault('take-name')}><input id="take-name" autoComplete="off" maxLength={50} value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
      <Field id="take-phone" label={t('手机号')} hint={t('约好了发短信到这里')} fault={fault('take-phone')}><input id="take-phone" inputMode="numeric" autoComplete="off" value={phone} onInput={(event) => setPhone(event.currentTarget.value)} /></Field>
      <ItemPick item={item} choose={choose} />
    </div>
  )
}

/** By its name; not every caller knows which. */
function ItemPick({ item, choose }: { item: string | undefined; choose: (code: string | undefined) => void }) {
  const [query, setQuery] = useState('')
  const chosen = deskView.value.titles.find((title) => title.code === item)
  const asked = query.trim()
  const found = asked ? deskView.value.titles.filter((title) => title.name.includes(asked) || title.words?.some((word) => word.includes(asked))).slice(0, SHOWN) : []
  if (chosen) return <p class="field"><b>{chosen.name}</b> <button class="link" type="button" onClick={() => choose(undefined)}>{t('换一件')}</button></p>
  return (
    <>
      <Field id="take-item" label={t('办什么事')} hint={t('不知道可以不填')}><input id="take-item" type="search" autoComplete="off" value={query} onInput={(event) => setQuery(event.currentTarget.value)} /></Field>
      {found.map((title) => <button key={title.code} class="row" type="button" onClick={() => choose(title.code)}><span><b>{title.name}</b></span></button>)}
    </>
  )
}

interface TimesProps {
  centre: string
  days: DatedDays | null | undefined
  day: string
  item: string | undefined
  wish: Wish | undefined
  fault?: string
  onDay: (on: string) => void
  onWish: (wish: Wish) => void
}

/** Free slots; without a line the hours, of which the town finds a free time later. */
function Times({ centre, days, day, item, wish, fault, onDay, onWish }: TimesProps) {
  const now = serverNow()
  const { day: slots } = useSlots(centre, day, item)
  const choices = days ? bookDays(days, now, AHEAD, item).filter((one) => one.state === 'open' || one.state === 'cut_off') : []
  const one = days && bookDay(days, day, now, item)
  const away = line.value === 'off' || !slots
  const free = slots ? atWindow(slots, undefined).filter((slot) => slot.start > now && slot.free.length > 0) : []
  return (
    <div class={fault ? 'sec bad' : 'sec'} id="take-time" tabIndex={-1}>
      {fault && <p class="pad msg">{fault}</p>}
      <p class="field">
        <label for="take-day">{t('哪一天')}</label>
        <select id="take-day" value={day} onChange={(event) => onDay(event.currentTarget.value)}>
          {!choices.some((choice) => choice.on === day) && <option value={day}>{dayWords(day, now)}</option>}
          {choices.map((choice) => <option key={choice.on} value={choice.on}>{dayWords(choice.on, now)}</option>)}
        </select>
      </p>
      {!away && free.length === 0 && <p class="pad">{t('这一天没有空着的时间了。')}</p>}
      <div class="book-slots">
        {!away && free.map((slot) => <Time key={slot.start} wish={{ from: slot.start }} chosen={wish} words={t('空 {n} 个', { n: slot.free.length })} onWish={onWish} />)}
        {away && one && hoursOf(one, now).map((part) => <Time key={part.from} wish={part} chosen={wish} words={`–${hourOf(part.until)}`} onWish={onWish} />)}
      </div>
    </div>
  )
}

function Time({ wish, chosen, words, onWish }: { wish: Wish; chosen: Wish | undefined; words: string; onWish: (wish: Wish) => void }) {
  return (
    <button class="book-slot" type="button" aria-pressed={chosen?.from === wish.from} onClick={() => onWish(wish)}>
      <b class="num">{hourOf(wish.from)}</b>
      <small>{words}</small>
    </button>
  )
}
