// One defect being written: which page, why, with the usual reasons at a tap.
import type { Application } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { changed, dropped, type Doubt } from './defects'
import { edit } from './reviews'

interface Props { row: Application; doubt: Doubt; label: string; presets: readonly string[]; pages?: number }

export const doubtId = (doubt: Doubt) => `doubt-${doubt.id}`

export function DoubtEditor({ row, doubt, label, presets, pages = 0 }: Props) {
  const set = (change: Partial<Doubt>) => edit(row, (review) => changed(review, doubt.id, change))
  return (
    <div class="doubt" role="group" aria-label={t('{name}要补的', { name: label })}>
      <p class="presets">
        {/* The applicant reads it as it stands here, whatever language the tablet speaks. */}
        {presets.map((reason) => (
          <button key={reason} class="chip" type="button" aria-pressed={doubt.reason === reason} onClick={() => set({ reason })}>{t(reason)}</button>
        ))}
      </p>
      <p class="why">
        {pages > 1 && (
          <select aria-label={t('{name}哪一页', { name: label })} value={doubt.page ?? ''} onChange={(event) => set({ page: Number(event.currentTarget.value) || undefined })}>
            <option value="">{t('整份')}</option>
            {Array.from({ length: pages }, (_, at) => <option key={at} value={at + 1}>{t('第 {n} 页', { n: at + 1 })}</option>)}
          </select>
        )}
        <input id={doubtId(doubt)} aria-label={t('{name}为什么要补', { name: label })} placeholder={t('哪里不对，怎么补')} maxLength={200} value={doubt.reason} onInput={(event) => set({ reason: event.currentTarget.value })} />
        <button class="icon" type="button" aria-label={t('去掉这一处：{name}', { name: label })} onClick={() => edit(row, (review) => dropped(review, doubt.id))}><Icon name="i-close" /></button>
      </p>
    </div>
  )
}
