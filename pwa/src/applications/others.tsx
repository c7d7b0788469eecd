// 两处填得不一样: the values that other devices gave for one question, each taken or let go with one tap.
import { isGiven, spoken, type FormSchema } from '../forms/schema'
import { t } from '../text/t'
import './applications.css'
import type { Draft } from './draft'
import { choose } from './drafts'

interface Props { draft: Draft; field: string; schema: FormSchema | undefined }

const words = (schema: FormSchema | undefined, field: string, value: unknown) =>
  isGiven(value) ? spoken(schema?.properties[field] ?? {}, value) : t('空着')

export function Others({ draft, field, schema }: Props) {
  const own = draft.answers[field]
  return (
    <span class="box fix choice">
      <b>{t('您两部手机上填的不一样，留哪个？')}</b>
      {[own, ...(draft.others[field] ?? [])].map((value, at) => (
        <button key={at} type="button" class="btn two" onClick={() => void choose(draft.id, field, value)}>
          {at ? t('换成“{value}”', { value: words(schema, field, value) }) : t('就用“{value}”', { value: words(schema, field, value) })}
        </button>
      ))}
    </span>
  )
}

/** All open choices of a draft, for the page on which it is read over. */
export function OpenChoices({ draft }: { draft: Draft }) {
  const schema = draft.asks?.form?.schema
  const fields = Object.keys(draft.others)
  if (!fields.length) return null
  return (
    <section aria-labelledby="two-values">
      <h2 id="two-values">{t('{n} 处两部手机填得不一样', { n: fields.length })}</h2>
      {fields.map(field => (
        <div class="sec pad stack" key={field}>
          <b>{t(schema?.properties[field]?.title ?? field)}</b>
          <Others draft={draft} field={field} schema={schema} />
        </div>
      ))}
    </section>
  )
}
