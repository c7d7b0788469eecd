// @vitest-environment happy-dom
// The app changes over the years; what a person typed does not: upgrades, upgrades that fail, an app that was put back.
import 'fake-indexeddb/auto'
import { deleteDB, openDB, type IDBPDatabase } from 'idb'
import { beforeEach, expect, test } from 'vitest'
import { openDisposable, openKept, type Step } from '../../pwa/src/sync/open-store'
import { makeCache, OUTBOX_STEPS, withOutbox, type CacheSchema, type OutboxSchema } from '../../pwa/src/sync/store'

const OUTBOX = 'ganchang-outbox'
const CACHE = 'ganchang-cache'
const lost = () => undefined

/** As the first app made it, by hand: the steps of today must never change what it was. */
async function asTheFirstAppLeftIt(): Promise<void> {
  const db = await openDB(OUTBOX, 1, {
    upgrade(made) {
      made.createObjectStore('mutations', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', { unique: true })
      for (const name of ['lanes', 'device']) made.createObjectStore(name)
      made.createObjectStore('drafts', { keyPath: 'id' })
      made.createObjectStore('blobs', { keyPath: 'sha256' })
    }
  })
  await db.put('mutations', { id: 'm1', person: 'p1', lane: 'a', name: 'applications.submit', args: { id: 'a', of_a_later_app: [1, { deep: '深' }] }, made_at: 1, seq: 7, client: 'c', state: 'rejected', tries: 3, next_at: 0 })
  await db.put('mutations', { id: 'm2', person: null, lane: 'guide', name: 'guide.report_error', args: {}, made_at: 2, state: 'waiting', tries: 0, next_at: 0 })
  await db.put('lanes', 7, ['c', 'a'])
  await db.put('device', { session: 's', person: 'p1' }, 'session')
  await db.put('drafts', { id: 'd', answers: { unit: '54251 部队' }, theirs: { unit: '丙' }, unknown: true })
  await db.put('blobs', { sha256: 'aa', bytes: Uint8Array.from({ length: 1000 }, (_, at) => at % 256) })
  db.close()
}

async function contents(db: Pick<IDBPDatabase, 'objectStoreNames' | 'getAll' | 'getAllKeys'>, names = ['mutations', 'lanes', 'device', 'drafts', 'blobs']) {
  return Object.fromEntries(await Promise.all(names.map(async name => [name, [await db.getAllKeys(name), await db.getAll(name)]])))
}

async function onDisk(): Promise<unknown> {
  const db = await openDB(OUTBOX)
  const found = await contents(db)
  db.close()
  return found
}

beforeEach(async () => {
  await deleteDB(OUTBOX)
  await deleteDB(CACHE)
})

const newer: Step<OutboxSchema>[] = [...OUTBOX_STEPS, db => void (db as unknown as IDBPDatabase).createObjectStore('later')]
const broken: Step<OutboxSchema>[] = [...OUTBOX_STEPS, db => { db.deleteObjectStore('drafts'); throw new Error('no room') }]

test('W7: an upgrade leaves the outbox as it was, byte for byte', async () => {
  await asTheFirstAppLeftIt()
  const before = await onDisk()
  const db = await openKept(OUTBOX, newer, lost)
  expect([db.version, Array.from(db.objectStoreNames).includes('later' as never)]).toEqual([2, true])
  db.close()
  expect(await onDisk()).toEqual(before)
})

test('W7: an upgrade that fails half way leaves the outbox as it was, and the app goes on with it', async () => {
  await asTheFirstAppLeftIt()
  const before = await onDisk()
  const db = await openKept(OUTBOX, broken, lost)
  expect(db.version).toBe(1)
  expect(await contents(db as unknown as IDBPDatabase)).toEqual(before)
  await db.put('lanes', 8, ['c', 'a'])
  expect(await db.get('lanes', ['c', 'a'])).toBe(8)
  db.close()
})

test('W7: an app that was put back works on the outbox of the newer one', async () => {
  await asTheFirstAppLeftIt()
  const before = await onDisk()
  ;(await openKept(OUTBOX, newer, lost)).close()
  const db = await openKept(OUTBOX, OUTBOX_STEPS, lost)
  expect(db.version).toBe(2)
  expect(await contents(db as unknown as IDBPDatabase)).toEqual(before)
  db.close()
})

test('W7: the app of today reads what the first one left', async () => {
  await asTheFirstAppLeftIt()
  expect(await withOutbox(db => contents(db as unknown as IDBPDatabase))).toEqual(await onDisk())
})

test('W7: a phone on which nothing was ever kept is not left with half a database', async () => {
  await expect(openKept(OUTBOX, [() => { throw new Error('no room') }], lost)).rejects.toThrow()
  const db = await openKept(OUTBOX, OUTBOX_STEPS, lost)
  expect(Array.from(db.objectStoreNames)).toEqual(['blobs', 'device', 'drafts', 'lanes', 'mutations'])
  db.close()
})

test('W7: a cache whose upgrade fails, or that a later app made, is emptied and made anew; the outbox is not touched', async () => {
  await asTheFirstAppLeftIt()
  const before = await onDisk()
  const first = await openDisposable<CacheSchema>(CACHE, 1, makeCache, lost)
  await first.put('kept', 5, 'synced_at')
  first.close()
  let tries = 0
  const second = await openDisposable<CacheSchema>(CACHE, 2, db => { if (!tries++) throw new Error('no room'); makeCache(db) }, lost)
  expect([tries, second.version, await second.get('kept', 'synced_at')]).toEqual([2, 2, undefined])
  await second.put('kept', 6, 'synced_at')
  second.close()
  const putBack = await openDisposable<CacheSchema>(CACHE, 1, makeCache, lost)
  expect([putBack.version, await putBack.get('kept', 'synced_at')]).toEqual([1, undefined])
  putBack.close()
  expect(await onDisk()).toEqual(before)
})
