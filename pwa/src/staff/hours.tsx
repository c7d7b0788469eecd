// 改开门时间, for the supervisor: close a day, change its hours or open beside them, see what everybody will read, take it back.
// Works without a line; until the town has it, it is only wished for, and the page says so.
import { useState } from 'preact/hooks'
import { bookDay } from '../bookings/days'
import { timeWords } from '../bookings/words'
import { dayAfter, type Day } from '../hours/find'
import type { DatedDays } from '../hours/openings'
import { useDays } from '../hours/use-days'
import { joined } from '../notices/day-news'
import { detail, hoursOf, sentence, weekdayOf } from '../notices/words'
import { today } from '../applications/cases'
import type { HoursChange, Span } from '../schema/types'
import { mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { rows } from '../sync/preview'
import { line, outbox, serverNow } from '../sync/state'
import { dayOf } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Field } from '../ui/field'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { roles } from './desk'
import { scopeName } from './guide'
import { clockTime, dayWith, lackOf, minuteOfTime, newsWith, type Lack, type Wish } from './hours-change'
import { Changes, Planned, Refused } from './hours-lists'

const DAYS = 60
const FIELDS: Record<Lack['field'], string> = { on: 'on', open: 'from-0', reason: 'why' }

export function HoursPane({ back }: { back: string }) {
  const centre = roles.value.find((held) => held.role === 'supervisor')?.scope.slice(5) ?? ''
  const name = scopeName(`desk:${centre}`)
  const days = useDays(centre)
  const refused = outbox.value.filter((one) => one.state === 'rejected' && one.name.startsWith('hours.'))
  return (
    <section class="case" aria-labelledby="hours">
      <div class="who">
        <a class="back" href={back}><Icon name="i-back" /> {t('回到收件')}</a>
        <h1 id="hours" tabIndex={-1}>{t('改开门时间')}</h1>
        <p class="sub">{t('改好一分钟内，手机上的日子、首页和通知都跟着改。')}</p>
      </div>
      {refused.map((one) => <Refused key={one.id} one={one} />)}
      <Changes centre={centre} />
      {days ? <Form centre={centre} name={name} days={days} /> : <p class="pad">{t('这台平板还没有开门的日子，连上网再改。')}</p>}
      <Planned centre={centre} />
    </section>
  )
}

function Form({ centre, name, days }: { centre: string; name: string; days: DatedDays }) {
  const first = today()
  const listed = Array.from({ length: DAYS }, (_none, ahead) => days.day(dayAfter(first, ahead))).filter((day) => day !== undefined)
  const [on, choose] = useState(dayAfter(first, 1))
  const [what, setWhat] = useState<Wish['what']>('closed')
  const [open, setOpen] = useState<Span[]>([{ from: 540, until: 720 }])
  const [reason, setReason] = useState('')
  const [lack, setLack] = useState<Lack>()
  const day = listed.find((one) => one.on === on)
  if (!day) return null
  const wish: Wish = { what, open: what === 'closed' ? [] : open, reason }
  const set = (at: number, change: Partial<Span>) => setOpen((now) => now.map((span, i) => (i === at ? { ...span, ...change } : span)))
  const fault = (field: Lack['field']) => (lack?.field === field ? errorText(lack.code, lack.detail) : undefined)

  async function send(): Promise<void> {
    const found = lackOf(wish, day!, rows<HoursChange>('hours_change').peek())
    setLack(found)
    if (found) return document.getElementById(FIELDS[found.field])?.focus()
    const id = uuid7()
    await mutate('hours.change', id, { id, centre, on, what, reason: reason.trim(), ...(what !== 'closed' && { open }) })
    setReason('')
    toast(line.value === 'off' ? t('存在平板，连上就改') : t('正在送给镇上，收下就生效'))
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void send() }}>
      <Field id="on" label={t('哪一天')} fault={fault('on')}>
        <select id="on" value={on} onChange={(event) => choose(event.currentTarget.value)}>
          {listed.map((one) => <option key={one.on} value={one.on}>{optionOf(one)}</option>)}
        </select>
      </Field>
      <fieldset class="field">
        <legend>{t('怎么改')}</legend>
        <div>
          {([['closed', t('这天不开门')], ['hours', t('改成别的时间')], ['extra', t('平时的时间以外加开')]] as const).map(([value, words]) => (
            <label class="pick" key={value}>
              <input type="radio" name="what" checked={what === value} onChange={() => setWhat(value)} />
              {words}
            </label>
          ))}
        </div>
      </fieldset>
      {what !== 'closed' && open.map((span, at) => (
        <div class="times" key={at}>
          <Field id={`from-${at}`} label={t('从几点')} fault={at === 0 ? fault('open') : undefined}>
            <input id={`from-${at}`} type="time" step={300} value={Number.isFinite(span.from) ? clockTime(span.from) : ''} onInput={(event) => set(at, { from: minuteOfTime(event.currentTarget.value) })} />
          </Field>
          <Field id={`until-${at}`} label={t('到几点')}>
            <input id={`until-${at}`} type="time" step={300} value={Number.isFinite(span.until) ? clockTime(span.until) : ''} onInput={(event) => set(at, { until: minuteOfTime(event.currentTarget.value) })} />
          </Field>
        </div>
      ))}
      {what !== 'closed' && (
        <p class="pad choices">
          {open.length < 3 && <button class="link" type="button" onClick={() => setOpen((now) => [...now, { from: 840, until: 1020 }])}>{t('再加一段')}</button>}
          {open.length > 1 && <button class="link" type="button" onClick={() => setOpen((now) => now.slice(0, -1))}>{t('去掉最后一段')}</button>}
        </p>
      )}
      <Field id="why" label={t('为什么')} hint={t('大家都看得到，比如：停电检修')} fault={fault('reason')}>
        <input id="why" type="text" maxLength={60} autocomplete="off" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </Field>
      <Reads days={days} day={day} wish={wish} centre={centre} name={name} />
      <div class="dock">
        <button class="btn" type="submit">{t('照这样改')}</button>
        <p class="sub">{line.value === 'off' ? t('断网，先存在平板，连上才算数') : t('关注的人马上会收到；晚上九点后改的，早上七点才响')}</p>
      </div>
    </form>
  )
}

function optionOf(day: Day): string {
  const open = joined(day.openings)
  return `${dayOf(day.on)} ${weekdayOf(day.on)}　${open.length ? hoursOf(open) : t('不开门')}${day.market.length ? `　${t('逢场')}` : ''}`
}

/** The sentence as phones will show it, and what can then be booked. */
function Reads({ days, day, wish, centre, name }: { days: DatedDays; day: Day; wish: Wish; centre: string; name: string }) {
  const whole = wish.open.every((span) => span.from < span.until)
  if (!whole || wish.reason.trim().length < 2) return null
  const news = newsWith(day, wish, centre, name)
  const now = serverNow()
  const { state, openings, closesAt } = bookDay({ ...days, day: () => dayWith(day, wish) }, day.on, now)!
  return (
    <div class="quote" role="status">
      <p class="sub">{t('大家会看到')}</p>
      <p><b>{sentence(news)}</b></p>
      <p>{detail(news)}</p>
      {openings.length > 0 && openings.every((one) => one.items) && <p>{t('只办延时服务的事项')}</p>}
      {state === 'cut_off' ? <p>{t('网上预约已截止，到了取号就行')}</p> : closesAt && <p>{t('网上约到 {time} 截止', { time: timeWords(closesAt, now) })}</p>}
    </div>
  )
}
