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
let rules: typeof import('../../pwa/src/applications/draft') & typeof import('../../pwa/src/applications/branch')
let store: typeof import('../../pwa/src/sync/store')
let state: typeof import('../../pwa/src/sync/state')

/** A page that was just opened: its modules are new, the database is the phone's. */
async function openPage(): Promise<void> {
  vi.resetModules()
  store = await import('../../pwa/src/sync/store')
  state = await import('../../pwa/src/sync/state')
  rules = { ...(await import('../../pwa/src/applications/draft')), ...(await import('../../pwa/src/applications/branch')) }
  drafts = await import('../../pwa/src/applications/drafts')
  await drafts.loadDrafts()
}

beforeEach(async () => {
  await openPage()
  await store.withOutbox(db => db.clear('drafts'))
  await openPage()
})

const onDisk = async (id: string) => (await store.withOutbox(db => db.get('drafts', id))) as unknown as Draft

test('W1: what was typed is on disk within half a second, without leaving the field', async () => {
  const { id } = await drafts.openDraft(item, asks, '511602101')
  void drafts.edit(id, { unit: '54251 部' })
  void drafts.edit(id, { unit: '54251 部队' })
  expect(drafts.saving.value.has(id)).toBe(true)
  await vi.waitFor(async () => expect((await onDisk(id)).answers).toEqual({ unit: '54251 部队' }))
  await vi.waitFor(() => expect(drafts.saving.value.has(id)).toBe(false))
})

test('W1: the saved mark comes only after the write', async () => {
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
  expect(next.others).toEqual({})
})

test('W5: the same field on both phones: mine is shown, the other stays in view until one is chosen', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const typed = rules.withAnswers(rules.afterSending(mine, rules.unsent(mine)), { unit: '乙' })
  const next = rules.merged(typed, row({ unit: '丙' }))
  expect(next.answers['unit']).toBe('乙')
  expect(next.others).toEqual({ unit: ['丙'] })
  expect(rules.withAnswers(next, { unit: '乙部' }).others).toEqual({ unit: ['丙'] })
  expect(rules.withAnswers(next, { unit: '丙' }).others).toEqual({})
  // The server is told what this phone knew, not what it heard since: it too sees both sides.
  expect(rules.unsent(next)).toEqual({ answers: { unit: '乙' }, materials: {}, base: 2, was: { answers: { unit: '甲' } } })
  const kept = rules.withChoice(next, 'unit', '乙')
  expect([kept.answers['unit'], kept.others, rules.unsent(kept).settled]).toEqual(['乙', {}, { unit: ['丙'] }])
  const taken = rules.withChoice(next, 'unit', '丙')
  expect([taken.answers['unit'], taken.others, rules.unsent(taken).answers]).toEqual(['丙', {}, { unit: '丙' }])
})

test('the echo of what this phone sent is no conflict with what was typed since', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '5425' })
  const sent = rules.unsent(mine)
  const typed = rules.withAnswers(mine, { unit: '54251' })
  const after = rules.afterSending(typed, sent)
  expect(after.dirty).toEqual(['unit'])
  expect(rules.merged(after, row({ unit: '5425' })).others).toEqual({})
})

test('only changed fields are sent, emptied ones as null', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { a: '1', b: '2' })
  const sent = rules.afterSending(mine, rules.unsent(mine))
  expect(rules.unsent(sent)).toEqual({ answers: {}, materials: {}, base: 0 })
  const emptied = rules.unsent(rules.withAnswers(sent, { b: undefined }))
  expect(emptied).toEqual({ answers: { b: null }, materials: {}, base: 0, was: { answers: { b: '2' } } })
})

test('W5: photos of the same material from two phones are all kept', async () => {
  const mine = rules.withPages(await drafts.openDraft(item, asks, '511602101'), 'cert', () => [page('aa')])
  expect(rules.merged(mine, row({}, { cert: [page('bb')] })).materials['cert']?.map(one => one.blob)).toEqual(['aa', 'bb'])
})

const after = (mine: Draft, typed: Record<string, unknown>) => rules.withAnswers(rules.afterSending(mine, rules.unsent(mine)), typed)

test('W5: a value of this phone that the server keeps beside another\'s is shown there too, and taken back with one tap', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const sent = rules.afterSending(mine, rules.unsent(mine))
  const next = rules.merged(sent, { ...row({ unit: '乙' }), conflicts: { answers: { unit: ['甲'] } } })
  expect([next.answers['unit'], next.others]).toEqual(['乙', { unit: ['甲'] }])
  const back = rules.withChoice(next, 'unit', '甲')
  expect(rules.unsent(back)).toEqual({ answers: { unit: '甲' }, materials: {}, base: 2, was: { answers: { unit: '乙' } }, settled: { unit: ['甲'] } })
  const landed = rules.merged(rules.afterSending(back, rules.unsent(back)), { ...row({ unit: '甲' }), version: 3 })
  expect([landed.answers['unit'], landed.others]).toEqual(['甲', {}])
})

test('W5: a row that has not changed since raises no doubt about what is on its way', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const typed = rules.merged(after(mine, { unit: '乙' }), row({ unit: '甲' }))
  const sent = rules.afterSending(typed, rules.unsent(typed))
  expect(rules.merged(sent, row({ unit: '甲' }), { answers: { unit: '乙' }, materials: {} }).others).toEqual({})
  const other = rules.merged(sent, { ...row({ unit: '甲', phone: '1' }), version: 3 }, { answers: { unit: '乙' }, materials: {} })
  expect([other.answers, other.others]).toEqual([{ unit: '乙', phone: '1' }, {}])
  const landed = rules.merged(other, { ...row({ unit: '乙', phone: '1' }), version: 4 })
  expect([landed.answers, landed.others]).toEqual([{ unit: '乙', phone: '1' }, {}])
})

test('W5: a page taken away here stays away although the other phone added one', async () => {
  const mine = rules.withPages(await drafts.openDraft(item, asks, '511602101'), 'cert', () => [page('aaaaaaaaaaaa'), page('bbbbbbbbbbbb')])
  const known = rules.afterSending(mine, rules.unsent(mine))
  const less = rules.withPages(known, 'cert', pages => pages.slice(1))
  expect(rules.unsent(less).was?.materials).toEqual({ cert: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] })
  const next = rules.merged(less, row({}, { cert: [page('aaaaaaaaaaaa'), page('bbbbbbbbbbbb'), page('cccccccccccc')] }))
  expect(next.materials['cert']?.map(one => one.blob[0])).toEqual(['b', 'c'])
})

test('W5: handed in from the other phone: what was typed here and is not in it is kept, the rest goes', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲', joined: '1968-03' })
  const typed = rules.withPages(after(mine, { unit: '乙' }), 'cert', () => [page('dd')])
  const done = rules.finished(typed, { ...row({ unit: '甲', joined: '1968-03' }), state: 'submitted' }, [])
  expect([done.done, done.answers, done.late]).toEqual([true, {}, { answers: { unit: '乙' }, materials: { cert: [page('dd')] } }])
  const beside = { ...row({ unit: '甲' }), state: 'submitted' as const, conflicts: { answers: { unit: ['乙'] }, materials: { cert: [page('dd')] } } }
  expect(rules.finished(typed, beside, []).late).toBeUndefined()
  const refused = { answers: { left: '1974-12' }, materials: {} }
  expect(rules.finished(rules.afterSending(mine, rules.unsent(mine)), row(mine.answers), [refused]).late).toEqual({ ...refused })
})

test('W7: a draft that an earlier app kept keeps its doubts', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const { others: _, ...older } = await onDisk(mine.id)
  await store.withOutbox(db => db.put('drafts', { ...older, theirs: { unit: '丙' } }))
  await openPage()
  expect(drafts.draft(mine.id)?.others).toEqual({ unit: ['丙'] })
  await drafts.choose(mine.id, 'unit', '丙')
  expect((await onDisk(mine.id)).answers['unit']).toBe('丙')
})

test('W7: answers to questions that this app does not know stay in the draft, and are no news to the server', async () => {
  const mine = await drafts.openDraft(item, asks, '511602101', { unit: '甲' })
  const next = rules.merged(rules.afterSending(mine, rules.unsent(mine)), row({ unit: '甲', bank: '农信社' }))
  const typed = rules.withAnswers(next, { unit: '乙' })
  expect(typed.answers).toEqual({ unit: '乙', bank: '农信社' })
  expect(rules.unsent(typed).answers).toEqual({ unit: '乙' })
})
