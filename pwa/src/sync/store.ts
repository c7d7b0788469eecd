// The two databases of the phone. `ganchang-outbox` holds what a person typed: it only ever gains stores and fields.
// `ganchang-cache` holds what the server can send again: a new version simply empties it.
import type { DBSchema, IDBPDatabase } from 'idb'
import { openDisposable, openKept, type Step } from './open-store'

export interface StoredMutation {
  /** Order on this device; the device's clock may jump */
  n?: number
  id: string
  /** Who made it; null before sign-in */
  person: string | null
  lane: string
  name: string
  args: Record<string, unknown>
  made_at: number
  /** Fixed with `client` when it is first sent */
  seq?: number
  client?: string
  state: 'waiting' | 'rejected'
  code?: string
  field?: string
  detail?: Record<string, unknown>
  tries: number
  next_at: number
}

export interface OutboxSchema extends DBSchema {
  mutations: { key: number; value: StoredMutation; indexes: { id: string } }
  /** [client, lane] → last seq given */
  lanes: { key: [string, string]; value: number }
  /** client id, session, clock, lease */
  device: { key: string; value: unknown }
  /** applications/drafts.ts */
  drafts: { key: string; value: { id: string } & Record<string, unknown> }
  /** files/: photos kept until the town has them */
  blobs: { key: string; value: { sha256: string } & Record<string, unknown> }
}

export interface StoredRow {
  person: string
  scope: string
  entity: string
  key: string
  version: number
  body: Record<string, unknown>
}

export interface CacheSchema extends DBSchema {
  rows: { key: [string, string, string, string]; value: StoredRow }
  cursors: { key: [string, string]; value: number }
  /** guide/: packs, segments, manifest; keys are the guide's own */
  guide: { key: string; value: unknown }
  /** Notices that came by push before sync did */
  pushed: { key: string; value: { id: string } & Record<string, unknown> }
  kept: { key: string; value: unknown }
}

const CACHE_VERSION = 1

type Opened<S extends DBSchema> = { get: () => Promise<IDBPDatabase<S>>; drop: () => void }

/** One more with every version of the outbox, and none of them ever changed. */
export const OUTBOX_STEPS: Step<OutboxSchema>[] = [
  (db) => {
    db.createObjectStore('mutations', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', { unique: true })
    db.createObjectStore('lanes')
    db.createObjectStore('device')
    db.createObjectStore('drafts', { keyPath: 'id' })
    db.createObjectStore('blobs', { keyPath: 'sha256' })
  },
]

export function makeCache(db: IDBPDatabase<CacheSchema>): void {
  db.createObjectStore('rows', { keyPath: ['person', 'scope', 'entity', 'key'] })
  db.createObjectStore('cursors')
  db.createObjectStore('guide')
  db.createObjectStore('pushed', { keyPath: 'id' })
  db.createObjectStore('kept')
}

const outboxDb = keepOpen<OutboxSchema>((lost) => openKept('ganchang-outbox', OUTBOX_STEPS, lost))
const cacheDb = keepOpen<CacheSchema>((lost) => openDisposable('ganchang-cache', CACHE_VERSION, makeCache, lost))

/** Work on the outbox database; `work` is one transaction and may run twice when the connection was lost. */
export const withOutbox = <T>(work: (db: IDBPDatabase<OutboxSchema>) => Promise<T>): Promise<T> => run(outboxDb, work)
/** The same on the cache database. */
export const withCache = <T>(work: (db: IDBPDatabase<CacheSchema>) => Promise<T>): Promise<T> => run(cacheDb, work)

/** On disk before it resolves: what was typed must outlive a dead battery. */
export const STRICT = { durability: 'strict' } as const

export async function device<T>(key: string): Promise<T | undefined> {
  return (await withOutbox((db) => db.get('device', key))) as T | undefined
}

export async function keepOnDevice(key: string, value: unknown): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    await Promise.all([value === undefined ? tx.store.delete(key) : tx.store.put(value, key), tx.done])
  })
}

export function closeStores(): void {
  outboxDb.drop()
  cacheDb.drop()
}

function keepOpen<S extends DBSchema>(open: (lost: () => void) => Promise<IDBPDatabase<S>>): Opened<S> {
  let opening: Promise<IDBPDatabase<S>> | undefined
  const drop = () => {
    void opening?.then((db) => db.close()).catch(() => undefined)
    opening = undefined
  }
  const get = () => {
    opening ??= open(drop).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
  return { get, drop }
}

async function run<S extends DBSchema, T>(opened: Opened<S>, work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
  try {
    return await work(await opened.get())
  } catch (error) {
    // What was typed goes before what the town can send again.
    if ((error as Error).name === 'QuotaExceededError' && (opened as unknown) === outboxDb) await (await import('../guide/shed')).shed()
    else if (lostConnection(error)) opened.drop()
    else throw error
    return work(await opened.get())
  }
}

// WebKit drops the connection of a page that was in the background; the transaction then fails with one of these. An abort
// is none of ours: nothing of it was written.
function lostConnection(error: unknown): boolean {
  const { name, message } = error as Error
  return name === 'InvalidStateError' || name === 'AbortError' || (name === 'UnknownError' && /connection|lost|closing/i.test(message))
}
