// A key project's meeting or a visit: a time that suits, or the reason why not (B27, B28).
import { useState } from 'preact/hooks'
import { dayIn } from '../hours/day-in'
import { instant, minuteOf } from '../hours/find'
import { wishWords } from '../bookings/words'
import { clockOf } from '../notices/words'
import type { Booking } from '../schema/types'
import { navigate } from '../shell/router'
import { serverNow } from '../sync/state'
import { isoDay } from '../text/dates'
import { t } from '../text/t'
import { Field, Summary, type Fault } from '../ui/field'
import { decide } from './bookings'
import { bookingsLink } from './bookings-address'

const LENGTH: Record<Booking['kind'], number> = { window: 20, visit: 60, key_project: 90 }

export function Decide({ row, on }: { row: Booking; on: string }) {
  const first = row.wishes?.[0]?.from ?? serverNow() + 86_400
  const [day, setDay] = useState(isoDay(first))
  const [time, setTime] = useState(clockOf(minuteOf(first)).padStart(5, '0'))
  const [minutes, setMinutes] = useState(LENGTH[row.kind])
  const [note, setNote] = useState('')
  const [faults, setFaults] = useState<Fault[]>([])
  const now = serverNow()
  const fault = (field: string) => faults.find((one) => one.field === field)?.words

  const accept = async () => {
    const start = startOf(day, time)
    const wrong: Fault[] = start === undefined || start <= now ? [{ field: 'decide-day', words: t('时间要在现在以后') }] : []
    setFaults(wrong)
    if (!wrong.length) await decide(row, { accept: true, start, end: start! + minutes * 60, ...(note.trim() && { note: note.trim() }) })
  }
  const decline = async () => {
    const wrong: Fault[] = note.trim().length < 2 ? [{ field: 'decide-note', words: t('不能去，要写明原因') }] : []
    setFaults(wrong)
    if (wrong.length) return
    await decide(row, { accept: false, note: note.trim() })
    // It leaves the desk with the town's answer.
    await navigate(bookingsLink({ day: on }), { replace: true })
  }
  const wish = (from: number) => {
    setDay(isoDay(from))
    setTime(clockOf(minuteOf(from)).padStart(5, '0'))
  }

  return (
    <section aria-labelledby="decide">
      <h2 id="decide">{row.kind === 'visit' ? t('哪天上门') : t('哪天谈')}</h2>
      {faults.length > 0 && <Summary faults={faults} />}
      <div class="sec">
        {row.wishes && <p class="presets pad">{row.wishes.map((one, at) => <button key={at} class="chip" type="button" onClick={() => wish(one.from)}>{wishWords(one, now)}</button>)}</p>}
        <Field id="decide-day" label={t('日期')} fault={fault('decide-day')}><input id="decide-day" type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} /></Field>
        <Field id="decide-time" label={t('几点')}><input id="decide-time" type="time" step={300} value={time} onInput={(event) => setTime(event.currentTarget.value)} /></Field>
        <Field id="decide-minutes" label={t('多久')}>
          <select id="decide-minutes" value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
            {[30, 60, 90, 120, 180].map((one) => <option key={one} value={one}>{t('{n} 分钟', { n: one })}</option>)}
          </select>
        </Field>
        <Field id="decide-note" label={t('给他的话')} hint={t('到哪里找谁；不能去，就写原因')} fault={fault('decide-note')}>
          <textarea id="decide-note" rows={2} maxLength={200} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
        <p class="pad choices">
          <button class="btn" type="button" onClick={() => void accept()}>{t('定这个时间，告诉他')}</button>
          <button class="btn two" type="button" onClick={() => void decline()}>{t('不能安排，告诉他')}</button>
        </p>
      </div>
    </section>
  )
}

function startOf(day: string, time: string): number | undefined {
  const [hour, minute] = time.split(':').map(Number)
  return dayIn(day) && hour !== undefined && minute !== undefined && !Number.isNaN(hour + minute) ? instant(day, hour * 60 + minute) : undefined
}
