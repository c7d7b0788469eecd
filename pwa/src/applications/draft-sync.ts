// Drafts between this phone and the town: changed fields go out when there is a line, other phones' changes come in.
import { effect } from '@preact/signals'
import type { Application, Save } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { rows, serverRows } from '../sync/preview'
import { line, needsSignIn, outbox, session, type Waiting } from '../sync/state'
import { adopted, afterSending, finished, hasUnsent, merged, unsent } from './branch'
import { blobsOf, same, type Draft, type Patch } from './draft'
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

const seconds = () => Math.round(Date.now() / 1000)
const lane = (id: string) => outbox.value.filter(one => one.lane === id)

function isUnsent(one: Draft): boolean {
  if (one.submission || one.wanted_at || one.discarded_at || one.done || one.counter) return false
  return hasUnsent(one) && lane(one.id).every(sent => sent.state === 'rejected')
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

const SENDS = ['applications.save', 'applications.submit']

/** What mutations of a lane carry, the latest of each field. */
function carried(sent: Waiting[]): Patch {
  const args = sent.map(one => one.args as Partial<Save>)
  return { answers: Object.assign({}, ...args.map(one => one.answers)), materials: Object.assign({}, ...args.map(one => one.materials)) }
}

function takeIn(row: Application): void {
  const mine = drafts.peek().find(one => one.id === row.id)
  const waiting = lane(row.id).filter(one => one.state !== 'rejected')
  if (!mine || mine.done || waiting.some(one => one.name !== 'applications.save')) return
  const refused = lane(row.id).filter(one => one.state === 'rejected' && SENDS.includes(one.name))
  if (row.state === 'discarded') return void discardedElsewhere(mine, refused)
  if (row.state !== 'draft') {
    if (!waiting.length) void finish(mine.id, row, refused)
    return
  }
  const onTheWay = carried(waiting)
  const next = merged(mine, row, onTheWay)
  if (!same(next, mine)) void change(mine.id, now => merged(now, row, onTheWay))
}

async function finish(id: string, row: Application, refused: Waiting[]): Promise<void> {
  await change(id, now => finished(now, row, refused.map(one => carried([one]))))
  await forgetSaves(refused)
}

async function forgetSaves(refused: Waiting[]): Promise<void> {
  for (const one of refused) if (one.name === 'applications.save') await forget(one.id)
}

/** Deleted on another device: what was typed here meanwhile stays, and can be brought back with the draft. */
async function discardedElsewhere(mine: Draft, refused: Waiting[]): Promise<void> {
  if (mine.discarded_at) return
  if (!hasUnsent(mine) && !refused.length) return removeDraft(mine.id)
  const { answers, materials } = carried(refused)
  await change(mine.id, now => ({
    ...now, discarded_at: seconds(), wanted_at: undefined, submission: undefined,
    dirty: [...new Set([...now.dirty, ...Object.keys(answers)])],
    dirty_materials: [...new Set([...now.dirty_materials, ...Object.keys(materials)])]
  }))
  await forgetSaves(refused)
}

/** The draft to go on with on this phone, taken over from the server's row when it was begun elsewhere. */
export async function continued(id: string): Promise<Draft | undefined> {
  const mine = draft(id)
  if (mine && !mine.done) return mine
  const row = rows<Application>('application').value.find(one => one.id === id && one.state === 'draft')
  if (!row) return mine
  await keep(adopted(row, session.value?.person ?? null, seconds()))
  return draft(id)
}

/** Photos that some draft or case of this phone still names. */
export function namedBlobs(): Set<string> {
  const known = serverRows<Application>('application', 'me')
  const cases = known.flatMap(row => [...blobsOf(row.materials ?? {}), ...blobsOf(row.conflicts?.materials ?? {})])
  return new Set([...cases, ...openBlobs()])
}

/** Photos that a draft or unsent work names. */
export function openBlobs(): Set<string> {
  const waiting = outbox.value.flatMap(one => blobsOf((one.args as Partial<Save>).materials ?? {}))
  return new Set([...waiting, ...drafts.value.flatMap(named)])
}

const named = (one: Draft): string[] => [one.materials, one.mending?.materials, one.late?.materials].flatMap(pages => blobsOf(pages ?? {}))
