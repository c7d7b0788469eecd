// What a raw dump of the tablet's databases shows: strings wherever they stand, and bytes read as UTF-8 and UTF-16.

/** Runs in the page: which of `secrets` can be read, and where. */
export const readable = (page, secrets) => page.evaluate(async (secrets) => {
  const done = (asked) => new Promise((resolve, reject) => { asked.onsuccess = () => resolve(asked.result); asked.onerror = () => reject(asked.error) })
  const found = []
  const look = (text, where) => { for (const secret of secrets) if (text.includes(secret)) found.push(`${where}: ${secret}`) }
  const gather = async (what, where) => {
    if (typeof what === 'string') look(what, where)
    else if (what instanceof Blob) await gather(await what.arrayBuffer(), where)
    else if (what instanceof ArrayBuffer) await gather(new Uint8Array(what), where)
    else if (ArrayBuffer.isView(what)) {
      const bytes = new Uint8Array(what.buffer, what.byteOffset, what.byteLength)
      for (const code of ['utf-8', 'utf-16le', 'utf-16be']) look(new TextDecoder(code).decode(bytes), where)
    } else if (what && typeof what === 'object') for (const [key, value] of Object.entries(what)) { look(key, where); await gather(value, where) }
  }
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name))
    for (const store of db.objectStoreNames) {
      if (store === 'guide') continue // public: the names of offices and villages are in it
      const from = db.transaction(store).objectStore(store)
      const [keys, values] = await Promise.all([done(from.getAllKeys()), done(from.getAll())])
      await gather(keys, `${name}/${store}`)
      await gather(values, `${name}/${store}`)
    }
    db.close()
  }
  await gather({ ...localStorage }, 'localStorage')
  await gather({ ...sessionStorage }, 'sessionStorage')
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) look(request.url, `cache ${name}`)
  return found
}, secrets)

/** Where the guide stands: its stores and how often each of its records. */
export const guides = (page) => page.evaluate(async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
  const db = await done(indexedDB.open('ganchang-cache'))
  const keys = await done(db.transaction('guide').objectStore('guide').getAllKeys())
  db.close()
  return keys
})
