// The last days in figures for the staff: how many came, how long they waited and stayed, what booking saved (B3, E12).
import { useState } from 'preact/hooks'
import type { QueueDay } from '../schema/types'
import { session } from '../sync/state'
import { dayOf } from '../text/dates'
import { t } from '../text/t'

export function Days({ centre }: { centre: string }) {
  const [days, setDays] = useState<QueueDay[] | 'none'>()
  const ask = async () => {
    const answer = await fetch(`/q/${centre}/days`, { headers: { Authorization: `Bearer ${session.peek()?.session ?? ''}` } }).catch(() => undefined)
    setDays(answer?.ok ? ((await answer.json()) as QueueDay[]) : 'none')
  }
  return (
    <details onToggle={(event) => event.currentTarget.open && void ask()}>
      <summary>{t('这些天的数')}</summary>
      {days === 'none' && <p>{t('没有网，查不到。连上网再查一次')}</p>}
      {Array.isArray(days) && days.length === 0 && <p>{t('还没有取过号')}</p>}
      {Array.isArray(days) && days.map((one) => (
        <p key={one.on} class="line">
          <span>
            <b>{dayOf(one.on)}</b>
            <small>{t('取号 {drawn}，办完 {finished}', { drawn: one.drawn, finished: one.finished })}</small>
            {one.stay !== undefined && <small>{t('多数人等 {wait} 分钟，前后 {stay} 分钟', { wait: one.wait!, stay: one.stay })}</small>}
            {one.stay_booked !== undefined && <small>{t('有预约的前后 {n} 分钟', { n: one.stay_booked })}</small>}
            {one.saved_hours !== undefined && <small>{t('比从前一趟 4 小时，共省 {n} 小时', { n: one.saved_hours })}</small>}
          </span>
        </p>
      ))}
    </details>
  )
}
