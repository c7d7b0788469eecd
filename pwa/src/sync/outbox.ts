// The durable queue of what people did. Nothing leaves it but by the server's word or the person's own.
import type { IDBPTransaction } from 'idb'
import type { Mutation, Result } from '../schema/types'
import { seats } from './codec'
import { uuid7 } from './ids'
import { server } from './pull'
import { STRICT, withOutbox, type OutboxSchema, type StoredMutation } from './store'
import { wellFormed } from './well-formed'

export type Args = Record<string, unknown>
export type Coalesce = (older: Args, newer: Args) => Args | undefined

/** Seconds; no wait is ever longer */
export const LONGEST_WAIT = 300

type Tx = IDBPTransaction<OutboxSchema, ('mutations' | 'lanes')[], 'readwrite'>

/** No lane's name comes after it. */
const AFTER_ALL = '\uffff'

const coalescers = new Map<string, Coalesce>()
/** What `anyone` may say by mutations.json: it goes without a sign-in, whichever pages are loaded. */
export const openToAnyone: ReadonlySet<string> = new Set(['guide.report_error', 'buses.report'])

/** Join two unsent mutations of one name and lane into one; `undefined` keeps both. */
export function coalesce<T extends object>(name: string, join: (older: T, newer: T) => T | undefined): void {
  coalescers.set(name, join as unknown as Coalesce)
}

/** On disk when it resolves. Joins the last mutation of its lane when that was never sent and may be joined. */
export function add(person: string | null, name: string, lane: string, typed: Args, at: number): Promise<string> {
  const args = wellFormed(typed)
  if (seats.codec && person) return seats.codec.add(name, lane, args, at, coalescers.get(name))
  return withOutbox(async (db) => {
    const tx: Tx = db.transaction(['mutations', 'lanes'], 'readwrite', STRICT)
    const queue = tx.objectStore('mutations')
    const join = coalescers.get(name)
    const last = join && (await lastOf(tx, person, lane))
    const joined = last && last.name === name && last.seq === undefined && last.state === 'waiting' ? join(last.args, args) : undefined
    const id = joined ? last!.id : (await isNew(tx, lane, args)) ? lane : uuid7()
    if (joined) await queue.put({ ...last!, args: joined })
    else await queue.add({ id, person, lane, name, args, made_at: at, state: 'waiting', tries: 0, next_at: 0 })
    await tx.done
    return id
  })
}

/**
 * The first word about a new thing bears the thing's UUID: in short it then travels without one of its own. An id tells
 * when something was done, so that a step in what the town has already bears its own.
 */
async function isNew(tx: Tx, lane: string, { id }: Args): Promise<boolean> {
  if (id !== lane || lane.length !== 36 || (await tx.objectStore('mutations').index('id').getKey(lane))) return false
  for (const entities of server.value.values()) for (const held of entities.values()) if (held.has(lane)) return false
  // From client to client: a desk's tablet counts a lane for every case it ever had.
  for (let at = await tx.objectStore('lanes').openKeyCursor(); at; ) {
    const [client, counted] = at.key
    if (counted === lane) return false
    at = await at.continue([client, counted < lane ? lane : AFTER_ALL])
  }
  return true
}

async function lastOf(tx: Tx, person: string | null, lane: string): Promise<StoredMutation | undefined> {
  for (let cursor = await tx.objectStore('mutations').openCursor(null, 'prev'); cursor; cursor = await cursor.continue()) {
    if (cursor.value.lane === lane && cursor.value.person === person) return cursor.value
  }
  return undefined
}

/** Everything of this person, and what was made before anybody signed in, in the order it was made. */
export async function list(person: string | null): Promise<StoredMutation[]> {
  const all = await withOutbox((db) => db.getAll('mutations'))
  const mine = all.filter((one) => one.person === person || one.person === null)
  return seats.codec ? seats.codec.opened(mine) : mine
}

export interface Batch {
  client: string
  mutations: Mutation[]
}

interface Limits {
  bytes: number
  count: number
}

/** The next mutations to send, their `seq` fixed on disk before a byte of them leaves. One client's at a time. */
export async function take(person: string | null, client: string, now: number, limits: Limits): Promise<Batch> {
  const batch = await next(person, client, now, limits)
  if (seats.codec) batch.mutations = await seats.codec.opened(batch.mutations)
  return batch
}

function next(person: string | null, client: string, now: number, limits: Limits): Promise<Batch> {
  return withOutbox(async (db) => {
    const tx = db.transaction(['mutations', 'lanes'], 'readwrite', STRICT)
    const queue = tx.objectStore('mutations')
    const batch: Batch = { client, mutations: [] }
    const held = new Set<string>()
    let bytes = 0
    for (const one of await queue.getAll()) {
      if (one.state !== 'waiting' || !mayGo(one, person)) continue
      const owner = one.client ?? client
      const lane = owner + ' ' + one.lane
      if (held.has(lane)) continue
      // A try set further ahead than any wait was set by a clock that has been put back since.
      if (one.next_at > now && one.next_at <= now + LONGEST_WAIT) {
        held.add(lane)
        continue
      }
      if (batch.mutations.length === 0) batch.client = owner
      if (owner !== batch.client) continue
      bytes += JSON.stringify(one.args).length + 120
      if (batch.mutations.length > 0 && (bytes > limits.bytes || batch.mutations.length >= limits.count)) break
      if (one.seq === undefined) {
        one.seq = ((await tx.objectStore('lanes').get([owner, one.lane])) ?? 0) + 1
        one.client = owner
        await tx.objectStore('lanes').put(one.seq, [owner, one.lane])
        await queue.put(one)
      }
      batch.mutations.push({ id: one.id, lane: one.lane, seq: one.seq, name: one.name, args: one.args, made_at: one.made_at })
    }
    await tx.done
    return batch
  })
}

function mayGo(one: StoredMutation, person: string | null): boolean {
  return one.person === null ? openToAnyone.has(one.name) : one.person === person
}

/** Note on disk what the server said of each. `nextAt` gives the time of the next try after so many. */
export async function settle(said: Result[], nextAt: (tries: number, code: string) => number): Promise<void> {
  const results = seats.codec ? await seats.codec.results(said) : said
  return withOutbox(async (db) => {
    const tx = db.transaction(['mutations', 'lanes'], 'readwrite', STRICT)
    const queue = tx.objectStore('mutations')
    for (const result of results) {
      const one = await queue.index('id').get(result.id)
      if (!one) continue
      if (result.status === 'accepted' || result.status === 'changed') {
        await queue.delete(one.n!)
        continue
      }
      const { code, field, detail } = result
      const said = { ...one, code, field, detail }
      if (result.status === 'rejected') await queue.put({ ...said, state: 'rejected' })
      else await queue.put({ ...said, tries: one.tries + 1, next_at: nextAt(one.tries + 1, code ?? '') })
      const expected = (detail as { seq?: unknown } | undefined)?.seq
      if (code === 'need_seq' && typeof expected === 'number') await countAnew(tx, one, expected)
    }
    await tx.done
  })
}

/**
 * The town misses an earlier number of the lane. Where this phone has none to fill the gap with, the town has forgotten
 * what it once took (its data were restored from an older copy): the lane is counted on from what it knows.
 */
async function countAnew(tx: Tx, one: StoredMutation, expected: number): Promise<void> {
  const queue = tx.objectStore('mutations')
  const lane = (await queue.getAll()).filter((other) => other.client === one.client && other.lane === one.lane && other.seq !== undefined)
  if (lane.some((other) => other.state === 'waiting' && other.seq! >= expected && other.seq! < one.seq!)) return
  for (const other of lane) if (other.state === 'waiting') await queue.put({ ...other, seq: undefined, next_at: 0 })
  await tx.objectStore('lanes').put(expected - 1, [one.client!, one.lane])
}

/** The server refused a whole request because of this one and kept nothing of it: it ends here, its lane goes on. */
export function refuse(id: string, code: string, field?: string): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction(['mutations', 'lanes'], 'readwrite', STRICT)
    const queue = tx.objectStore('mutations')
    const bad = await queue.index('id').get(id)
    if (bad?.client !== undefined && bad.seq !== undefined) {
      for (const later of await queue.getAll()) {
        if (later.client === bad.client && later.lane === bad.lane && (later.seq ?? 0) > bad.seq) {
          await queue.put({ ...later, seq: undefined, next_at: 0 })
        }
      }
      await tx.objectStore('lanes').put(bad.seq - 1, [bad.client, bad.lane])
      await queue.put({ ...bad, state: 'rejected', code, field })
    }
    await tx.done
  })
}

/** Let everything be tried again now: somebody signed in, or the line came back. */
export function retryAll(person: string | null): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction('mutations', 'readwrite', STRICT)
    for (const one of await tx.store.getAll()) {
      if (one.person === person && one.state === 'waiting' && one.next_at > 0) await tx.store.put({ ...one, next_at: 0 })
    }
    await tx.done
  })
}

/** Take a rejected mutation away, once the person has dealt with it. */
export function forget(id: string): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction('mutations', 'readwrite', STRICT)
    const one = await tx.store.index('id').get(id)
    if (one?.state === 'rejected') await tx.store.delete(one.n!)
    await tx.done
  })
}
