// @vitest-environment happy-dom
// A draft between two phones, as the town's rows come in: deleted there, handed in there, refused here. Nothing typed goes.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Application, Item } from '../../pwa/src/schema/types'

const item: Item = { code: 'tysb', name: '农村籍退役士兵定期生活补助', org: '511602101', department: 'veterans', version: 3 }
const asks = { form: { code: 'tysb', version: 2, schema: { type: 'object' as const, properties: { unit: { type: 'string' as const } } } }, materials: [] }

let sync: typeof import('../../pwa/src/applications/draft-sync')
let drafts: typeof import('../../pwa/src/applications/drafts')
let submits: typeof import('../../pwa/src/applications/submit')
let pull: typeof import('../../pwa/src/sync/pull')
let state: typeof import('../../pwa/src/sync/state')
let queue: typeof import('../../pwa/src/sync/outbox')
let client: typeof import('../../pwa/src/sync/client')

beforeEach(async () => {
  vi.resetModules()
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  const store = await import('../../pwa/src/sync/store')
  await store.withOutbox(db => Promise.all([db.clear('drafts'), db.clear('mutations')]))
  state = await import('../../pwa/src/sync/state')
  pull = await import('../../pwa/src/sync/pull')
  queue = await import('../../pwa/src/sync/outbox')
  client = await import('../../pwa/src/sync/client')
  drafts = await import('../../pwa/src/applications/drafts')
  sync = await import('../../pwa/src/applications/draft-sync')
  submits = await import('../../pwa/src/applications/submit')
  await client.open()
  await sync.startDraftSync()
  state.session.value = { session: 'x', person: 'p1' }
})

/** What the town has, as a sync brings it. */
function heard(row: Application): void {
  const held = { person: 'p1', scope: 'me', entity: 'application', key: row.id, version: row.version, body: { ...row } }
  pull.server.value = new Map([['me', new Map([['application', new Map([[row.id, held]])]])]])
}

const settled = () => new Promise(resolve => setTimeout(resolve, 50))
const row = (id: string, change: Partial<Application>): Application => ({ id, item: 'tysb', state: 'draft', version: 2, answers: {}, materials: {}, ...change })

test('W5: deleted on the other phone while it was typed in here: it can be brought back, with what was typed', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  await drafts.edit(id, { unit: '乙' })
  heard(row(id, { state: 'discarded', answers: { unit: '甲' } }))
  await settled()
  const gone = drafts.draft(id)!
  expect([gone.discarded_at !== undefined, gone.answers, gone.dirty]).toEqual([true, { unit: '乙' }, ['unit']])
  await submits.restore(gone)
  expect(drafts.draft(id)?.discarded_at).toBeUndefined()
  expect(state.outbox.value.map(one => one.name)).toEqual(['applications.restore'])
})

test('W5: deleted on the other phone, and nothing of it was typed here: it leaves this one', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  heard(row(id, { state: 'discarded' }))
  await settled()
  expect(drafts.draft(id)).toBeUndefined()
})

test('W5: a save that came after the other phone had handed it in: its values are kept beside the case', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101', { unit: '乙' })
  await sync.sendSaves()
  const [save] = await queue.list('p1')
  await queue.take('p1', 'c', 0, { bytes: 10_000, count: 10 })
  await queue.settle([{ id: save!.id, status: 'rejected', code: 'state_forbids' }], () => 0)
  await client.forget('another') // shows the outbox as it is now
  heard(row(id, { state: 'submitted', answers: { unit: '甲' } }))
  await settled()
  expect([drafts.draft(id)?.done, drafts.draft(id)?.late]).toEqual([true, { answers: { unit: '乙' }, materials: {} }])
  await vi.waitFor(async () => expect(await queue.list('p1')).toEqual([]))
})
