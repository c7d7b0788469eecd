// @vitest-environment happy-dom
// Handing in: exactly one submission leaves the phone, wherever the page was closed in between.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Item } from '../../pwa/src/schema/types'

const item: Item = { code: 'tysb', name: '农村籍退役士兵定期生活补助', org: '511602101', department: 'veterans', version: 3 }
const asks = { form: { code: 'tysb', version: 2, schema: { type: 'object' as const, properties: { unit: { type: 'string' as const } } } }, materials: [] }

let submits: typeof import('../../pwa/src/applications/submit')
let drafts: typeof import('../../pwa/src/applications/drafts')
let store: typeof import('../../pwa/src/sync/store')
let state: typeof import('../../pwa/src/sync/state')

/** A page that was just opened by somebody who is signed in, without a line. */
async function openPage(): Promise<void> {
  vi.resetModules()
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  store = await import('../../pwa/src/sync/store')
  state = await import('../../pwa/src/sync/state')
  drafts = await import('../../pwa/src/applications/drafts')
  submits = await import('../../pwa/src/applications/submit')
  const { open } = await import('../../pwa/src/sync/client')
  await Promise.all([open(), drafts.loadDrafts()])
  state.session.value = { session: 'x', person: 'p1' }
}

beforeEach(async () => {
  await openPage()
  await store.withOutbox(db => Promise.all([db.clear('drafts'), db.clear('mutations')]))
  await openPage()
})

const inOutbox = () => store.withOutbox(db => db.getAll('mutations'))
const onDisk = (id: string) => store.withOutbox(db => db.get('drafts', id))

async function filledIn(): Promise<string> {
  const { id } = await drafts.openDraft(item, asks, '511602101', { unit: '54251 部队' })
  return id
}

test('what was handed in stands once in the outbox, and the draft knows it', async () => {
  const id = await filledIn()
  await submits.submit(id)
  const [sent, ...more] = await inOutbox()
  expect(more).toEqual([])
  expect(sent).toMatchObject({ name: 'applications.submit', lane: id, args: { answers: { unit: '54251 部队' } } })
  expect(await onDisk(id)).toMatchObject({ submission: sent!.id })
})

test('a page that was closed between the outbox and the draft does not hand in a second time', async () => {
  const id = await filledIn()
  await submits.submit(id)
  const [sent] = await inOutbox()
  // As the disk was when the page went away: the draft had not been noted yet.
  const draft = { ...(await onDisk(id))!, submission: undefined, wanted_at: 1 }
  await store.withOutbox(db => db.put('drafts', draft))
  await openPage()
  await submits.submit(id)
  expect((await inOutbox()).map(one => one.id)).toEqual([sent!.id])
  expect(await onDisk(id)).toMatchObject({ submission: sent!.id })
})

test('what another tab has handed in already is not handed in by this one', async () => {
  const id = await filledIn()
  await store.withOutbox(async db => db.put('drafts', { ...(await db.get('drafts', id))!, submission: 'the other tab\'s' }))
  await submits.submit(id)
  expect(await inOutbox()).toEqual([])
  expect(drafts.draft(id)?.submission).toBe('the other tab\'s')
})

test('what the town did not take can be handed in anew', async () => {
  const id = await filledIn()
  await submits.submit(id)
  const [refused] = await inOutbox()
  await store.withOutbox(db => Promise.all([
    db.put('mutations', { ...refused!, client: 'this', seq: 1, state: 'rejected', code: 'args_invalid' }), db.put('lanes', 1, ['this', id])
  ]))
  await openPage()
  await submits.reopen(id)
  await submits.submit(id)
  const [anew, ...more] = await inOutbox()
  expect(more).toEqual([])
  expect(anew).toMatchObject({ name: 'applications.submit', state: 'waiting' })
  expect(anew!.id).not.toBe(refused!.id)
})
