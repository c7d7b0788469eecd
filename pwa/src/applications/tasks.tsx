// The task list of a draft: every step, how far it is, and the next thing to do.
import { LowRoom } from '../files/low-room'
import type { PageProps } from '../routes'
import { back, navigate } from '../shell/router'
import { Page } from '../shell/page'
import { clock } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import '../ui/form.css'
import { Chip } from './chip'
import type { Draft } from './draft'
import { saving } from './drafts'
import { NoDraft } from './no-draft'
import { MATERIALS, missingMaterials, stages, stepsShown, type Stage } from './progress'
import { draftMark } from './state'
import { discard, restore } from './submit'
import { useDraft } from './use-draft'

export default function Tasks({ params }: PageProps) {
  const { draft, known } = useDraft(params['id']!)
  if (!draft?.asks || draft.done || draft.submission) return <NoDraft id={params['id']!} draft={draft} known={known} />
  const list = stages(draft)
  const done = list.filter(stage => stage.state === 'done').length
  const next = list.find(stage => stage.state !== 'done')
  return (
    <Page title={t('申请：{name}', { name: draft.item_name })} bar={t('申请')} back="/mine" dock={
      next
        ? <a class="btn" href={next.href}>{done ? t('接着填：{step}', { step: t(next.title) }) : t('开始填：{step}', { step: t(next.title) })}</a>
        : <a class="btn" href={`/draft/${draft.id}/check`}>{t('核对并提交')}</a>
    }>
      <LowRoom />
      <section class="sec pad stack">
        <h1>{draft.item_name}</h1>
        <p class="line">
          <span><Chip mark={draftMark(draft)} /></span>
          {!saving.value.has(draft.id) && <small class="num">{clock(new Date(draft.saved_at * 1000))}</small>}
        </p>
        <p>{t('随时可以停，填到哪里存到哪里。没网也能填完、能提交。')}</p>
      </section>
      <h2>{t('{all} 步，填好了 {done} 步', { all: list.length, done })}</h2>
      <ol class="sec">
        {list.map((stage, at) => (
          <li key={stage.id}>
            <a class="row" href={stage.href}>
              <span><b>{`${at + 1}　${t(stage.title)}`}</b>{stage.id === MATERIALS && <small>{photoNote(draft)}</small>}<Doubts draft={draft} step={stage.id} /></span>
              <StageMark stage={stage} />
            </a>
          </li>
        ))}
      </ol>
      {next && (
        <div class="pad stack">
          <p class="box"><b>{t('核对并提交')}</b><br /><small>{t('上面 {n} 步都填好后，这里会让您看一遍再提交。', { n: list.length })}</small></p>
        </div>
      )}
      <h2>{t('不办了')}</h2>
      <div class="sec">
        <button class="row" type="button" onClick={() => void drop(draft)}>
          <Icon name="i-close" /><span><b>{t('删掉这份草稿')}</b><small>{t('删错了可以马上撤销')}</small></span>
        </button>
      </div>
    </Page>
  )
}

async function drop(draft: Draft): Promise<void> {
  await discard(draft)
  toast(t('草稿删掉了'), () => void restore(draft).then(() => navigate(`/draft/${draft.id}`)))
  back('/mine')
}

/** Two phones gave different answers: who reads only this list is told too. */
function Doubts({ draft, step }: { draft: Draft; step: string }) {
  const n = stepsShown(draft).find(one => one.id === step)?.fields.filter(field => draft.others[field]).length
  return n ? <small class="msg">{t('{n} 处两部手机填得不一样', { n })}</small> : null
}

function StageMark({ stage }: { stage: Stage }) {
  switch (stage.state) {
    case 'done': return <span class="st ok"><Icon name="i-tick" />{t('填好了')}</span>
    case 'fix': return <span class="st fix"><Icon name="s-fix" />{t('{n} 处要改', { n: stage.faults })}</span>
    case 'doing': return <span class="st up"><Icon name="s-doing" />{stage.id === MATERIALS ? t('没拍完') : t('没填完')}</span>
    case 'todo': return <span class="st"><Icon name="s-todo" />{t('没开始')}</span>
  }
}

function photoNote(draft: Draft): string {
  const pages = Object.values(draft.materials).reduce((count, list) => count + list.length, 0)
  const missing = missingMaterials(draft).map(material => t(material.name))
  if (!pages) return t('要 {n} 样：{names}', { n: missing.length, names: missing.join('、') })
  return missing.length ? t('拍了 {n} 页，还差{names}', { n: pages, names: missing.join('、') }) : t('拍了 {n} 页，齐了', { n: pages })
}
