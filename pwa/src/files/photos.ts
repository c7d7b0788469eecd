// Photos of materials on the phone: shrunk, hashed and on disk before a page names them.
import type { Page } from '../schema/types'
import { seats } from '../sync/codec'
import type { Kind } from './kind'
import { STRICT, withOutbox } from '../sync/store'
import { keepStorage } from '../platform/storage'
import { hasRoom } from './room'
import { sha256 } from './sha256'
import { shrink, Unfit } from './shrink'

export interface Photo {
  sha256: string
  /** Absent once the town keeps it for good and the phone has let go of it. */
  blob?: Blob
  thumb?: Blob
  type: Kind
  size: number
  application: string
  taken_at: number
  /** Id of the upload at the server, once it was announced. */
  upload?: string
  /** Why the town would not take it: a code. */
  refused?: string
}

export const NO_ROOM = '手机快存满了，这张照片存不下。请删掉一些别的照片或视频，再回来拍；已经存下的不受影响'

/** Lets go of what the town keeps for good; set by who knows what that is. */
let makeRoom: () => Promise<unknown> = async () => undefined
export const whenTight = (make: typeof makeRoom): void => void (makeRoom = make)

async function room(bytes: number): Promise<boolean> {
  if (await hasRoom(bytes)) return true
  await makeRoom()
  return hasRoom(bytes)
}

/** Durable when it resolves; throws `Unfit` with words for the person, `Large` when only the person can say yes. */
export async function keepPhoto(file: Blob, application: string, consent = false): Promise<Page> {
  if (!(await room(Math.min(file.size, 5_000_000)))) throw new Unfit(NO_ROOM)
  const { blob, type, thumb } = await shrink(file, consent)
  const hash = await sha256(await blob.arrayBuffer())
  const photo: Photo = { sha256: hash, blob, thumb, type, size: blob.size, application, taken_at: Math.round(Date.now() / 1000) }
  const kept = { ...photo, sha256: keyOf(hash), blob: await sealed(blob, `photo/${hash}`), thumb: thumb && (await sealed(thumb, `small/${hash}`)) }
  try {
    await withOutbox(async db => {
      const tx = db.transaction('blobs', 'readwrite', STRICT)
      void tx.store.put(kept as Photo & Record<string, unknown>)
      await tx.done
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw new Unfit(NO_ROOM)
    throw error
  }
  void keepStorage().catch(() => undefined)
  return { blob: hash, size: blob.size, type }
}

export async function photo(hash: string): Promise<Photo | undefined> {
  const held = (await withOutbox(db => db.get('blobs', keyOf(hash)))) as Photo | undefined
  const { codec } = seats
  if (!held || !codec) return held
  const blob = held.blob && (await codec.openBlob(held.blob, `photo/${hash}`, held.type))
  const thumb = held.thumb && (await codec.openBlob(held.thumb, `small/${hash}`, 'image/webp'))
  return (blob || thumb) && { ...held, sha256: hash, blob, thumb }
}

const sealed = async (blob: Blob, name: string): Promise<Blob> => (await seats.codec?.sealBlob(blob, name)) ?? blob

/** On a tablet of several people each has their own, sealed. */
const keyOf = (hash: string): string => (seats.codec ? `${seats.codec.person}/${hash}` : hash)
const bare = (key: string): string => key.split('/').pop()!

export async function notePhoto(hash: string, change: Partial<Photo>): Promise<void> {
  await withOutbox(async db => {
    const tx = db.transaction('blobs', 'readwrite')
    const now = (await tx.store.get(keyOf(hash))) as Photo | undefined
    if (now) void tx.store.put({ ...now, ...change } as Photo & Record<string, unknown>)
    await tx.done
  })
}

/** Gives those that went. */
export async function dropPhotos(unwanted: (photo: Photo) => boolean): Promise<Photo[]> {
  return withOutbox(async db => {
    const dropped: Photo[] = []
    const tx = db.transaction('blobs', 'readwrite')
    for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
      const held = cursor.value as unknown as Photo
      const photo = { ...held, sha256: bare(held.sha256) }
      if (!unwanted(photo)) continue
      dropped.push(photo)
      await cursor.delete()
    }
    await tx.done
    return dropped
  })
}

/** Keeps only the small pictures of these. */
export async function thinPhotos(safe: (photo: Photo) => boolean): Promise<void> {
  await withOutbox(async db => {
    const tx = db.transaction('blobs', 'readwrite')
    for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
      const { blob, ...rest } = cursor.value as unknown as Photo
      if (blob && safe({ blob, ...rest, sha256: bare(rest.sha256) })) await cursor.update(rest as Photo & Record<string, unknown>)
    }
    await tx.done
  })
}
