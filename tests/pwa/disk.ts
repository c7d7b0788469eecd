// All that a raw dump of the phone's databases shows: strings wherever they stand, and bytes read as UTF-8 and UTF-16.
export async function disk(): Promise<{ has: (secret: string) => boolean }> {
  const found: string[] = []
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(name!)
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(new Error(asked.error?.message))
    })
    for (const store of Array.from(db.objectStoreNames)) {
      const from = db.transaction(store).objectStore(store)
      const [keys, values] = await Promise.all([all(from.getAllKeys()), all(from.getAll())])
      await gather([keys, values], found)
    }
    db.close()
  }
  return { has: (secret) => found.some((text) => text.includes(secret)) }
}

const all = <T>(asked: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(new Error(asked.error?.message))
  })

async function gather(what: unknown, found: string[]): Promise<void> {
  if (typeof what === 'string') found.push(what)
  else if (what instanceof Blob) await gather(await what.arrayBuffer(), found)
  else if (what instanceof ArrayBuffer) await gather(new Uint8Array(what), found)
  else if (ArrayBuffer.isView(what)) {
    const bytes = new Uint8Array(what.buffer, what.byteOffset, what.byteLength)
    for (const code of ['utf-8', 'utf-16le', 'utf-16be']) found.push(new TextDecoder(code).decode(bytes))
  } else if (what && typeof what === 'object') {
    found.push(...Object.keys(what))
    for (const value of Object.values(what)) await gather(value, found)
  }
}
