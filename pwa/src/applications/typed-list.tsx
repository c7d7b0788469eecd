// Answers and pages as they were typed, by the names of the form: for what came too late or stands beside a case.
import { PageThumb } from '../files/page-thumb'
import { isGiven, spoken } from '../forms/schema'
import type { Materials } from '../schema/types'
import { t } from '../text/t'
import type { Asks } from './draft'

interface Props { asks: Asks | undefined; answers: Record<string, unknown[]>; materials: Materials }

export function TypedList({ asks, answers, materials }: Props) {
  const question = (field: string) => asks?.form?.schema.properties[field]
  const said = (field: string, value: unknown) => (isGiven(value) ? t(spoken(question(field) ?? {}, value)) : t('空着'))
  const nameOf = (code: string) => t(asks?.materials.find(one => one.code === code)?.name ?? code)
  return (
    <dl class="facts">
      {Object.entries(answers).map(([field, values]) => (
        <div key={field}>
          <dt>{t(question(field)?.title ?? field)}</dt>
          <dd>{values.map(value => said(field, value)).join(' / ')}</dd>
        </div>
      ))}
      {Object.entries(materials).map(([code, pages]) => (
        <div key={code}>
          <dt>{nameOf(code)}</dt>
          <dd class="thumbs">{pages.map((page, at) => <PageThumb key={page.blob} page={page} label={t('{name}第 {n} 页', { name: nameOf(code), n: at + 1 })} />)}</dd>
        </div>
      ))}
    </dl>
  )
}

export const oneEach = (answers: Record<string, unknown>): Record<string, unknown[]> =>
  Object.fromEntries(Object.entries(answers).map(([field, value]) => [field, [value]]))
