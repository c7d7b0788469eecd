// 镇上没收下: a step that the town did not take, what happened meanwhile, and that nothing typed is lost.
import { markOfRow } from '../applications/state'
import { today } from '../applications/cases'
import type { Application } from '../schema/types'
import { forget } from '../sync/client'
import type { Waiting } from '../sync/state'
import { stamp } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { waitingOf } from './desk'
import { byWhom, wordOf } from './history'
import { release } from './reviews'
import { written } from './written'

export function Refusals({ row, labels }: { row: Application; labels: Readonly<Record<string, string>> }) {
  const refused = waitingOf(row.id).filter((one) => one.state === 'rejected')
  if (!refused.length) return null
  const events = row.history ?? []
  const last = events[events.length - 1]
  return (
    <div class="box fix" role="alert">
      <b><Icon name="i-clock" /> {t('镇上没收下：{what}', { what: refused.map((one) => wordOf(one.name)).join('、') })}</b>
      {refused.map((one) => <p key={one.id}>{why(one, row)}</p>)}
      {last && <p>{t('最近一步：{who} {time} {what}', { who: byWhom(last), time: stamp(last.at), what: wordOf(last.what) })}{last.note && `：${last.note}`}</p>}
      {refused.flatMap((one) => written(one.args, labels)).map((words, at) => <p key={at} class="quote">{words}</p>)}
      <p>{t('您写的都还在。看一看新的情况，要办就再点一次。')}</p>
      <button class="btn two" type="button" onClick={() => void release(row).then(() => Promise.all(refused.map((one) => forget(one.id))))}>{t('知道了')}</button>
    </div>
  )
}

function why(one: Waiting, row: Application): string {
  const mark = markOfRow(row, today())
  return errorText(one.code ?? 'server_error', { ...one.detail, state: t(mark.word, mark.values) })
}
