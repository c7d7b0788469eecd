// 镇上没收下: what the town did not take, in words, with the way to the field and to sending it again.
import { controlId } from '../forms/fields'
import { stepOf } from '../forms/schema'
import { navigate } from '../shell/router'
import type { Profile } from '../schema/types'
import { forget } from '../sync/client'
import { rows } from '../sync/preview'
import type { Waiting } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Draft } from './draft'
import { reopen, submit } from './submit'

export function Refusal({ sent, draft }: { sent: Waiting; draft: Draft | undefined }) {
  const what = sent.name === 'applications.mend' ? t('补正') : sent.name === 'applications.withdraw' ? t('撤回') : t('申请')
  return (
    <div class="box fix stack" role="alert">
      <b><Icon name="i-clock" /> {t('{what}镇上没收下', { what })}</b>
      <p>{errorText(sent.code ?? 'server_error', sent.detail)}</p>
      <p>{t('您填的都还在，改好再交一次就行。')}</p>
      <p class="line">{way(sent, draft)}</p>
    </div>
  )
}

function way(sent: Waiting, draft: Draft | undefined) {
  const named = rows<Profile>('profile').value[0]?.id_number
  if (sent.code === 'profile_needed' && named && draft) {
    return <button class="btn" type="button" onClick={() => void submit(draft.id)}>{t('再交一次')}</button>
  }
  if (sent.code === 'profile_needed') return <a class="btn" href={`/profile?next=${encodeURIComponent(`/mine/${sent.lane}`)}`}>{t('填姓名和身份证号')}</a>
  if (sent.name === 'applications.mend') return <a class="btn" href={`/mine/${sent.lane}/fix`}>{t('改一改再交')}</a>
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
