// What happened to a case: who did what, where and when, and what waits on this tablet.
import type { Application, Event } from '../schema/types'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { SyncChip } from '../ui/state-chip'
import { waitingOf } from './desk'

const WORDS: Record<string, string> = {
  'applications.submit': '本人提交', 'applications.mend': '本人补正', 'applications.withdraw': '本人撤回', 'applications.return': '退回补正',
  'applications.accept': '受理', 'applications.decline': '不予受理', 'applications.hand_over': '转部门办', 'applications.approve': '批准',
  'applications.refuse': '没通过', 'applications.publicise': '公示', 'applications.issue': '办结', 'applications.claim': '接手',
  'counter.take_in': '窗口代填', 'counter.mend': '到窗口补了', claim: '接手', blobs_arrived: '照片到齐', blob_refused: '有一页查出病毒，没收下',
}

export const wordOf = (what: string): string => t(WORDS[what] ?? what)

export const byWhom = (event: Event): string => [event.by, event.where].filter(Boolean).join('，')

export function History({ row }: { row: Application }) {
  const events = [...(row.history ?? [])].reverse()
  const waiting = waitingOf(row.id)
  return (
    <details class="past">
      <summary>{t('办理经过，{n} 步', { n: events.length + waiting.length })}</summary>
      <ol>
        {[...waiting].reverse().map((one) => <li key={one.id}><b>{wordOf(one.name)}</b> <SyncChip state={one.state} /> <small class="num">{stamp(one.made_at)}</small></li>)}
        {events.map((event, at) => (
          <li key={at}>
            <b>{wordOf(event.what)}</b>　<small>{byWhom(event)}　<span class="num">{stamp(event.at)}</span></small>
            {event.note && <p>{event.note}</p>}
          </li>
        ))}
      </ol>
    </details>
  )
}
