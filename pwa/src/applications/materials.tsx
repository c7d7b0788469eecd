// The materials of a draft: a checklist of what the item asks for, each with its photographed pages (D1, D5, D18).
import { useState } from 'preact/hooks'
import { ErrorSummary } from '../forms/summary'
import { LowRoom } from '../files/low-room'
import { PagesField } from '../files/pages-field'
import type { PageProps } from '../routes'
import type { Material } from '../schema/types'
import { navigate } from '../shell/router'
import { Page } from '../shell/page'
import { t } from '../text/t'
import '../ui/form.css'
import '../forms/fields.css'
import { Icon } from '../ui/icon'
import type { Draft } from './draft'
import { editPages, flush, markTried } from './drafts'
import { NoDraft } from './no-draft'
import { MATERIALS, isUploaded, missingMaterials, stages } from './progress'
import { SavedMark } from './saved-mark'
import { useDraft } from './use-draft'

const anchor = (code: string) => `m-${code}`

export default function Materials({ params }: PageProps) {
  const { draft, known } = useDraft(params['id']!)
  const [round, setRound] = useState(0)
  if (!draft?.asks || draft.done || draft.submission) return <NoDraft id={params['id']!} draft={draft} known={known} />
  const all = stages(draft)
  const at = all.findIndex(stage => stage.id === MATERIALS)
  const missing = draft.tried.includes(MATERIALS) ? missingMaterials(draft) : []
  const faults = missing.map(material => ({ message: t('还差材料：{name}', { name: t(material.name) }), href: `#${anchor(material.code)}` }))
  const fetched = draft.asks.materials.filter(material => !isUploaded(material))

  async function goOn(): Promise<void> {
    await Promise.all([markTried(draft!.id, MATERIALS), flush()])
    if (missingMaterials(draft!).length) setRound(now => now + 1)
    else await navigate(`/draft/${draft!.id}/check`)
  }

  return (
    <Page
      title={faults.length ? t('有 {n} 处要改：{step}', { n: faults.length, step: t('材料照片') }) : t('材料照片')}
      bar={t('第 {n} 步，共 {all} 步', { n: at + 1, all: all.length })}
      back={`/draft/${draft.id}`}
      dock={<>
        <SavedMark draft={draft} />
        <a class="btn two" href={`/draft/${draft.id}`}>{t('先停下')}</a>
        <button class="btn" type="button" onClick={() => void goOn()}>{t('保存，下一步')}</button>
      </>}>
      <LowRoom />
      <div class="pad stack">
        <ErrorSummary faults={faults} round={round} />
        <h1 class="gap">{t('材料照片')}</h1>
        <p>{t('放平，避开灯和太阳，字看得清就行。一样材料可以拍几页。照片先存在手机，提交以后，开着这里就慢慢传。')}</p>
      </div>
      {draft.asks.materials.filter(isUploaded).map(material => (
        <MaterialPart key={material.code} draft={draft} material={material} bad={missing.includes(material)} />
      ))}
      {fetched.length > 0 && (
        <>
          <h2>{t('不用您交的')}</h2>
          <p class="sec pad sub">{t('{names}：镇上自己查得到。', { names: fetched.map(material => t(material.name)).join('、') })}</p>
        </>
      )}
    </Page>
  )
}

function MaterialPart({ draft, material, bad }: { draft: Draft; material: Material; bad: boolean }) {
  const pages = draft.materials[material.code] ?? []
  const id = anchor(material.code)
  const name = t(material.name)
  return (
    <section class={`sec pad stack${bad ? ' bad' : ''}`} aria-labelledby={`${id}-h`}>
      <h2 class="line plain" id={`${id}-h`}>
        <span>{name}</span>
        {pages.length > 0
          ? <span class="st ok"><Icon name="i-tick" />{t('{n} 页', { n: pages.length })}</span>
          : <span class="st"><Icon name="s-todo" />{material.need === 'if' ? t('用得着才拍') : t('还没拍')}</span>}
      </h2>
      {bad && <p class="msg" id={`${id}-msg`}>{t('还差材料：{name}', { name })}</p>}
      <p class="sub" id={`${id}-hint`}>{hint(material)}</p>
      <PagesField id={id} name={name} pages={pages} application={draft.id}
        describedBy={bad ? `${id}-msg ${id}-hint` : `${id}-hint`}
        onPages={change => void editPages(draft.id, material.code, change)} />
    </section>
  )
}

function hint(material: Material): string {
  const parts = [
    material.need === 'if' && (material.when ? t('这种情况才要：{when}', { when: t(material.when) }) : t('用得着才拍')),
    material.note && t(material.note),
    material.pages && material.pages > 1 && t('一般 {n} 页', { n: material.pages }),
    material.from && t('由{who}出', { who: t(material.from) }),
    material.original && t('原件到窗口时再给人看')
  ]
  return parts.filter(Boolean).join(t('。'))
}
