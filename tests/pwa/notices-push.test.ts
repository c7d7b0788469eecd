// N1: one piece of news is shown once, whichever way it comes first; what the worker decides is decided on real IndexedDB.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Notice } from '../../pwa/src/schema/types'

const notice = (id: string, change: Partial<Notice> = {}): Notice => ({ id, at: 1_700_000_000, kind: 'bus', title: '班车', body: '晚半小时', ...change })

async function phone() {
  vi.resetModules()
  const store = await import('../../pwa/src/sync/store')
  const worker = await import('../../pwa/src/sw/notice')
  return { ...store, ...worker }
}

const row = (id: string, person = 'person-a') => ({ person, scope: 'me', entity: 'notice', key: id, version: 1, body: { ...notice(id) } })

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()))

test('N1: news that came by push is not shown a second time by push', async () => {
  const one = await phone()
  await one.withCache((db) => db.count('pushed'))
  expect(await one.keepNotice(notice('a'))).toBe(true)
  expect(await one.keepNotice(notice('a'))).toBe(false)
  expect(await one.withCache((db) => db.getAllKeys('pushed'))).toEqual(['a'])
})

test('N1: news that sync brought is not shown by a push that comes later, whoever it is for and also where rows are sealed', async () => {
  const one = await phone()
  await one.withCache(async (db) => {
    await db.put('rows', row('a'))
    await db.put('rows', { ...row('b', 'person-b'), body: { sealed: new Uint8Array(9) } })
    await db.put('rows', { ...row('c'), entity: 'application' })
  })
  expect(await one.keepNotice(notice('a'))).toBe(false)
  expect(await one.keepNotice(notice('b'))).toBe(false)
  expect(await one.keepNotice(notice('c'))).toBe(true)
})

test('N1: a phone that holds nothing yet shows the news and makes no database of its own', async () => {
  const one = await phone()
  expect(await one.keepNotice(notice('a'))).toBe(true)
  expect((await indexedDB.databases()).map((db) => db.name)).toEqual([])
})

test('N1: whether news is stale is asked of the town’s clock, not of the phone’s', async () => {
  const one = await phone()
  await one.keepOnDevice('clock', -2 * 365 * 86_400)
  const now = Date.now() / 1000
  expect(Math.abs((await one.townNow()) - (now - 2 * 365 * 86_400))).toBeLessThan(5)
})

test('N1: what sync brought after the push leaves the worker’s shelf, and the inbox has it once', async () => {
  const one = await phone()
  await one.withCache((db) => db.count('pushed'))
  await one.keepNotice(notice('a'))
  await one.keepNotice(notice('b'))
  const { applyRows } = await import('../../pwa/src/sync/pull')
  await applyRows('person-a', { at: 1, rows: { me: [{ entity: 'notice', key: 'a', version: 1, body: { ...notice('a') } }] }, cursors: { me: 1 } })
  const state = await import('../../pwa/src/sync/state')
  state.session.value = { session: 's', person: 'person-a' }
  const inbox = await import('../../pwa/src/notices/all')
  await inbox.loadPushed()
  expect(inbox.notices.value.map((each) => each.id).sort()).toEqual(['a', 'b'])
  expect(await one.withCache((db) => db.getAllKeys('pushed'))).toEqual(['b'])
})
