// 本人来窗口补: what was asked for is handed over at the window, checked off or typed in, and the case goes on.
import { useState } from 'preact/hooks'
import { Field } from '../forms/fields'
import '../forms/fields.css'
import type { Answers } from '../forms/schema'
import type { Application, Defect, MendAtWindow } from '../schema/types'
import { mutate } from '../sync/client'
import { registerPreview } from '../sync/preview'
import { t } from '../text/t'
import { toast } from '../ui/toast'
import type { Opened } from './case'
import { inOneLine } from './defects'
import { edit, markSent, reviewOf } from './reviews'
import { typing } from './say'

/** Kept with what else the clerk typed of the case, so that a flat battery takes nothing. */
const paperKey = (code: string) => `paper:${code}`
const answerKey = (field: string) => `answer:${field}`
const AGREED = 'agreed'

const typed = (row: Application, key: string): string => reviewOf(row).typed[key] ?? ''
const answerOf = (row: Application, field: string): unknown => {
  const held = typed(row, answerKey(field))
  return held ? (JSON.parse(held) as unknown) : (row.answers as Answers)[field]
}

export function argsOf(row: Application): Omit<MendAtWindow, 'id'> {
  const defects = row.defects ?? []
  const paper = defects.flatMap((defect) => (defect.material && typed(row, paperKey(defect.material)) ? [defect.material] : []))
  const fields = defects.flatMap((defect) => (!defect.material && defect.field && typed(row, answerKey(defect.field)) ? [defect.field] : []))
  const answers = Object.fromEntries(fields.map((field) => [field, answerOf(row, field)]))
  return { base: row.version, round: row.round ?? 1, answers, paper: [...new Set(paper)], agreed: typed(row, AGREED) !== '' }
}

const isOpen = (row: Application) => (defect: Defect): boolean =>
  defect.material ? !typed(row, paperKey(defect.material)) : Boolean(defect.field && !typed(row, answerKey(defect.field)))

export function MendHere({ row, asked }: Opened) {
  const [told, setTold] = useState(false)
  const open = (row.defects ?? []).filter(isOpen(row))
  const agreed = typed(row, AGREED) !== ''
  const set = (key: string, value: string) => edit(row, typing(key, value))

  async function send(): Promise<void> {
    setTold(true)
    if (open.length || !agreed) return
    await markSent(row, await mutate('counter.mend', row.id, { id: row.id, ...argsOf(row) }))
    toast(t('补正收下了'))
  }

  return (
    <details class="say">
      <summary>{t('本人来窗口补了')}</summary>
      {(row.defects ?? []).map((defect, at) => (
        <div key={at} class={told && isOpen(row)(defect) ? 'field bad' : 'field'}>
          <p><b>{inOneLine(defect, asked.labels)}</b></p>
          {defect.material && (
            <label class="pick">
              <input type="checkbox" checked={typed(row, paperKey(defect.material)) !== ''} onChange={(event) => set(paperKey(defect.material!), event.currentTarget.checked ? '1' : '')} />
              {t('收到纸质件：{name}', { name: asked.labels[defect.material] ?? defect.material })}
            </label>
          )}
          {!defect.material && defect.field && asked.schema?.properties[defect.field] && (
            <Field name={defect.field} question={asked.schema.properties[defect.field]!} value={answerOf(row, defect.field)} required
              onValue={(value) => set(answerKey(defect.field!), JSON.stringify(value ?? ''))} />
          )}
        </div>
      ))}
      <div class={told && !agreed ? 'field bad' : 'field'}>
        <label class="pick">
          <input type="checkbox" checked={agreed} onChange={(event) => set(AGREED, event.currentTarget.checked ? '1' : '')} />
          {t('都看过、念过了，本人同意')}
        </label>
      </div>
      {told && (open.length > 0 || !agreed) && <p class="msg" role="alert">{open.length ? t('还没补：{what}', { what: open.map((defect) => inOneLine(defect, asked.labels)).join('；') }) : t('要先念给本人听，本人同意了才能交')}</p>}
      <button class="btn" type="button" onClick={() => void send()}>{t('补正收下')}</button>
    </details>
  )
}

registerPreview<MendAtWindow>('counter.mend', (rows, args) => {
  const row = rows.get<Application>('application', args.id)
  if (!row || row.state !== 'returned' || row.round !== args.round) return rows
  const paper = [...new Set([...(row.paper ?? []), ...args.paper])]
  const answers = { ...(row.answers as Answers), ...(args.answers as Answers) }
  return rows.put('application', args.id, { ...row, state: 'submitted', round: args.round + 1, defects: [], answers, paper, version: row.version + 1 })
})
