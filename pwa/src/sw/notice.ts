// Keeps a pushed notice in the cache database, so that the inbox shows it without a line. Plain IndexedDB: the worker is one file.
import type { Notice } from '../schema/types'

export interface Message {
  notification?: { title: string; body: string; navigate?: string; tag?: string }
  notice?: Notice
}

/** False when this phone had the notice already, by push or by sync. */
export async function keepNotice(notice: Notice): Promise<boolean> {
  const db = await openCache()
  if (!db) return true
  try {
    const tx = db.transaction(['pushed', 'rows'], 'readwrite')
    const pushed = tx.objectStore('pushed')
    if (await done(pushed.get(notice.id))) return false
    await done(pushed.put(notice))
    return true
  } catch {
    return true
  } finally {
    db.close()
  }
}

function openCache(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    const asked = indexedDB.open('ganchang-cache')
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
