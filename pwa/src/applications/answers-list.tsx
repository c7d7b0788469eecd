// What somebody filled in, to be read over: each step with its answers, each material with its pages.
import { PageThumb } from '../files/page-thumb'
import { controlId } from '../forms/fields'
import { isGiven, isShown, spoken, stepsOf, type Answers, type FormSchema } from '../forms/schema'
import type { Material, Materials } from '../schema/types'
import { t } from '../text/t'

interface Props {
  schema: FormSchema | undefined
  answers: Answers
  asked: Material[]
  materials: Materials
  /** Where "change" leads; nothing can be changed without it. */
  change?: string
}

export function AnswersList({ schema, answers, asked, materials, change }: Props) {
  return (
    <>
      {schema && stepsOf(schema).map(step => {
        const fields = step.fields.filter(field => isShown(schema, field, answers))
        if (!fields.length) return null
        return (
          <section key={step.id} aria-labelledby={`s-${step.id}`}>
            <h2 id={`s-${step.id}`}>{t(step.title)}</h2>
            <dl class="sec facts">
              {fields.map(field => {
                const question = schema.properties[field]!
                const title = t(question.title ?? field)
                return (
                  <div key={field}>
                    <dt>{title}</dt>
                    <dd>{isGiven(answers[field]) ? t(spoken(question, answers[field])) : <span class="sub">{t('没填')}</span>}</dd>
                    {change && <dd class="change"><a class="tap" href={`${change}/${step.id}#${controlId(field)}`} aria-label={t('改：{title}', { title })}>{t('改')}</a></dd>}
                  </div>
                )
              })}
            </dl>
          </section>
        )
      })}
      {asked.length > 0 && (
        <section aria-labelledby="s-materials">
          <h2 id="s-materials">{t('材料照片')}</h2>
          <dl class="sec facts">
            {asked.map(material => {
              const pages = materials[material.code] ?? []
              const name = t(material.name)
              return (
                <div key={material.code}>
                  <dt>{name}</dt>
                  <dd class="thumbs">
                    {pages.length === 0 && <span class="sub">{t('没拍')}</span>}
                    {pages.map((page, at) => <PageThumb key={page.blob} page={page} label={t('{name}第 {n} 页', { name, n: at + 1 })} />)}
                  </dd>
                  {change && <dd class="change"><a class="tap" href={`${change}/materials#m-${material.code}`} aria-label={t('改：{title}', { title: name })}>{t('改')}</a></dd>}
                </div>
              )
            })}
          </dl>
        </section>
      )}
    </>
  )
}
