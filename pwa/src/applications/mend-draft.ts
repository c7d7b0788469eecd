// The mending of a case as it is being put together: on disk like a draft, in the same place.
import type { Answers } from '../forms/schema'
import type { Application, Page } from '../schema/types'
import { session } from '../sync/state'
import { adopted } from './branch'
import { change, draft, keep, loadDrafts } from './drafts'
import { noMending, usable, type Mending } from './mending'

/** What was mended so far in this round. */
export function mendingOf(row: Application): Mending {
  const kept = draft(row.id)?.mending
  const round = row.round ?? 1
  return kept?.round === round ? kept : noMending(round)
}

/** What was put together for an earlier round and was not used; only while this round is untouched. */
export function olderMending(row: Application): Pick<Mending, 'answers' | 'materials'> | undefined {
  const kept = draft(row.id)?.mending
  return kept && kept.round !== (row.round ?? 1) ? usable(row, kept) : undefined
}

export const reuse = (row: Application, older: Pick<Mending, 'answers' | 'materials'>): Promise<void> =>
  changeMending(row, now => ({ ...now, answers: { ...now.answers, ...older.answers }, materials: { ...now.materials, ...older.materials } }))

export const mendAnswers = (row: Application, answers: Answers): Promise<void> =>
  changeMending(row, now => ({ ...now, answers: { ...now.answers, ...answers } }))

export const mendPages = (row: Application, material: string, pages: (now: Page[]) => Page[]): Promise<void> =>
  changeMending(row, now => ({
    ...now, materials: { ...now.materials, [material]: pages(now.materials[material] ?? row.materials?.[material] ?? []) }
  }))

async function changeMending(row: Application, apply: (now: Mending) => Mending): Promise<void> {
  await loadDrafts()
  const round = row.round ?? 1
  if (!draft(row.id)) {
    const now = Math.round(Date.now() / 1000)
    await keep({ ...adopted({ ...row, answers: {}, materials: {} }, session.value?.person ?? null, now), done: true })
  }
  await change(row.id, one => ({ ...one, mending: apply(one.mending?.round === round ? one.mending : noMending(round)) }))
}
