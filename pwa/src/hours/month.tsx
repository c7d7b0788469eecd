// One month as a table: every day says in words whether it is open, half a day, off, or market day. Arrow keys walk in it.
import { useEffect, useRef } from 'preact/hooks'
import { weekdayOf } from '../notices/words'
import { lang, t } from '../text/t'
import { Icon } from '../ui/icon'
import { dayByKey, monthAfter, monthOf, weeksOf } from './grid'
import type { DatedDays } from './openings'
import { cellWord, cellWords, isShort, served } from './words'

interface Props {
  days: DatedDays
  /** The day that is looked at */
  chosen: string
  today: string
  item?: string
  choose: (on: string) => void
}

export function Month({ days, chosen, today, item, choose }: Props) {
  const table = useRef<HTMLTableElement>(null)
  const byKey = useRef(false)
  const month = monthOf(chosen)
  useEffect(() => {
    if (!byKey.current) return
    byKey.current = false
    table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }, [chosen])
  const press = (event: KeyboardEvent) => {
    const to = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? undefined : dayByKey(chosen, event.key)
    if (!to || !isWithin(days, monthOf(to), today)) return
    event.preventDefault()
    byKey.current = true
    choose(to)
  }
  return (
    <section class="sec month" aria-labelledby="month">
      <div class="turn">
        <Turn label={t('上个月')} icon="i-back" to={monthAfter(month, -1)} {...{ days, today, choose }} />
        <h2 id="month" aria-live="polite">{monthWords(month, today)}</h2>
        <Turn label={t('下个月')} icon="i-next" to={monthAfter(month, 1)} {...{ days, today, choose }} />
      </div>
      <table class="cal" ref={table} aria-labelledby="month" onKeyDown={press}>
        <thead>
          <tr>
            {weeksOf('2024-01')[0]!.map((on) => (
              <th scope="col" key={on} abbr={weekdayOf(on!)}>{narrow(on!)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find(Boolean)}>{week.map((on, at) => <td key={at}>{on && <Cell {...{ on, days, chosen, today, item, choose }} />}</td>)}</tr>
          ))}
        </tbody>
      </table>
      <p class="key">
        <span><i /> {t('开')}</span>
        <span><i class="h" /> {t('半天')}</span>
        <span><i class="fair">{t('场')}</i> {t('逢场')}</span>
        <span>{t('休、放假：不开门')}</span>
      </p>
    </section>
  )
}

function Cell({ on, days, chosen, today, item, choose }: Props & { on: string }) {
  const day = days.day(on)
  const open = day ? served(days, day, item) : []
  const state = !open.length ? 'rest' : isShort(open) ? 'half' : 'open'
  return (
    <button
      type="button"
      class={on < today ? 'past' : state}
      tabIndex={on === chosen ? 0 : -1}
      aria-pressed={on === chosen}
      aria-current={on === today ? 'date' : undefined}
      onClick={() => choose(on)}
    >
      <span class="skip">{cellWords(days, day, on, today, item)}</span>
      <span aria-hidden="true">
        {Number(on.slice(8))}
        <small>
          {cellWord(days, day, item)}
          {day?.market.length ? <i class="fair">{t('场')}</i> : null}
        </small>
      </span>
    </button>
  )
}

function Turn({ label, icon, to, days, today, choose }: Pick<Props, 'days' | 'today' | 'choose'> & { label: string; icon: string; to: string }) {
  if (!isWithin(days, to, today)) return <span class="turner" />
  const day = to === monthOf(today) ? today : `${to}-01`
  return (
    <button class="turner" type="button" aria-label={label} onClick={() => choose(day)}>
      <Icon name={icon} />
    </button>
  )
}

/** From this month on, as far as the phone knows. */
const isWithin = (days: DatedDays, month: string, today: string) => month >= monthOf(today) && month <= monthOf(days.until)

function monthWords(month: string, today: string): string {
  const year = month.slice(0, 4) === today.slice(0, 4) ? undefined : ('numeric' as const)
  // 11月 and 2027年1月, not 十一月 and 2027/1.
  const long = year || lang.value === 'en' ? 'long' : 'numeric'
  return new Intl.DateTimeFormat(lang.value, { timeZone: 'UTC', month: long, year }).format(new Date(`${month}-01`))
}

/** 一, M */
function narrow(on: string): string {
  return new Intl.DateTimeFormat(lang.value, { timeZone: 'UTC', weekday: 'narrow' }).format(new Date(on))
}
