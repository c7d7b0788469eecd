// One photo to the town in resumable pieces (PROTOCOL.md, section 5).
import { afterBreak, firstChunk, nextChunk } from './chunks'
import type { Photo } from './photos'

export type Outcome = 'sent' | 'signed_out' | 'refused' | 'broken'

export interface Way {
  fetch: typeof fetch
  token: string
  line: 'on' | 'off' | 'slow'
  /** Remembers the upload's id, so that a restart goes on where it stopped. */
  note: (upload: string | undefined) => Promise<void>
  progress: (share: number) => void
}

const PATIENCE_MS = 90_000

export async function sendPhoto(photo: Photo, way: Way): Promise<Outcome> {
  let upload = photo.upload
  let offset = upload ? await held(upload, way) : undefined
  if (typeof offset === 'string') return offset
  if (offset === undefined) {
    const begun = await announce(photo, way)
    if (typeof begun === 'string') return begun
    upload = begun.upload
    offset = begun.offset
    await way.note(upload)
  }
  return pieces(photo, upload!, offset, way)
}

async function pieces(photo: Photo, upload: string, from: number, way: Way): Promise<Outcome> {
  let offset = from
  let size = firstChunk(way.line)
  let stuck = 0
  while (offset < photo.size) {
    way.progress(offset / photo.size)
    const began = performance.now()
    const answer = await piece(photo, upload, offset, size, way)
    if (answer?.ok) {
      offset = Number(answer.headers.get('Upload-Offset'))
      size = nextChunk(size, (performance.now() - began) / 1000)
      stuck = 0
      continue
    }
    if (answer && answer.status !== 409 && answer.status < 500) return ended(answer.status, way)
    if (++stuck > 3) return 'broken'
    size = afterBreak(size)
    const there = await held(upload, way)
    if (typeof there === 'string') return there
    if (there === undefined) return 'broken'
    offset = there
  }
  return 'sent'
}

async function piece(photo: Photo, upload: string, offset: number, size: number, way: Way): Promise<Response | undefined> {
  const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) }
  return ask(way, `/blob/${upload}`, { method: 'PATCH', headers, body: photo.blob.slice(offset, offset + size) })
}

/** What the server has of it; undefined when it does not know the upload any more. */
async function held(upload: string, way: Way): Promise<number | undefined | Outcome> {
  const answer = await ask(way, `/blob/${upload}`, { method: 'HEAD' })
  if (!answer || answer.status >= 500 || answer.status === 429) return 'broken'
  if (answer.status === 401) return 'signed_out'
  return answer.ok ? Number(answer.headers.get('Upload-Offset')) : undefined
}

async function announce(photo: Photo, way: Way): Promise<{ upload: string; offset: number } | Outcome> {
  const body = JSON.stringify({ sha256: photo.sha256, size: photo.size, type: photo.type, application: photo.application })
  const answer = await ask(way, '/blob', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  if (!answer) return 'broken'
  const upload = answer.headers.get('Location')?.split('/').pop()
  if (!answer.ok || !upload) return ended(answer.status, way)
  return { upload, offset: Number(answer.headers.get('Upload-Offset') ?? 0) }
}

/** A damaged or forgotten upload is announced anew next time; a file that is no photo is not tried again. */
async function ended(status: number, way: Way): Promise<Outcome> {
  if (status === 401) return 'signed_out'
  if (status >= 500 || status === 429) return 'broken'
  await way.note(undefined)
  return status === 415 || status === 413 ? 'refused' : 'broken'
}

async function ask(way: Way, path: string, init: RequestInit): Promise<Response | undefined> {
  const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${way.token}` }
  const signal = AbortSignal.timeout?.(PATIENCE_MS)
  return way.fetch(path, { ...init, headers, signal }).catch(() => undefined)
}
