// Drafts between this phone and the town: changed fields go out when there is a line, other phones' changes come in.
import { effect } from '@preact/signals'
import type { Application, Save } from '../schema/types'
import { mutate } from '../sync/client'
import { serverRows } from '../sync/preview'
import { line, needsSignIn, outbox, session } from '../sync/state'
import { adopted, afterSending, blobsOf, merged, same, unsent, type Draft } from './draft'
import { change, draft, drafts, flush, keep, loadDrafts, removeDraft } from './drafts'

const IDLE_MS = 4_000
let timer: ReturnType<typeof setTimeout> | undefined

export async function startDraftSync(): Promise<void> {
  await loadDrafts()
  effect(() => {
    const rows = serverRows<Application>('application', 'me')
    for (const row of rows) takeIn(row)
  })
  effect(() => {
    const waits = session.value && !needsSignIn.value && line.value !== 'off' && drafts.value.some(isUnsent)
    clearTimeout(timer)
    if (waits) timer = setTimeout(() => void sendSaves(), IDLE_MS)
  })
}

const lane = (id: string) => outbox.value.filter(one => one.lane === id)

function isUnsent(one: Draft): boolean {
  if (one.submission || one.wanted_at || one.discarded_at || one.done) return false
  return one.dirty.length + one.dirty_materials.length > 0 && lane(one.id).every(sent => sent.state === 'rejected')
}

/** One save a draft is on the way at most; what is typed meanwhile goes with the next. */
export async function sendSaves(): Promise<void> {
  if (!session.value || needsSignIn.value) return
  for (const one of drafts.value.filter(isUnsent)) {
    await flush()
    const patch = unsent(draft(one.id) ?? one)
    const { id, item, item_version, form, place } = one
    const args: Save = { id, item, item_version, form, place, ...patch }
    await mutate('applications.save', id, args)
    const person = session.value?.person ?? null
    await change(id, now => ({ ...afterSending(now, patch), person: now.person ?? person }))
  }
}

function takeIn(row: Application): void {
  const mine = drafts.peek().find(one => one.id === row.id)
  if (!mine || mine.done || lane(row.id).some(one => one.state !== 'rejected' && one.name !== 'applications.save')) return
  if (row.state === 'discarded') return void (mine.discarded_at ?? removeDraft(mine.id))
  if (row.state !== 'draft') return void change(mine.id, finished)
  const onTheWay = lane(row.id).flatMap(one => Object.keys((one.args as Partial<Save>).answers ?? {}))
  const next = merged(mine, row, onTheWay)
  if (!same(next, mine)) void change(mine.id, now => merged(now, row, onTheWay))
}

/** The town has it: only the time of submission is kept, for the road of the case. */
function finished(one: Draft): Draft {
  return {
    ...one, done: true, answers: {}, materials: {}, known: {}, known_materials: {}, theirs: {}, dirty: [],
    dirty_materials: [], wanted_at: undefined
  }
}

/** The draft to go on with on this phone, taken over from the server's row when it was begun elsewhere. */
export async function continued(id: string): Promise<Draft | undefined> {
  const mine = draft(id)
  if (mine && !mine.done) return mine
  const row = serverRows<Application>('application', 'me').find(one => one.id === id && one.state === 'draft')
  if (!row) return mine
  await keep(adopted(row, session.value?.person ?? null, Math.round(Date.now() / 1000)))
  return draft(id)
}

/** Photos that some draft or case of this phone still names. */
export function namedBlobs(): Set<string> {
  const cases = serverRows<Application>('application', 'me').flatMap(row => blobsOf(row.materials ?? {}))
  return new Set([...cases, ...openBlobs()])
}

/** Photos that a draft or unsent work names. */
export function openBlobs(): Set<string> {
  const waiting = outbox.value.flatMap(one => blobsOf((one.args as Partial<Save>).materials ?? {}))
  return new Set([...waiting, ...drafts.value.flatMap(one => blobsOf({ ...one.materials, ...one.mending?.materials }))])
}
