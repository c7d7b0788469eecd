// What of a person lay on the tablet before there was a seat is sealed where it lies, and what cannot be is deleted.
import type { Codec } from '../sync/codec'
import { STRICT, withCache, withOutbox } from '../sync/store'
import { isSealed } from './seal'
import { nameOf } from './codec'

type Body = Record<string, unknown>

/** Photos have no person: they are whose draft or case names them. */
export async function sealEarlier(codec: Codec): Promise<void> {
  const cases = await sealDrafts(codec)
  await sealOutbox(codec)
  for (const one of await sealRows(codec)) cases.add(one)
  await sealPhotos(codec, cases)
  await sealReviews(codec)
  await withCache(async (db) => {
    const tx = db.transaction(['kept', 'pushed'], 'readwrite')
    await tx.objectStore('kept').delete(underName('thumb', codec.person))
    await tx.objectStore('pushed').clear()
    await tx.done
  })
}

async function sealOutbox(codec: Codec): Promise<void> {
  const mine = (await withOutbox((db) => db.getAll('mutations'))).filter((one) => one.person === codec.person && !isSealed(one.args))
  for (const one of mine) {
    const args = (await codec.seal({ name: one.name, args: one.args }, `mutation/${one.id}`)) as Body
    const detail = one.state === 'rejected' && one.detail ? ((await codec.seal(one.detail, `detail/${one.id}`)) as Body) : one.detail
    await withOutbox(async (db) => {
      const tx = db.transaction('mutations', 'readwrite', STRICT)
      const now = await tx.store.get(one.n!)
      if (now && !isSealed(now.args)) await tx.store.put({ ...now, name: '', args, detail })
      await tx.done
    })
  }
}

async function sealDrafts(codec: Codec): Promise<Set<string>> {
  const mine = (await withOutbox((db) => db.getAll('drafts'))).filter((one) => one.person === codec.person)
  for (const one of mine) {
    if (isSealed(one)) continue
    const sealed = { id: one.id, person: codec.person, ...((await codec.seal(one, `draft/${one.id}`)) as Body) }
    await withOutbox(async (db) => {
      const tx = db.transaction('drafts', 'readwrite', STRICT)
      if (JSON.stringify(await tx.store.get(one.id)) === JSON.stringify(one)) await tx.store.put(sealed)
      await tx.done
    })
  }
  return new Set(mine.map((one) => one.id))
}

async function sealRows(codec: Codec): Promise<string[]> {
  const range = IDBKeyRange.bound([codec.person], [codec.person, []])
  const mine = await withCache((db) => db.getAll('rows', range))
  const sealed = await Promise.all(mine.filter((row) => !isSealed(row.body)).map(async (row) => ({ ...row, body: (await codec.seal(row.body, nameOf(row.scope, row))) as Body })))
  await withCache(async (db) => {
    const tx = db.transaction('rows', 'readwrite')
    for (const row of sealed) void tx.store.put(row)
    await tx.done
  })
  return mine.filter((row) => row.scope === 'me' && row.entity === 'application').map((row) => row.key)
}

async function sealPhotos(codec: Codec, cases: ReadonlySet<string>): Promise<void> {
  const keys = await withOutbox((db) => db.getAllKeys('blobs'))
  for (const key of keys) {
    const photo = await withOutbox((db) => db.get('blobs', key))
    if (!photo || key.includes('/') || !cases.has(photo.application as string)) continue
    const blob = photo.blob && (await codec.sealBlob(photo.blob as Blob, `photo/${key}`))
    const thumb = photo.thumb && (await codec.sealBlob(photo.thumb as Blob, `small/${key}`))
    await withOutbox(async (db) => {
      const tx = db.transaction('blobs', 'readwrite', STRICT)
      await tx.store.put({ ...photo, blob, thumb, sha256: `${codec.person}/${key}` })
      await tx.store.delete(key)
      await tx.done
    })
  }
}

async function sealReviews(codec: Codec): Promise<void> {
  const range = underName('review', codec.person)
  const [keys, held] = await withOutbox(async (db) => [await db.getAllKeys('device', range), await db.getAll('device', range)])
  const sealed = await Promise.all(held.map(async (one, at) => (isSealed(one) ? one : { id: (one as { id: string }).id, ...((await codec.seal(one, keys[at]!)) as Body) })))
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    keys.forEach((key, at) => void tx.store.put(sealed[at], key))
    await tx.done
  })
}

const underName = (what: string, person: string) => IDBKeyRange.bound(`${what}/${person}/`, `${what}/${person}/\uffff`)
