// The questions of 出门前叫我, with what will come of the answers below them, by the phone's own timetable.
import { useState } from 'preact/hooks'
import { dayAfter, dayOf, weekdayOf, type Days } from '../hours/find'
import { clockOf } from '../notices/words'
import type { BusStop } from '../schema/types'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { uuid7 } from '../sync/ids'
import { serverNow } from '../sync/state'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import '../ui/form.css'
import { servicesOn } from './days'
import type { Buses } from './guide'
import { setWalk } from './kept'
import { ridesOn } from './next'
import { wishFor } from './watch'
import { daysOf, minutesOf, nextMeant, walkOf, type Wish } from './watch-rules'
import { ring, Ringing, usePush } from './watch-ring'
import { WatchSoon } from './watch-soon'
import { busWords, weekdayWord } from './watch-words'
import { dayHead } from './words'

const WALKS = [5, 10, 15, 20]
const OTHERS = [1, 2, 3, 4, 6, 8, 12, 25, 30, 35, 40, 45, 50, 57]
const STOPS = [1, 2, 3, 4, 5, 6, 8, 10]
const AHEAD = 14
const WEEK = [1, 2, 3, 4, 5, 6, 7]

interface Props {
  buses: Buses
  stop: BusStop
  back: string
  wish: Wish
  days: Days | null
  /** Of the wish that is changed */
  id?: string
}

export function WatchForm({ buses, stop, back, wish: before, days, id }: Props) {
  const [wish, set] = useState(before)
  const [faults, setFaults] = useState<Fault[]>([])
  const [other, setOther] = useState(!WALKS.includes(walkOf(before.minutes)))
  const [push] = usePush()
  const now = serverNow()
  const change = (more: Partial<Wish>) => set((one) => ({ ...one, ...more }))
  const fault = (field: string) => faults.find((one) => one.field === field)?.words

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const found = faultsOf(wish, buses, serverNow())
    setFaults(found)
    if (found.length) return
    if (push === 'offered') void ring()
    setWalk(stop.code, walkOf(wish.minutes))
    await wishFor({ ...clean(wish), id: id ?? uuid7() })
    await navigate(back, { replace: true })
  }

  return (
    <Page title={faults.length ? t('有 {n} 处要改', { n: faults.length }) : t('出门前叫我')} bar={t('出门前叫我')} back={back}>
      <form onSubmit={(event) => void send(event)} noValidate>
        {faults.length > 0 && <Summary faults={faults} />}
        <h1 class="pad">{t('在{stop}等车，该出门时叫我', { stop: stop.name })}</h1>
        <div class="sec">
          <Field id="bus" label={t('坐哪路')}>
            <select id="bus" value={keyOf(wish)} onChange={(event) => change(busOf(event.currentTarget.value))}>
              {busesAt(buses, stop, now).map((one) => <option key={keyOf(one)} value={keyOf(one)}>{busWords(one, buses)}</option>)}
              <option value={keyOf({})}>{t('哪路都行，每班都叫')}</option>
            </select>
          </Field>
          <fieldset class="field">
            <legend>{t('我走到这站要')}</legend>
            <div class="bus-picks">
              {WALKS.map((walk) => <Pick key={walk} name="walk" words={t('{n} 分钟', { n: walk })} on={!other && walkOf(wish.minutes) === walk} pick={() => (setOther(false), change({ minutes: minutesOf(walk) }))} />)}
              <Pick name="walk" words={t('别的')} on={other} pick={() => setOther(true)} />
            </div>
            {other && (
              <select aria-label={t('走几分钟')} value={walkOf(wish.minutes)} onChange={(event) => change({ minutes: minutesOf(Number(event.currentTarget.value)) })}>
                {[...new Set([...OTHERS, ...WALKS, walkOf(wish.minutes)])].sort((a, b) => a - b).map((walk) => <option key={walk} value={walk}>{t('{n} 分钟', { n: walk })}</option>)}
              </select>
            )}
            <small>{t('另外留 {n} 分钟等车，所以早 {all} 分钟叫您出门。', { n: wish.minutes - walkOf(wish.minutes), all: wish.minutes })}</small>
          </fieldset>
          <When {...{ wish, change, days, now }} fault={fault('weekdays')} />
          <Times {...{ wish, change }} fault={fault('from')} />
          <Field id="stops" label={t('车还有几站时也叫')} hint={t('车上有实时才知道还有几站。走得慢、要收拾的，早些知道。')}>
            <select id="stops" value={wish.stops ?? 0} onChange={(event) => change({ stops: Number(event.currentTarget.value) })}>
              <option value={0}>{t('不用')}</option>
              {STOPS.map((n) => <option key={n} value={n}>{t('还有 {n} 站', { n })}</option>)}
            </select>
          </Field>
        </div>
        <WatchSoon {...{ wish, buses, now }} />
        <Ringing push={push} />
        <p class="pad choices"><button class="btn" type="submit">{t('到时叫我')}</button></p>
      </form>
    </Page>
  )
}

const keyOf = ({ line, to }: Pick<Wish, 'line' | 'to'>): string => JSON.stringify([line ?? '', to ?? ''])

function busOf(key: string): Pick<Wish, 'line' | 'to'> {
  const [line, to] = JSON.parse(key) as [string, string]
  return { line: line || undefined, to: to || undefined }
}

/** What leaves the stop in the next days, by line and end. */
function busesAt(buses: Buses, stop: BusStop, now: number): Pick<Wish, 'line' | 'to'>[] {
  const rides = Array.from({ length: 7 }, (_none, ahead) => ridesOn(buses.lines, stop.code, dayAfter(dayOf(now), ahead))).flat()
  return [...new Map(rides.map((ride) => ({ line: ride.line.code, to: ride.pattern.to })).map((one) => [keyOf(one), one])).values()]
}

/** Without what is not said. */
const clean = ({ line, to, stops, once, weekdays, ...rest }: Wish): Wish => ({ ...rest, ...(line && { line }), ...(to && { to }), ...(stops && { stops }), ...(once ? { once } : { weekdays }) })

function faultsOf(wish: Wish, buses: Buses, now: number): Fault[] {
  if (!wish.once && !wish.weekdays?.length) return [{ field: 'weekdays', words: t('选一天，或者几天') }]
  if (wish.before <= wish.from) return [{ field: 'from', words: t('“到”要比“从”晚') }]
  const days = daysOf(wish, dayOf(now))
  const unknown = days.some((on) => buses.lines.some((line) => servicesOn(line, on) === undefined))
  return nextMeant(wish, buses.lines, now) || unknown ? [] : [{ field: 'from', words: t('这段时间没有赶得上的车，换个时间、哪天或哪路') }]
}

function Pick({ name, words, on, pick }: { name: string; words: string; on: boolean; pick: () => void }) {
  return <label class="pick"><input type="radio" name={name} checked={on} onChange={pick} /> {words}</label>
}

interface Part { wish: Wish; change: (more: Partial<Wish>) => void; fault?: string }

function When({ wish, change, fault, days, now }: Part & { days: Days | null; now: number }) {
  const today = dayOf(now)
  const tomorrow = dayAfter(today, 1)
  const all = Array.from({ length: AHEAD }, (_none, ahead) => dayAfter(today, ahead))
  const weekly = wish.weekdays !== undefined
  const later = !weekly && wish.once !== today && wish.once !== tomorrow
  const on = (day: string) => change({ once: day, weekdays: undefined })
  const toggle = (day: number) => change({ weekdays: WEEK.filter((one) => (one === day) !== wish.weekdays!.includes(one)) })
  return (
    <fieldset class={fault ? 'field bad' : 'field'} id="weekdays" tabIndex={-1}>
      <legend>{t('哪天')}</legend>
      {fault && <p class="msg">{fault}</p>}
      <div class="bus-picks">
        <Pick name="when" words={t('今天')} on={!weekly && wish.once === today} pick={() => on(today)} />
        <Pick name="when" words={t('明天')} on={!weekly && wish.once === tomorrow} pick={() => on(tomorrow)} />
        <Pick name="when" words={t('别的一天')} on={later} pick={() => on(all.find((day) => day > tomorrow && days?.day(day)?.market.length) ?? all[2]!)} />
        <Pick name="when" words={t('每周')} on={weekly} pick={() => change({ weekdays: [weekdayOf(wish.once ?? today)], once: undefined })} />
      </div>
      {later && (
        <select aria-label={t('哪一天')} value={wish.once} onChange={(event) => on(event.currentTarget.value)}>
          {[...new Set([...all.slice(2), wish.once!])].sort().map((day) => <option key={day} value={day}>{dayHead(day, now, Boolean(days?.day(day)?.market.length))}</option>)}
        </select>
      )}
      {weekly && (
        <div class="bus-picks" role="group" aria-label={t('每周哪几天')}>
          {WEEK.map((day) => <label class="pick" key={day}><input type="checkbox" checked={wish.weekdays!.includes(day)} onChange={() => toggle(day)} /> {t('周{day}', { day: weekdayWord(day) })}</label>)}
        </div>
      )}
    </fieldset>
  )
}

function Times({ wish, change, fault }: Part) {
  const minute = (text: string) => Number(text.split(':')[0]) * 60 + Number(text.split(':')[1])
  const value = (at: number) => clockOf(Math.min(at, 1439)).padStart(5, '0')
  return (
    <fieldset class={fault ? 'field bad' : 'field'} id="from" tabIndex={-1}>
      <legend>{t('车在这段时间到站')}</legend>
      {fault && <p class="msg">{fault}</p>}
      <div class="bus-picks">
        <label>{t('从')} <input type="time" value={value(wish.from)} onInput={(event) => event.currentTarget.value && change({ from: minute(event.currentTarget.value) })} /></label>
        <label>{t('到')} <input type="time" value={value(wish.before - 1)} onInput={(event) => event.currentTarget.value && change({ before: minute(event.currentTarget.value) + 1 })} /></label>
      </div>
    </fieldset>
  )
}
