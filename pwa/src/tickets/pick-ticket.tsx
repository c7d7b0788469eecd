// What a number is drawn for: whose windows, where the hall's windows have groups, then which of the three kinds.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { DrawTicket, HallWindow } from '../schema/types'
import { t } from '../text/t'
import { PickKind } from './pick-kind'
import { windowsOf } from './rules'
import './tickets.css'

interface Props {
  windows: HallWindow[]
  pick: (what: Pick<DrawTicket, 'kind' | 'group'>) => void
  /** Said of the kinds. */
  children?: ComponentChildren
}

export function PickTicket({ windows, pick, children }: Props) {
  const [group, setGroup] = useState<string>()
  if (!group && windowsOf(windows).size) {
    return (
      <>
        <h2 class="plain">{t('您去哪边的窗口？')}</h2>
        <PickGroup windows={windows} pick={setGroup} />
        <p class="sub">{t('不清楚去哪边，问一问大厅里的工作人员。')}</p>
      </>
    )
  }
  return (
    <>
      <h2 class="plain">{group ? t('{group}：您来办什么？', { group }) : t('您来办什么？')}</h2>
      <PickKind label={t('取哪种号')} pick={(kind) => pick({ kind, group })} />
      {children}
      {group && <button class="link" type="button" onClick={() => setGroup(undefined)}>{t('去别的窗口')}</button>}
    </>
  )
}

export function PickGroup({ windows, chosen, pick }: { windows: HallWindow[]; chosen?: string; pick: (group: string) => void }) {
  return (
    <div class="kinds" role="group" aria-label={t('去哪边的窗口')}>
      {[...windowsOf(windows)].map(([group, names]) => (
        <button key={group} class="btn two" type="button" aria-pressed={chosen === undefined ? undefined : chosen === group} onClick={() => pick(group)}>
          {group}
          <small>{names.join(t('、'))}</small>
        </button>
      ))}
    </div>
  )
}
