// The steps of booking at the machine: whose, which day, what time, and once more before it is booked.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { dayAfter, dayOf } from '../hours/find'
import type { SlotDay } from '../schema/types'
import { line, serverNow } from '../sync/state'
import { t } from '../text/t'
import { askSlots, byHour, levelOf, LEVEL_WORDS, useSlots } from './crowd'
import { Bar } from './parts'
import { dayWords, hourOf, timeWords } from './words'

const AHEAD = 14

/** Takes the keyboard and the reader of a screen along to each step. */
export function Question({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [])
  return <h1 class="kiosk-ask" tabIndex={-1} ref={heading}>{children}</h1>
}

/** 510***********0017: enough to see that it is one's own card. */
export const masked = (number: string, head = 3): string => number.slice(0, head) + '*'.repeat(number.length - head - 4) + number.slice(-4)

/** Days of which something can be booked, as the town has them now; null where it does not answer. */
function useFreeDays(centre: string, turn: number): SlotDay[] | null | undefined {
  const [days, set] = useState<SlotDay[] | null>()
  useEffect(() => {
    let left = false
    const now = serverNow()
    set(undefined)
    void Promise.all(Array.from({ length: AHEAD }, (_none, ahead) => askSlots(centre, dayAfter(dayOf(now), ahead)))).then((asked) => {
      const heard = asked.filter((day): day is SlotDay => day !== undefined)
      if (!left) set(heard.length ? heard.filter((day) => !day.code && day.slots.some((slot) => slot.start > now)) : null)
    })
    return () => void (left = true)
  }, [centre, turn])
  return days
}

export function DayStep({ centre, pick }: { centre: string; pick: (on: string) => void }) {
  const [turn, setTurn] = useState(0)
  const now = serverNow()
  const days = useFreeDays(centre, turn)
  return (
    <>
      <Question>{t('哪一天去？')}</Question>
      {days === undefined && <p role="status">{t('正在看哪些时间空着…')}</p>}
      {days === null && <Unheard again={() => setTurn(turn + 1)} />}
      {days?.length === 0 && <p role="status"><b>{t('这两周没有能约的时间了。请到窗口问一问。')}</b></p>}
      <div class="kiosk-days">
        {days?.map((day) => {
          const left = day.slots.filter((slot) => slot.start > now)
          const level = levelOf(left)
          const words = <><b>{dayWords(day.on, now)}</b><span class="num">{hourOf(left[0]!.start)}–{hourOf(left[left.length - 1]!.start + day.minutes * 60)}</span><Bar level={level} slots={left} word={t(LEVEL_WORDS[level])} /></>
          return level === 'full' ? <div class="kiosk-day gone" key={day.on}>{words}</div> : <button class="kiosk-day" type="button" key={day.on} onClick={() => pick(day.on)}>{words}</button>
        })}
      </div>
    </>
  )
}

export function TimeStep({ centre, on, pick }: { centre: string; on: string; pick: (start: number) => void }) {
  const [turn, setTurn] = useState(0)
  const { day, none } = useSlots(centre, on, undefined, turn)
  const now = serverNow()
  const hours = day && !day.code ? byHour(day.slots, now) : undefined
  return (
    <>
      <Question>{dayWords(on, now)} {t('几点去？')}</Question>
      {!day && !none && <p role="status">{t('正在看哪些时间空着…')}</p>}
      {none && <Unheard again={() => setTurn(turn + 1)} />}
      {day && !hours?.size && <p role="status"><b>{t('这一天没有能约的时间了，换一天看看。')}</b></p>}
      <div class="kiosk-hours">
        {hours && [...hours].map(([hour, list]) => {
          const level = levelOf(list)
          return (
            <div role="group" aria-label={t('{time} 开始的一小时', { time: hourOf(hour) })} key={hour}>
              <p><b class="num">{hourOf(hour)}</b> <Bar level={level} slots={list} word={t(LEVEL_WORDS[level])} /></p>
              {list.map((slot) => slot.free.length
                ? <button class="btn two num" type="button" key={slot.start} onClick={() => pick(slot.start)}>{hourOf(slot.start)}</button>
                : <span class="gone" key={slot.start}><span class="num">{hourOf(slot.start)}</span> <small>{t('约满了')}</small></span>)}
            </div>
          )
        })}
      </div>
    </>
  )
}

/** Without a line the page says it for all steps. */
function Unheard({ again }: { again: () => void }) {
  if (line.value === 'off') return null
  return (
    <>
      <p role="alert"><b>{t('现在问不到哪些时间空着。过一会儿再看，或者到窗口请人帮您约。')}</b></p>
      <p><button class="btn two" type="button" onClick={again}>{t('再看一次空着的')}</button></p>
    </>
  )
}

interface CheckProps { centre: string; start: number; id: string; phone: string; leavePhone: () => void }

export function CheckStep({ centre, start, id, phone, leavePhone }: CheckProps) {
  return (
    <>
      <Question>{t('看一遍，对了就约上')}</Question>
      <p class="kiosk-when">{timeWords(start, serverNow())}</p>
      <p>{centre}</p>
      <p>{t('身份证 {number}', { number: masked(id) })}</p>
      {phone && <p>{t('有变动发短信到 {phone}', { phone: masked(phone) })}</p>}
      <p><button class="btn two" type="button" onClick={leavePhone}>{phone ? t('改手机号') : t('留个手机号，有变动发短信')}</button></p>
    </>
  )
}
