// What the applicant filled in, by the questions of the form; while it is reviewed, each answer can be marked to be mended.
import { useState } from 'preact/hooks'
import { fieldsOf, isGiven, isShown, spoken } from '../forms/schema'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Opened } from './case'
import { doubted, FIELD_REASONS, told } from './defects'
import { DoubtEditor } from './doubt-editor'
import { edit, reviewOf } from './reviews'

export function Answers({ row, asked, reviewing }: Opened) {
  const answers = row.answers ?? {}
  const { schema } = asked
  const fields = schema ? fieldsOf(schema).filter((field) => isShown(schema, field, answers)) : Object.keys(answers)
  const doubts = reviewing ? told(reviewOf(row)).filter((doubt) => doubt.field) : []
  const [open, setOpen] = useState(!reviewing || doubts.length > 0)
  const { name, id_number, phone } = row.applicant ?? { name: '' }
  return (
    <details class="filled" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('申请人和填的 {n} 项', { n: fields.length })}
        {doubts.length > 0 && <span class="st fix"><Icon name="s-fix" />{t('要补 {n} 处', { n: doubts.length })}</span>}
      </summary>
      <dl class="facts">
        <div><dt>{t('申请人')}</dt><dd>{name}　<span class="num">{id_number}</span>　<span class="num">{phone}</span></dd></div>
        {fields.map((field) => {
          const question = schema?.properties[field]
          const label = t(asked.labels[field] ?? field)
          const about = doubts.filter((doubt) => doubt.field === field)
          return (
            <div key={field} class={about.length ? 'bad' : undefined}>
              <dt>{label}</dt>
              <dd>{isGiven(answers[field]) ? (question ? t(spoken(question, answers[field])) : String(answers[field])) : <span class="sub">{t('没填')}</span>}</dd>
              {reviewing && about.length === 0 && (
                <dd class="act"><button class="link" type="button" aria-label={t('{name}要补', { name: label })} onClick={() => edit(row, (review) => doubted(review, { field }))}>{t('要补')}</button></dd>
              )}
              {about.map((doubt) => <dd key={doubt.id} class="wide"><DoubtEditor row={row} doubt={doubt} label={label} presets={FIELD_REASONS} /></dd>)}
            </div>
          )
        })}
      </dl>
    </details>
  )
}
