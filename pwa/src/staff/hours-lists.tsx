// What was changed and what will be told, below and above the form of a change of hours; and what the town did not take.
import { today } from '../applications/cases'
import { hoursOf, sentence, weekdayOf } from '../notices/words'
import type { HoursChange, PlannedNews } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { rows } from '../sync/preview'
import { outbox, serverNow, type Waiting } from '../sync/state'
import { dayOf, stamp } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { SyncChip } from '../ui/state-chip'

export function Changes({ centre }: { centre: string }) {
  const changes = rows<HoursChange>('hours_change').value.filter((one) => one.centre === centre && one.on >= today()).sort((a, b) => (a.on < b.on ? -1 : 1))
  if (!changes.length) return null
  return (
    <>
      <h2>{t('改过的日子')}</h2>
      <ul>{changes.map((one) => <li key={one.id}><Change one={one} /></li>)}</ul>
    </>
  )
}

function Change({ one }: { one: HoursChange }) {
  const waiting = outbox.value.find((sent) => sent.lane === one.id && sent.state !== 'rejected')
  return (
    <div class="row">
      <span>
        <b>{dayOf(one.on)} {weekdayOf(one.on)}　{wordsOf(one)}</b>
        <small>{one.reason}　{one.by}　<span class="num">{stamp(one.at)}</span></small>
      </span>
      {waiting ? <SyncChip state={waiting.state} />
        : one.undone_at ? <span class="st">{t('撤掉了')}</span>
        : <span class="st ok">{one.published_at ? t('已生效') : t('正在生效')}</span>}
      {!one.undone_at && (
        <button class="btn two" type="button" onClick={() => void mutate('hours.undo', one.id, { id: one.id })} aria-label={t('撤掉{day}的改动', { day: dayOf(one.on) })}>{t('撤掉')}</button>
      )}
    </div>
  )
}

function wordsOf({ what, open }: HoursChange): string {
  if (what === 'closed') return t('不开门')
  return what === 'extra' ? t('加开 {hours}', { hours: hoursOf(open) }) : t('改为 {hours}', { hours: hoursOf(open) })
}

export function Planned({ centre }: { centre: string }) {
  const news = rows<PlannedNews>('news').value.filter((one) => one.hours.centre === centre && one.on >= today()).sort((a, b) => (a.on < b.on ? -1 : 1))
  if (!news.length) return null
  return (
    <>
      <h2>{t('关注的人会收到')}</h2>
      <ul>
        {news.map((one) => (
          <li key={one.on} class="row">
            <span><b>{sentence(one.hours)}</b><small class="num">{stamp(one.due_at)}</small></span>
            <span class="st">{one.state === 'planned' ? (one.due_at > serverNow() ? t('到时候发') : t('正在发')) : one.state === 'told' ? t('发了') : t('太晚了，只写在通知里')}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

export function Refused({ one }: { one: Waiting }) {
  return (
    <div class="box fix" role="alert">
      <b><Icon name="i-clock" /> {t('镇上没收下：{what}', { what: errorText(one.code ?? 'server_error', one.detail) })}</b>
      <button class="btn two" type="button" onClick={() => void forget(one.id)}>{t('知道了')}</button>
    </div>
  )
}
