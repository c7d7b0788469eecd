// What the applicant will be told, all at once: the list, and the text message with what it costs.
import { today } from '../applications/cases'
import type { Application } from '../schema/types'
import { t } from '../text/t'
import type { Opened } from './case'
import { defectsOf, inOneLine, noticeOf, parts, smsOf, told, unsaid } from './defects'
import { doubtId } from './doubt-editor'
import { centreOf } from './guide'
import { edit, reviewOf } from './reviews'
import { dueOn, inWords } from '../hours/limits'
import { Field } from '../ui/field'

const MEND_DAYS = 10

export function Say({ row, asked }: Opened) {
  const review = reviewOf(row)
  const doubts = told(review)
  const before = lastList(row)
  const older = review.round !== (row.round ?? 1) && review.doubts.length > 0
  const lines = defectsOf(review).map((defect) => inOneLine(defect, asked.labels))
  const by = inWords(dueOn(today(), MEND_DAYS))
  const centre = row.desk ? centreOf(row.desk) : undefined
  const sms = smsOf(row.item_name ?? '', lines, by, centre?.name ?? '', centre?.phone ?? '')
  return (
    <section class="say" aria-labelledby="say">
      {row.state === 'submitted' && before && <p class="box"><b>{t('上次请他补的')}</b> {before}</p>}
      {older && <p class="box up"><b>{t('这是他补正以前写的，请再看一遍')}</b></p>}
      {doubts.length > 0 && (
        <>
          <p id="say"><b>{t('退回时他会看到这 {n} 处', { n: doubts.length })}</b>　<small>{t('一次说全：这一轮只能退一次，再退要主任写理由')}</small></p>
          <ol>
            {doubts.map((doubt, at) => (
              <li key={doubt.id}>
                <b class="num">{at + 1}</b>
                <span>{doubt.reason.trim() ? lines[at] : t('{name}：还没写哪里不对', { name: asked.labels[doubt.material ?? doubt.field ?? ''] ?? '' })}</span>
                <a href={`#${doubtId(doubt)}`} onClick={toEditor}>{t('改')}</a>
              </li>
            ))}
          </ol>
          {!unsaid(review).length && (
            <details>
              <summary>{t('他手机上的通知；没开通知就发短信，{n} 条', { n: parts(sms) })}</summary>
              <p class="quote">{noticeOf(lines, by)}</p>
              <p class="quote">{sms}</p>
              <p class="sub">{t('{n} 字，算 {parts} 条短信', { n: sms.length, parts: parts(sms) })}</p>
            </details>
          )}
        </>
      )}
      {row.state === 'returned' && (
        <Field id="because" label={t('这一轮再退一次的理由')} hint={t('已经一次说全过了，再退要您写明原因，记在办件里')}>
          <textarea id="because" rows={2} maxLength={200} value={review.typed['because'] ?? ''} onInput={(event) => edit(row, typing('because', event.currentTarget.value))} />
        </Field>
      )}
    </section>
  )
}

export const typing = (name: string, value: string) => (review: ReturnType<typeof reviewOf>) => ({ ...review, typed: { ...review.typed, [name]: value } })

function lastList(row: Application): string | undefined {
  const lists = (row.history ?? []).filter((event) => event.what === 'applications.return')
  return lists[lists.length - 1]?.note
}

function toEditor(event: MouseEvent): void {
  const field = document.getElementById((event.currentTarget as HTMLAnchorElement).hash.slice(1))
  if (!field) return
  event.preventDefault()
  const folded = field.closest('details')
  if (folded) folded.open = true
  field.scrollIntoView({ block: 'center' })
  field.focus({ preventScroll: true })
}
