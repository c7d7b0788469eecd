// What the worker reads and writes of the phone's databases: a pushed notice is kept, so that the inbox shows it without a
// line. Plain IndexedDB: the worker is one file.
import type { Notice } from '../schema/types'

export interface Message {
  notification?: { title: string; body: string; navigate?: string; tag?: string; lang?: string }
  notice?: Notice
}

/** False when this phone had the notice already, by push or by sync. */
export function keepNotice(notice: Notice): Promise<boolean> {
  return within('ganchang-cache', ['pushed', 'rows'], 'readwrite', true, async (store) => {
    if (await done(store('pushed').get(notice.id))) return false
    // Whose phone it is the worker does not know, and rows may be sealed. Their keys never are: person, scope, entity, id.
    const keys = (await done(store('rows').getAllKeys())) as unknown as string[][]
    if (keys.some((key) => key[2] === 'notice' && key[3] === notice.id)) return false
    await done(store('pushed').put(notice))
    return true
  })
}

/** Unix seconds by the town's clock, as sync last compared them. */
export async function townNow(): Promise<number> {
  const offset = await within('ganchang-outbox', ['device'], 'readonly', 0, (store) => done(store('device').get('clock')) as Promise<number>)
  return Date.now() / 1000 + (offset ?? 0)
}

type Stores = (name: string) => IDBObjectStore

async function within<T>(name: string, stores: string[], mode: IDBTransactionMode, otherwise: T, work: (store: Stores) => Promise<T>): Promise<T> {
  const db = await opened(name)
  if (!db) return otherwise
  try {
    const tx = db.transaction(stores, mode)
    return await work((store) => tx.objectStore(store))
  } catch {
    return otherwise
  } finally {
    db.close()
  }
}

function opened(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    const asked = indexedDB.open(name)
    // The page makes the stores; a database that is not there yet must not be made without them.
    asked.onupgradeneeded = () => asked.transaction!.abort()
    asked.onerror = () => resolve(null)
    asked.onsuccess = () => resolve(asked.result)
  })
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
}
