// Drafts that were deleted within the last 30 days, here or on another device, each to be brought back.
import type { Application } from '../schema/types'
import { rows, serverRows } from '../sync/preview'
import { serverNow } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { drafts } from './drafts'
import { restore } from './submit'

const KEPT_SECONDS = 30 * 86_400

interface Gone { id: string; name: string; at: number }

function gone(): Gone[] {
  const own = new Set(serverRows<Application>('application', 'me').map(row => row.id))
  const there = rows<Application>('application').value.filter(row => row.state === 'discarded' && own.has(row.id))
  const here = drafts.value.filter(one => one.discarded_at && !one.done && !one.counter)
  const all = [
    ...there.map(row => ({ id: row.id, name: row.item_name ?? '', at: row.saved_at ?? 0 })),
    ...here.map(one => ({ id: one.id, name: one.item_name, at: one.discarded_at! }))
  ]
  return [...new Map(all.map(one => [one.id, one])).values()]
    .filter(one => one.at > serverNow() - KEPT_SECONDS).sort((a, b) => b.at - a.at)
}

export function Deleted() {
  const list = gone()
  if (!list.length) return null
  return (
    <details class="sec">
      <summary class="row"><b>{t('删掉的草稿，{n} 份', { n: list.length })}</b><Icon name="i-down" /></summary>
      <ul>
        {list.map(one => (
          <li class="row" key={one.id}>
            <span><b>{one.name}</b><small>{t('{time} 删的，30 天内可以恢复', { time: stamp(one.at) })}</small></span>
            <button class="btn two" type="button" aria-label={t('恢复{name}', { name: one.name })}
              onClick={() => void restore(one).then(() => toast(t('草稿恢复了')))}>{t('恢复')}</button>
          </li>
        ))}
      </ul>
    </details>
  )
}
