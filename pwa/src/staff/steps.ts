// The steps that a member of staff takes: one mutation each, in the case's lane, naming the version that was seen.
import type { Application, Return } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { toast } from '../ui/toast'
import { line } from '../sync/state'
import { t } from '../text/t'
import { waitingOf } from './desk'
import { defectsOf } from './defects'
import { markSent, reviewOf } from './reviews'
import type { Step } from './rights'

const DONE: Record<Step, string> = {
  claim: '归您办了', return: '退回补正了', accept: '受理了', decline: '不予受理，写好了', hand_over: '转出去了', approve: '批准了',
  refuse: '没通过，写好了', publicise: '开始公示', issue: '办结了',
}

export async function take(row: Application, step: Step, args: Record<string, unknown> = {}): Promise<void> {
  // What the town did not take is dealt with by doing it again.
  const refused = waitingOf(row.id).filter((one) => one.state === 'rejected')
  const id = await mutate(`applications.${step}`, row.id, { id: row.id, base: row.version, ...args })
  if (step !== 'claim') await markSent(row, id)
  for (const one of refused) await forget(one.id)
  toast(line.value === 'off' ? t('{done}。存在平板，连上就送出', { done: t(DONE[step]) }) : t(DONE[step]))
}

export function returnArgs(row: Application): Omit<Return, 'id' | 'base'> & Record<string, unknown> {
  const review = reviewOf(row)
  const because = row.state === 'returned' ? { again_because: (review.typed['because'] ?? '').trim() } : {}
  return { round: row.round ?? 1, defects: defectsOf(review), ...because }
}
