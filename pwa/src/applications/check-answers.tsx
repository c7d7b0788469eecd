// Check your answers: everything once more with links to change it, the declaration, and submitting (GOV.UK pattern).
import { useState } from 'preact/hooks'
import { ErrorSummary, faultAt, type Fault } from '../forms/summary'
import { stepOf } from '../forms/schema'
import type { PageProps } from '../routes'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { line, session } from '../sync/state'
import { t } from '../text/t'
import '../ui/form.css'
import '../forms/fields.css'
import './applications.css'
import { MOST } from '../files/pages-field'
import { AnswersList } from './answers-list'
import type { Draft } from './draft'
import { NoDraft } from './no-draft'
import { OpenChoices } from './others'
import { isUploaded, missingMaterials, problemsOf } from './progress'
import { SavedMark } from './saved-mark'
import { submit } from './submit'
import { useDraft } from './use-draft'

export default function CheckAnswers({ params }: PageProps) {
  const { draft, known } = useDraft(params['id']!)
  const [round, setRound] = useState(0)
  const [agreed, setAgreed] = useState(false)
  if (!draft?.asks || draft.done || draft.submission) return <NoDraft id={params['id']!} draft={draft} known={known} />
  const schema = draft.asks.form?.schema
  const declaration = schema?.['x-declaration'] ?? '以上都是真的。有假的，愿意退回并负责。'
  const faults = round ? faultsOf(draft, agreed) : []

  async function send(): Promise<void> {
    setRound(now => now + 1)
    if (faultsOf(draft!, agreed).length) return
    await submit(draft!.id)
    const signedIn = session.value !== null
    await navigate(signedIn ? `/mine/${draft!.id}` : `/sign-in?next=${encodeURIComponent(`/mine/${draft!.id}`)}`, { replace: true })
  }

  return (
    <Page
      title={faults.length ? t('有 {n} 处要改：{step}', { n: faults.length, step: t('核对并提交') }) : t('核对并提交')}
      bar={t('核对并提交')} back={`/draft/${draft.id}`}
      dock={<>
        <SavedMark draft={draft} />
        <button class="btn" type="button" onClick={() => void send()}>{session.value ? t('提交申请') : t('登录并提交')}</button>
      </>}>
      <div class="pad stack">
        <ErrorSummary faults={faults} round={round} />
        <h1 class="gap">{t('看一遍，对了再交')}</h1>
        <p>{draft.item_name}</p>
      </div>
      <OpenChoices draft={draft} />
      <AnswersList schema={schema} answers={draft.answers} asked={draft.asks.materials.filter(isUploaded)}
        materials={draft.materials} change={`/draft/${draft.id}`} />
      <h2>{t('您的话')}</h2>
      <div class="sec">
        <div class={`field${faults.some(fault => fault.href === '#agree') ? ' bad' : ''}`}>
          {faults.some(fault => fault.href === '#agree') && <p class="msg" id="agree-msg">{t('请勾选')}</p>}
          <label class="pick">
            <input type="checkbox" id="agree" checked={agreed} aria-describedby={faults.length ? 'agree-msg' : undefined}
              onChange={event => setAgreed(event.currentTarget.checked)} />
            {t(declaration)}
          </label>
        </div>
      </div>
      <div class="pad stack"><p class="box">{whatHappens()}</p></div>
    </Page>
  )
}

function faultsOf(draft: Draft, agreed: boolean): Fault[] {
  const schema = draft.asks!.form?.schema
  const answers = problemsOf(draft).map(problem => {
    const step = schema && stepOf(schema, problem.field)
    const fault = faultAt(problem, schema)
    return { ...fault, href: `/draft/${draft.id}/${step?.id ?? ''}${fault.href}` }
  })
  const materials = missingMaterials(draft).map(material => ({
    message: t('还差材料：{name}', { name: t(material.name) }), href: `/draft/${draft.id}/materials#m-${material.code}`
  }))
  // Pages of two phones come together: more than the town takes of one material.
  const tooMany = draft.asks!.materials.filter(material => (draft.materials[material.code]?.length ?? 0) > MOST).map(material => ({
    message: t('{name}最多 {n} 页，去掉几页', { name: t(material.name), n: MOST }), href: `/draft/${draft.id}/materials#m-${material.code}`
  }))
  return [...answers, ...materials, ...tooMany, ...(agreed ? [] : [{ message: t('请勾选您的话'), href: '#agree' }])]
}

/** What submitting means right now, said before it is done. */
function whatHappens(): string {
  if (!session.value) return t('提交要先用手机号登录，好把结果告诉您。填的和拍的都存在手机里，没网也不会丢，登录后自己送出。')
  if (line.value === 'off') return t('现在没网，照样可以提交：先存在手机，有网自己送出，送到了给您回执号。')
  return t('表先送，照片随后慢慢传，断了会接着传。镇上的系统收到就给您回执号。')
}
