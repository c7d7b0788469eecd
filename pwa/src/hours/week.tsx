// The seven days from today, one word each.
import { weekdayOf } from '../notices/words'
import { t } from '../text/t'
import { dayAfter, dayOf, minuteOf } from './find'
import type { DatedDays } from './openings'
import { cellWord, served } from './words'

export function Week({ days, at }: { days: DatedDays; at: number }) {
  const today = dayOf(at)
  const next = Array.from({ length: 7 }, (_none, ahead) => dayAfter(today, ahead))
  return (
    <ol class="week" aria-label={t('今后七天')}>
      {next.map((on) => {
        const day = days.day(on)
        const open = day ? served(days, day) : []
        const isOver = on === today && open.length > 0 && open.every((one) => one.until <= minuteOf(at))
        return (
          <li key={on} class={open.length && !isOver ? 'open' : 'rest'}>
            <small>{on === today ? t('今天') : weekdayOf(on)}</small>
            <b class="num">{Number(on.slice(8))}</b>
            <span>
              {isOver ? t('下班') : cellWord(days, day)}
              {day?.market.length ? <i class="fair">{t('场')}</i> : null}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
