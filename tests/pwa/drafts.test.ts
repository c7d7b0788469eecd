// @vitest-environment happy-dom
// Drafts on the phone: durable before "saved", shared between two phones, nothing typed is lost.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Application, Item } from '../../pwa/src/schema/types'
import type { Draft } from '../../pwa/src/applications/draft'

const item: Item = { code: 'tysb', name: '农村籍退役士兵定期生活补助', org: '511602101', department: 'veterans', version: 3 }
const asks = { form: { code: 'tysb', version: 2, schema: { type: 'object' as const, properties: {} } }, materials: [] }
const person = { session: 'x', person: 'p1' }

let drafts: typeof import('../../pwa/src/applications/drafts')
let rules: typeof import('../../pwa/src/applications/draft')
let store: typeof import('../../pwa/src/sync/store')
let state: typeof import('../../pwa/src/sync/state')

/** A page that was just opened: its modules are new, the database is the phone's. */
async function openPage(): Promise<void> {
  vi.resetModules()
  store = await import('../../pwa/src/sync/store')
  state = await import('../../pwa/src/sync/state')
  rules = await import('../../pwa/src/applications/draft')
  drafts = await import('../../pwa/src/applications/drafts')
  await drafts.loadDrafts()
}

beforeEach(async () => {
  await openPage()
  await store.withOutbox(db => db.clear('drafts'))
  await openPage()
})

const onDisk = async (id: string) => (await store.withOutbox(db => db.get('drafts', id))) as unknown as Draft

test('what was typed is on disk within half a second, without leaving the field', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  void drafts.edit(id, { unit: '54251 部' })
  void drafts.edit(id, { unit: '54251 部队' })
  expect(drafts.saving.value.has(id)).toBe(true)
  await new Promise(resolve => setTimeout(resolve, 500))
  expect((await onDisk(id)).answers).toEqual({ unit: '54251 部队' })
  expect(drafts.saving.value.has(id)).toBe(false)
})

test('the saved mark comes only after the write', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  let saved = false
  const writing = drafts.edit(id, { unit: 'x' }).then(() => { saved = true })
  expect(saved).toBe(false)
  await drafts.flush()
  await writing
  expect((await onDisk(id)).answers['unit']).toBe('x')
})

test('a page that is opened again shows what was typed before', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101', { name: '杨建国' })
  await drafts.edit(id, { joined: '1968-03' })
  await openPage()
  expect(drafts.draft(id)?.answers).toEqual({ name: '杨建国', joined: '1968-03' })
  expect(drafts.draft(id)?.form).toBe('tysb@2')
})

test('two tabs that change different fields both keep theirs', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  const other = drafts
  await openPage()
  await drafts.edit(id, { joined: '1968-03' })
  await other.edit(id, { left: '1974-12' })
  expect((await onDisk(id)).answers).toEqual({ joined: '1968-03', left: '1974-12' })
})

test('typing during a write is written too', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  void drafts.edit(id, { a: '1' })
  const first = drafts.flush()
  const later = drafts.edit(id, { b: '2' })
  await first
  expect(drafts.draft(id)?.answers).toEqual({ a: '1', b: '2' })
  await drafts.flush()
  await later
  expect((await onDisk(id)).answers).toEqual({ a: '1', b: '2' })
})

test('a draft of one person is not shown to another, one without a sign-in is shown to both', async () => {
  const free = await drafts.openDraft(item, asks, '511602101')
  state.session.value = person
  const mine = await drafts.openDraft(item, asks, '511602101')
  expect(drafts.drafts.value.map(one => one.id).sort()).toEqual([free.id, mine.id].sort())
  state.session.value = { session: 'y', person: 'p2' }
  expect(drafts.drafts.value.map(one => one.id)).toEqual([free.id])
})

const row = (answers: Record<string, unknown>, materials: Application['materials'] = {}): Application =>
  ({ id: 'd', item: 'tysb', state: 'draft', version: 2, answers, materials })
const page = (blob: string) => ({ blob, size: 1, type: 'image/webp' as const })

test('fields changed on the other phone appear here', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { name: '杨建国' })
  const sent = rules.afterSending(mine, rules.unsent(mine))
  const next = rules.merged(sent, row({ name: '杨建国', phone: '13800138000' }))
  expect(next.answers).toEqual({ name: '杨建国', phone: '13800138000' })
  expect(next.theirs).toEqual({})
})

test('the same field on both phones: mine is shown, the other stays in view as a note', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const typed = rules.withAnswers(rules.afterSending(mine, rules.unsent(mine)), { unit: '乙' })
  const next = rules.merged(typed, row({ unit: '丙' }))
  expect(next.answers['unit']).toBe('乙')
  expect(next.theirs).toEqual({ unit: '丙' })
  expect(rules.withAnswers(next, { unit: '丙' }).theirs).toEqual({})
})

test('the echo of what this phone sent is no conflict with what was typed since', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '5425' })
  const sent = rules.unsent(mine)
  const typed = rules.withAnswers(mine, { unit: '54251' })
  const after = rules.afterSending(typed, sent)
  expect(after.dirty).toEqual(['unit'])
  expect(rules.merged(after, row({ unit: '5425' })).theirs).toEqual({})
})

test('only changed fields are sent, emptied ones as null', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { a: '1', b: '2' })
  const sent = rules.afterSending(mine, rules.unsent(mine))
  expect(rules.unsent(sent)).toEqual({ answers: {}, materials: {} })
  expect(rules.unsent(rules.withAnswers(sent, { b: undefined }))).toEqual({ answers: { b: null }, materials: {} })
})

test('photos of the same material from two phones are all kept', async () => {
  const mine = rules.withPages(await drafts.openDraft(item, asks, '511602101'), 'cert', () => [page('aa')])
  expect(rules.merged(mine, row({}, { cert: [page('bb')] })).materials['cert']?.map(one => one.blob)).toEqual(['bb', 'aa'])
})
