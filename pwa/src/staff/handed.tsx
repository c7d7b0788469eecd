// To somebody whose post has ended: what they did without a line was not lost, it lies with the supervisor.
import { forget, outbox } from '../sync/client'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { wordOf } from './history'

export function Handed() {
  const handed = outbox.value.filter((one) => one.code === 'quarantined')
  if (!handed.length) return null
  return (
    <div class="box sent stack" role="status">
      <p><b>{t('您没送出的 {n} 步已经交给主任，一步没丢', { n: handed.length })}</b></p>
      <ul>{handed.map((one) => <li key={one.id}>{wordOf(one.name)} <small class="num">{stamp(one.made_at)}</small></li>)}</ul>
      <p><button class="btn two" type="button" onClick={() => void Promise.all(handed.map((one) => forget(one.id)))}>{t('知道了')}</button></p>
    </div>
  )
}
