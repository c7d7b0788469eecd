// The materials, each with its pages as small pictures and the judgement: 合格 or 要补, with the reasons below.
import { useState } from 'preact/hooks'
import type { Material, Page } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Opened } from './case'
import { doubted, judged, MATERIAL_REASONS } from './defects'
import { DoubtEditor } from './doubt-editor'
import { ahead, arrivalOf, thumbnail, usePicture, type Arrival } from './pictures'
import { edit, reviewOf } from './reviews'
import { Viewer } from './viewer'

export const verdictId = (code: string) => `verdict-${code}`

/** Everything that was handed in or has to be: what the office itself knows (grade A) is listed for completeness only. */
export const toJudge = ({ row, asked }: Pick<Opened, 'row' | 'asked'>): Material[] =>
  asked.materials.filter((material) => (row.materials?.[material.code]?.length ?? 0) > 0 || (material.grade !== 'A' && material.need !== 'if'))

export function Materials(opened: Opened) {
  const { row, asked } = opened
  const [shown, setShown] = useState<{ pages: Page[]; at: number; name: string }>()
  return (
    <div class="mats" role="group" aria-label={t('材料')}>
      {toJudge(opened).map((material) => (
        <One key={material.code} {...opened} material={material} show={(at) => setShown({ pages: row.materials?.[material.code] ?? [], at, name: t(material.name) })} />
      ))}
      {asked.materials.filter((material) => material.grade === 'A' && !row.materials?.[material.code]?.length).map((material) => (
        <div class="mat" key={material.code}><span class="blank"><Icon name="s-in" /></span><p><b>{t(material.name)}</b><small>{t('由{from}直接核对，不用本人交', { from: material.from ?? t('发证单位') })}</small></p></div>
      ))}
      {shown && <Viewer {...shown} row={row} close={() => setShown(undefined)} />}
    </div>
  )
}

function One({ row, reviewing, material, show }: Opened & { material: Material; show: (at: number) => void }) {
  const pages = row.materials?.[material.code] ?? []
  const review = reviewOf(row)
  const verdict = reviewing ? review.verdicts[material.code] : undefined
  const doubts = verdict === 'fix' ? review.doubts.filter((doubt) => doubt.material === material.code) : []
  const late = pages.filter((page) => row.awaiting?.includes(page.blob)).length
  const name = t(material.name)
  const first = pages[0]
  return (
    <fieldset class={verdict === 'fix' ? 'mat bad' : 'mat'} aria-label={name}>
      {first ? <Thumb page={first} arrival={arrivalOf(row, first.blob)} label={t('放大看{name}', { name })} open={() => show(0)} /> : <span class="blank"><Icon name="i-mine" /></span>}
      <p>
        <b>{name}</b>
        <small>{pages.length ? t('{n} 页', { n: pages.length }) : row.paper?.includes(material.code) ? t('纸质件，在窗口收的') : t('没交')}{late > 0 && `，${t('{n} 页还没传到', { n: late })}`}{material.grade === 'B' && `，${t('原件到窗口看')}`}</small>
      </p>
      {reviewing && (
        <p class="seg" role="radiogroup" aria-label={name}>
          <Choice id={verdictId(material.code)} name={material.code} checked={verdict === 'ok'} icon="i-tick" word={t('合格')} label={t('{name}合格', { name })} pick={() => edit(row, (now) => judged(now, material.code, 'ok'))} />
          <Choice name={material.code} checked={verdict === 'fix'} icon="s-fix" word={t('要补')} label={t('{name}要补', { name })} bad pick={() => edit(row, (now) => judged(now, material.code, 'fix'))} />
        </p>
      )}
      {doubts.length > 0 && (
        <div class="wide">
          {doubts.map((doubt) => <DoubtEditor key={doubt.id} row={row} doubt={doubt} label={name} presets={MATERIAL_REASONS} pages={pages.length} />)}
          <button class="link" type="button" onClick={() => edit(row, (now) => doubted(now, { material: material.code }))}>{t('{name}再加一处', { name })}</button>
        </div>
      )}
    </fieldset>
  )
}

interface ChoiceProps { id?: string; name: string; checked: boolean; icon: string; word: string; label: string; bad?: boolean; pick: () => void }

function Choice({ id, name, checked, icon, word, label, bad, pick }: ChoiceProps) {
  return (
    <label class={`${bad ? 'n' : 'y'}${checked ? ' on' : ''}`}>
      <input type="radio" id={id} name={`m-${name}`} checked={checked} aria-label={label} onChange={pick} />
      {checked && <Icon name={icon} />}
      {word}
    </label>
  )
}

function Thumb({ page, arrival, label, open }: { page: Page; arrival: Arrival; label: string; open: () => void }) {
  const pdf = page.type === 'application/pdf'
  const { url, absent } = usePicture(pdf ? undefined : page.blob, arrival === 'small' ? ahead : thumbnail, arrival !== 'no')
  if (arrival === 'no') return <span class="blank up" role="img" aria-label={t('照片没到齐')}><Icon name="s-up" /></span>
  return (
    <button class="shot" type="button" aria-label={label} onClick={open}>
      {url ? <img src={url} alt="" /> : <span class="blank">{pdf ? 'PDF' : absent ? <Icon name="i-noline" /> : null}</span>}
    </button>
  )
}
