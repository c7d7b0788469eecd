// 镇上没收下: what the town did not take, what happened meanwhile, what was typed, and the way to send it again.
import { controlId } from '../forms/fields'
import { stepOf, type Answers } from '../forms/schema'
import { navigate } from '../shell/router'
import { finalStates, transitions } from '../schema/tables'
import type { Application, Mend, Profile, WithReason } from '../schema/types'
import { forget } from '../sync/client'
import { rows } from '../sync/preview'
import type { Waiting } from '../sync/state'
import { stamp } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { markFor } from './cases'
import type { Draft } from './draft'
import { useAsks } from './sent'
import { reopen, submit, withdraw } from './submit'
import { oneEach, TypedList } from './typed-list'
import { Anew } from './unused'

interface Props { sent: Waiting; row: Application | undefined; draft: Draft | undefined }

export function Refusal({ sent, row, draft }: Props) {
  const what = sent.name === 'applications.mend' ? t('补正') : sent.name === 'applications.withdraw' ? t('撤回') : t('申请')
  const mark = row && markFor({ id: row.id, name: '', row, waiting: [] })
  return (
    <div class="box fix stack" role="alert">
      <b><Icon name="i-clock" /> {t('{what}镇上没收下', { what })}</b>
      <p>{errorText(sent.code ?? 'server_error', { ...sent.detail, ...(mark && { state: t(mark.word, mark.values) }) })}</p>
      {row && <Meanwhile row={row} />}
      {sent.name === 'applications.withdraw' && <p class="quote">{(sent.args as unknown as WithReason).reason}</p>}
      {sent.name === 'applications.mend' && <Mended sent={sent} row={row} />}
      <p>{may(sent, row) ? t('您填的都还在，改好再交一次就行。') : t('您填的都还在。')}</p>
      <p class="line">{way(sent, row, draft)}</p>
    </div>
  )
}

/** The step that came before: who took it, and when. Photos arrive by themselves. */
function Meanwhile({ row }: { row: Application }) {
  const last = row.history?.filter(event => event.by).slice(-1)[0]
  if (!last || row.state === 'draft') return null
  const who = [last.by, last.where].filter(Boolean).join('，')
  const mark = markFor({ id: row.id, name: '', row, waiting: [] })
  return <p>{t('先到的一步：{time} {who}，现在是“{state}”', { time: stamp(last.at), who, state: t(mark.word, mark.values) })}{last.note && `：${last.note}`}</p>
}

function Mended({ sent, row }: { sent: Waiting; row: Application | undefined }) {
  const asks = useAsks(row)
  const { answers, materials } = sent.args as unknown as Mend
  return (
    <>
      <TypedList asks={asks} answers={oneEach(answers as Answers)} materials={materials} />
      {row && finalStates.includes(row.state) && <Anew row={row} patch={{ answers: answers as Answers, materials }} />}
    </>
  )
}

/** Whether the same step may be taken on the case as it is now. */
function may(sent: Waiting, row: Application | undefined): boolean {
  const rule = transitions[sent.name as keyof typeof transitions] as { from: readonly string[] } | undefined
  return !row || !rule || rule.from.includes(row.state)
}

function way(sent: Waiting, row: Application | undefined, draft: Draft | undefined) {
  if (!may(sent, row)) return <button class="btn two" type="button" onClick={() => void forget(sent.id)}>{t('知道了')}</button>
  const named = rows<Profile>('profile').value[0]?.id_number
  if (sent.code === 'profile_needed' && named && draft) {
    return <button class="btn" type="button" onClick={() => void submit(draft.id)}>{t('再交一次')}</button>
  }
  if (sent.code === 'profile_needed') return <a class="btn" href={`/profile?next=${encodeURIComponent(`/mine/${sent.lane}`)}`}>{t('填姓名和身份证号')}</a>
  if (sent.name === 'applications.mend') return <a class="btn" href={`/mine/${sent.lane}/fix`}>{t('改一改再交')}</a>
  if (sent.name === 'applications.withdraw' && row) {
    const again = () => void withdraw(row, (sent.args as unknown as WithReason).reason).then(() => forget(sent.id))
    return <button class="btn" type="button" onClick={again}>{t('再撤回一次')}</button>
  }
  if (sent.name !== 'applications.submit' || !draft) return <button class="btn" type="button" onClick={() => void forget(sent.id)}>{t('知道了')}</button>
  return (
    <button class="btn" type="button" onClick={() => void reopen(draft.id).then(() => navigate(placeOf(sent, draft)))}>
      {t('改一改再交')}
    </button>
  )
}

/** Where the thing stands that the town named: /answers/left, /materials/cert. */
export function placeOf(sent: Waiting, draft: Draft): string {
  const [, part, name = ''] = (sent.field ?? '').split('/')
  if (part === 'materials') return `/draft/${draft.id}/materials#m-${name}`
  const schema = draft.asks?.form?.schema
  const step = part === 'answers' && schema ? stepOf(schema, name) : undefined
  return step ? `/draft/${draft.id}/${step.id}#${controlId(name)}` : `/draft/${draft.id}`
}
