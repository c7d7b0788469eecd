// Photos of materials on the tablet. Thumbnails once seen stay, under the person's name, so that work goes on without a line;
// large pictures are only ever in memory: the tablet is shared.
import { useEffect, useState } from 'preact/hooks'
import type { Application } from '../schema/types'
import { seats } from '../sync/codec'
import { line, session } from '../sync/state'
import { withCache } from '../sync/store'

const LARGE_HELD = 8
const large = new Map<string, Promise<Blob>>()

export const thumbKey = (who: string, sha256: string) => `thumb/${who}/${sha256}`

async function ask(path: string): Promise<Blob> {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${session.peek()?.session ?? ''}` } })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.blob()
}

export async function thumbnail(sha256: string): Promise<Blob> {
  const who = session.peek()?.person ?? ''
  const key = thumbKey(who, sha256)
  const kept = (await withCache((db) => db.get('kept', key))) as Blob | undefined
  const { codec } = seats
  const held = kept && codec ? await codec.openBlob(kept, key, 'image/webp') : kept
  if (held) return held
  const fresh = await ask(`/blob/${sha256}/thumb`)
  const sealed = (await codec?.sealBlob(fresh, key)) ?? fresh
  await withCache((db) => db.put('kept', sealed, key))
  return fresh
}

/** The phone's own small picture of a photo that is still on its way; the photo's replaces it, so it is not kept. */
export const ahead = (sha256: string): Promise<Blob> => ask(`/blob/${sha256}/thumb`)

/** How much of a page is here. */
export type Arrival = 'no' | 'small' | 'whole'

export function arrivalOf(row: Application, sha256: string): Arrival {
  if (!row.awaiting?.includes(sha256)) return 'whole'
  return row.small?.includes(sha256) ? 'small' : 'no'
}

export function picture(sha256: string): Promise<Blob> {
  const held = large.get(sha256)
  if (held) return held
  const asking = ask(`/blob/${sha256}`)
  large.set(sha256, asking)
  asking.catch(() => large.delete(sha256))
  if (large.size > LARGE_HELD) large.delete(large.keys().next().value!)
  return asking
}

/** Thumbnails of cases that are over, or that are no longer this person's to see, leave the tablet. */
export async function tidyThumbnails(who: string, named: ReadonlySet<string>): Promise<void> {
  await withCache(async (db) => {
    const tx = db.transaction('kept', 'readwrite')
    const mine = thumbKey(who, '')
    for (const key of await tx.store.getAllKeys(IDBKeyRange.bound(mine, `${mine}\uffff`))) {
      if (!named.has(key.slice(mine.length))) await tx.store.delete(key)
    }
    await tx.done
  })
}

/** The address of a picture for an <img>; tried again when the line comes back or the photo has arrived. */
export function usePicture(sha256: string | undefined, load: (sha256: string) => Promise<Blob>, arrived = true): { url?: string; absent: boolean } {
  const [shown, setShown] = useState<{ of?: string; url?: string; absent: boolean }>({ absent: false })
  const on = line.value !== 'off'
  useEffect(() => {
    if (!sha256 || !arrived) return
    let made: string | undefined
    let left = false
    load(sha256).then(
      (blob) => {
        if (!left) setShown({ of: sha256, url: (made = URL.createObjectURL(blob)), absent: false })
      },
      () => !left && setShown({ of: sha256, absent: true }),
    )
    return () => {
      left = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [sha256, arrived, on, load])
  return shown.of === sha256 ? shown : { absent: false }
}
