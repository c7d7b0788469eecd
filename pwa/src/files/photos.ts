// Photos of materials on the phone: shrunk, hashed and on disk before a page names them.
import type { Page } from '../schema/types'
import { STRICT, withOutbox } from '../sync/store'
import { keepStorage } from '../platform/storage'
import { hasRoom } from './room'
import { sha256 } from './sha256'
import { shrink, Unfit } from './shrink'

export interface Photo {
  sha256: string
  blob: Blob
  type: NonNullable<Page['type']>
  size: number
  application: string
  taken_at: number
  /** Id of the upload at the server, once it was announced. */
  upload?: string
}

export const NO_ROOM = '手机快存满了，这张照片存不下。请删掉一些别的照片或视频，再回来拍；已经存下的不受影响'

/** Durable when it resolves; throws `Unfit` with words for the person. */
export async function keepPhoto(file: Blob, application: string): Promise<Page> {
  if (!(await hasRoom(Math.min(file.size, 5_000_000)))) throw new Unfit(NO_ROOM)
  const { blob, type } = await shrink(file)
  const hash = await sha256(await blob.arrayBuffer())
  const photo: Photo = { sha256: hash, blob, type, size: blob.size, application, taken_at: Math.round(Date.now() / 1000) }
  try {
    await withOutbox(async db => {
      const tx = db.transaction('blobs', 'readwrite', STRICT)
      void tx.store.put(photo as Photo & Record<string, unknown>)
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
  return (await withOutbox(db => db.get('blobs', hash))) as Photo | undefined
}

export async function notePhoto(hash: string, change: Partial<Photo>): Promise<void> {
  await withOutbox(async db => {
    const tx = db.transaction('blobs', 'readwrite')
    const now = (await tx.store.get(hash)) as Photo | undefined
    if (now) void tx.store.put({ ...now, ...change } as Photo & Record<string, unknown>)
    await tx.done
  })
}

export async function dropPhotos(unwanted: (photo: Photo) => boolean): Promise<void> {
  await withOutbox(async db => {
    const tx = db.transaction('blobs', 'readwrite')
    for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
      if (unwanted(cursor.value as unknown as Photo)) await cursor.delete()
    }
    await tx.done
  })
}
