// One step of a draft: its questions, saved as they are typed, and told what to mend when somebody goes on.
import { useEffect, useState } from 'preact/hooks'
import { Field } from '../forms/fields'
import '../forms/fields.css'
import { ErrorSummary, faultAt } from '../forms/summary'
import { isShown } from '../forms/schema'
import type { PageProps } from '../routes'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { t } from '../text/t'
import '../ui/form.css'
import { edit, flush, markTried } from './drafts'
import { NoDraft } from './no-draft'
import { Others } from './others'
import { problemsOfStep, stages, stepsShown } from './progress'
import { SavedMark } from './saved-mark'
import { useDraft } from './use-draft'

export default function StepPage({ params }: PageProps) {
  const { draft, known } = useDraft(params['id']!)
  const [round, setRound] = useState(0)
  const schema = draft?.asks?.form?.schema
  const steps = draft ? stepsShown(draft) : []
  const step = steps.find(one => one.id === params['step'])
  useJump(step !== undefined)
  if (!draft || draft.done || draft.submission || !schema || !step) return <NoDraft id={params['id']!} draft={draft} known={known} />
  const all = stages(draft)
  const at = all.findIndex(stage => stage.id === step.id)
  const faults = draft.tried.includes(step.id) ? problemsOfStep(draft, step) : []
  const after = all[at + 1]?.href ?? `/draft/${draft.id}/check`

  async function goOn(): Promise<void> {
    await Promise.all([markTried(draft!.id, step!.id), flush()])
    if (problemsOfStep(draft!, step!).length) setRound(now => now + 1)
    else await navigate(after)
  }

  return (
    <Page
      title={faults.length ? t('有 {n} 处要改：{step}', { n: faults.length, step: t(step.title) }) : t(step.title)}
      bar={t('第 {n} 步，共 {all} 步', { n: at + 1, all: all.length })}
      back={`/draft/${draft.id}`}
      dock={<>
        <SavedMark draft={draft} />
        <a class="btn two" href={`/draft/${draft.id}`}>{t('先停下')}</a>
        <button class="btn" type="button" onClick={() => void goOn()}>{t('保存，下一步')}</button>
      </>}>
      <div class="pad stack">
        <ErrorSummary faults={faults.map(fault => faultAt(fault, schema))} round={round} />
        <h1 class="gap">{t(step.title)}</h1>
        {step.intro && <p>{t(step.intro)}</p>}
      </div>
      <form class="sec" noValidate onSubmit={event => { event.preventDefault(); void goOn() }}>
        {step.fields.filter(field => isShown(schema, field, draft.answers)).map(field => (
          <Field key={field} name={field} question={schema.properties[field]!} value={draft.answers[field]}
            required={schema.required?.includes(field) ?? false} problem={faults.find(fault => fault.field === field)}
            note={draft.others[field] && <Others draft={draft} field={field} schema={schema} />} onValue={value => void edit(draft.id, { [field]: value })} onLeave={() => void flush()} />
        ))}
        <input type="submit" hidden />
      </form>
    </Page>
  )
}

/** A link to a field, from the check page or a refusal, lands on the field. */
function useJump(here: boolean): void {
  useEffect(() => {
    const target = here && location.hash ? document.getElementById(location.hash.slice(1)) : null
    if (!target) return
    target.scrollIntoView({ block: 'center' })
    target.focus({ preventScroll: true })
  }, [here])
}
