// D4: WebKit drops the database connection of a page that was in the background. Whatever was written stays written, and
// what is being written when the line to the disk breaks is written again.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'

const CYCLES = 1000

beforeEach(() => {
  vi.resetModules()
  vi.restoreAllMocks()
  localStorage.clear()
  vi.stubGlobal('indexedDB', new IDBFactory())
})

/** The same numbers in every run. */
function chance(seed: number): () => number {
  return () => ((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648), seed / 2_147_483_648)
}

/** As WebKit does it: connections that were open are dead, and say so in one of its ways when they are next used. */
function breakable() {
  const real = IDBDatabase.prototype.transaction
  const dead = new WeakSet<IDBDatabase>()
  const seen = new Set<IDBDatabase>()
  const running = new Set<IDBTransaction>()
  const ways = [
    () => new DOMException('The database connection is closing.', 'InvalidStateError'),
    () => new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError'),
    () => new DOMException('Attempt to get a record from database without an in-progress transaction: connection was lost', 'UnknownError'),
  ]
  let turn = 0
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    seen.add(this)
    if (dead.has(this)) throw ways[turn++ % ways.length]!()
    const tx = real.apply(this, args)
    running.add(tx)
    tx.addEventListener('complete', () => running.delete(tx))
    tx.addEventListener('abort', () => running.delete(tx))
    return tx
  })
  return () => {
    seen.forEach((db) => dead.add(db))
    for (const tx of running) if (tx.objectStoreNames.contains('drafts')) tx.abort()
  }
}

test('D4: 1,000 times in the background and back, and not one write is lost', async () => {
  const { withOutbox, withCache, STRICT, closeStores } = await import('../../pwa/src/sync/store')
  const { add, list } = await import('../../pwa/src/sync/outbox')
  const kill = breakable()
  const random = chance(7)
  const drafts = new Map<string, number>()
  const sent: string[] = []
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const id = `draft-${cycle % 20}`
    drafts.set(id, cycle)
    const writes: Promise<unknown>[] = [
      withOutbox(async (db) => {
        const tx = db.transaction('drafts', 'readwrite', STRICT)
        await Promise.all([tx.store.put({ id, typed: cycle }), tx.done])
      }),
      add('person-a', 'applications.save', `lane-${cycle}`, { n: cycle }, cycle).then((made) => sent.push(made)),
      withCache((db) => db.put('kept', cycle, 'turn')),
    ]
    // The page goes to the background before, while or after they are under way.
    const when = random()
    if (when < 0.3) kill()
    else if (when < 0.6) void Promise.resolve().then(kill)
    else if (when < 0.7) closeStores()
    await Promise.all(writes)
    if (when >= 0.7) kill()
  }
  const kept = await withOutbox((db) => db.getAll('drafts'))
  expect(new Map(kept.map((one) => [one.id, one.typed]))).toEqual(drafts)
  expect((await list('person-a')).map((one) => one.id).sort()).toEqual(sent.sort())
  expect(new Set(sent).size).toBe(CYCLES)
  expect(await withCache((db) => db.get('kept', 'turn'))).toBe(CYCLES - 1)
}, 60_000)

test('D4: a full phone gives up the guide before a word of what was typed', async () => {
  const { withCache } = await import('../../pwa/src/sync/store')
  const { add, list } = await import('../../pwa/src/sync/outbox')
  const { readShelf } = await import('../../pwa/src/guide/shelf')
  const pack = (names: string[], more: object) => new TextEncoder().encode(JSON.stringify({ kind: 'item', columns: { code: names, ...more } }))
  await withCache(async (db) => {
    await db.put('guide', pack(['a'], { name: ['迁户口'] }), 'pack/front')
    await db.put('guide', pack(['a'], { summary: ['很长'] }), 'pack/rest')
    const hold = { layer: '510131102', gen: 1, seq: 1, packs: ['front', 'rest'], front: ['front'], full: 1, overlay: {}, complete: true }
    await db.put('guide', hold, 'hold/510131102')
    await db.put('guide', { town: '510131102', layers: ['510131102'], asOf: 1 }, 'shown')
  })
  let full = true
  const real = IDBObjectStore.prototype.add
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (full) throw new DOMException('no room', 'QuotaExceededError')
    return real.apply(this, args)
  })
  const remove = IDBObjectStore.prototype.delete
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    if (key === 'pack/rest') full = false
    return remove.call(this, key)
  })
  await add('person-a', 'applications.save', 'lane', { typed: '一个字不丢' }, 1)
  expect((await list('person-a')).map((one) => one.args)).toEqual([{ typed: '一个字不丢' }])
  expect([...(await readShelf()).packs]).toEqual(['front'])
})
