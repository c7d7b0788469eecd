// The guide on this phone's shelf: packs as they came, and what of them is published. In the cache database.
import { withCache } from '../sync/store'
import type { Manifest } from '../schema/types'
import type { Hold } from './plan'
import { codesOf, isFullTable, tablesOf } from './rows'

export interface Shown {
  town: string
  layers: string[]
  asOf: number
}

export interface Shelf {
  holds: Map<string, Hold>
  shown?: Shown
  manifest?: Manifest
  packs: Set<string>
}

const under = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}~`)
const get = <T>(key: string) => withCache((db) => db.get('guide', key)) as Promise<T | undefined>
const put = async (key: string, value: unknown) => void (await withCache((db) => db.put('guide', value, key)))

function drop(keys: string[]): Promise<void> {
  return withCache(async (db) => {
    const tx = db.transaction('guide', 'readwrite')
    for (const key of keys) void tx.store.delete(key)
    await tx.done
  })
}

export function readShelf(): Promise<Shelf> {
  return withCache(async (db) => {
    const { store } = db.transaction('guide')
    const [holds, shown, manifest, packs] = await Promise.all([
      store.getAll(under('hold/')), store.get('shown'), store.get('manifest'), store.getAllKeys(under('pack/')),
    ])
    return {
      holds: new Map((holds as Hold[]).map((hold) => [hold.layer, hold])),
      shown: shown as Shown | undefined,
      manifest: manifest as Manifest | undefined,
      packs: new Set(packs.map((key) => key.slice('pack/'.length))),
    }
  })
}

export type Bytes = Uint8Array<ArrayBuffer>
export const getPack = (sha: string) => get<Bytes>(`pack/${sha}`)
export const dropPack = (sha: string) => drop([`pack/${sha}`])
/** As much of a pack as has come so far */
export const getPart = (sha: string) => get<Bytes>(`part/${sha}`)
export const keepPart = (sha: string, bytes: Bytes) => put(`part/${sha}`, bytes)
export const dropPart = (sha: string) => drop([`part/${sha}`])
export async function keepPack(sha: string, bytes: Bytes): Promise<void> {
  await put(`pack/${sha}`, bytes)
  await dropPart(sha)
}
export const keepHold = (hold: Hold) => put(`hold/${hold.layer}`, hold)
export const keepShown = (shown: Shown) => put('shown', shown)
export const keepManifest = (manifest: Manifest) => put('manifest', manifest)

export function parsePack(bytes: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** Items of which a table says more than their title. */
export function fullIn(packs: unknown[]): number {
  const full = new Set<string>()
  for (const pack of packs) {
    for (const table of tablesOf(pack)) if (table.kind === 'item' && isFullTable(table)) for (const code of codesOf(table)) full.add(code)
  }
  return full.size
}

/** Everything of a stage becomes visible here, at once or not at all. */
export function publish(holds: Hold[], shown: Shown): Promise<void> {
  return withCache(async (db) => {
    const tx = db.transaction('guide', 'readwrite')
    for (const hold of holds) void tx.store.put(hold, `hold/${hold.layer}`)
    void tx.store.put(shown, 'shown')
    await tx.done
  })
}

/** Takes away what neither the manifest nor what is shown needs any more. */
export async function sweep(manifest: Manifest): Promise<void> {
  const { holds, packs, shown } = await readShelf()
  const stale = [...holds.keys()].filter((layer) => !shown?.layers.includes(layer))
  const kept = [...holds.values()].filter((hold) => !stale.includes(hold.layer)).flatMap((hold) => hold.packs)
  const needed = new Set([...kept, ...manifest.layers.flatMap((head) => head.packs.map((pack) => pack.sha))])
  const parts = (await withCache((db) => db.getAllKeys('guide', under('part/')))).map((key) => key.slice('part/'.length))
  const isStale = (sha: string) => !needed.has(sha)
  const gone = [...[...packs].filter(isStale).map((sha) => `pack/${sha}`), ...parts.filter(isStale).map((sha) => `part/${sha}`)]
  for (const layer of stale) gone.push(`hold/${layer}`)
  await drop(gone)
}
