// One photo to the town in resumable pieces (PROTOCOL.md, section 5).
import { addBytes } from '../platform/bytes'
import { afterBreak, nextChunk } from './chunks'
import type { Kind } from './kind'

/** `broken`: the line; `busy`: the town answers and cannot take it now; `refused`: it never will. */
export type Outcome = { is: 'sent' | 'signed_out' | 'broken' | 'busy' } | { is: 'refused'; code: string }

export interface Parcel {
  sha256: string
  blob: Blob
  type: Kind
  size: number
  application: string
  upload?: string
  /** How much of it the town has, where it has just said so. */
  offset?: number
  thumb?: Blob
}

export interface Way {
  ask: (path: string, init: RequestInit) => Promise<Response>
  token: string
  /** What the line bears at a time, learnt from photo to photo. */
  pace: { size: number }
  /** Waited for before each piece: what goes first. */
  turn: () => Promise<void>
  /** Remembers the upload's id, so that a restart goes on where it stopped. */
  note: (upload: string | undefined) => Promise<void>
  progress: (share: number) => void
}

interface Begun { is: 'begun'; upload: string; offset: number }

export async function sendPhoto(photo: Parcel, way: Way): Promise<Outcome> {
  const found = photo.upload ? (photo.offset ?? (await held(photo.upload, way))) : undefined
  if (typeof found === 'object') return found
  if (found !== undefined) return pieces(photo, photo.upload!, found, way)
  const begun = await announce(photo, way)
  return begun.is === 'begun' ? pieces(photo, begun.upload, begun.offset, way) : begun
}

/** Its small picture goes with it: the desk sees every page before the first large one is on its way. */
export async function announce(photo: Parcel, way: Way): Promise<Begun | Outcome> {
  const { sha256, size, type, application } = photo
  const thumb = photo.thumb && (await base64(photo.thumb).catch(() => undefined))
  const body = JSON.stringify({ sha256, size, type, application, ...(thumb && { thumb }) })
  const answer = await ask(way, '/blob', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  if (!answer) return { is: 'broken' }
  // A town that does not take this small picture may still take the photo.
  if (answer.status === 400 && thumb) return announce({ ...photo, thumb: undefined }, way)
  const upload = answer.headers.get('Location')?.split('/').pop()
  if (!answer.ok || !upload) return ended(answer, way)
  await way.note(upload)
  return { is: 'begun', upload, offset: Number(answer.headers.get('Upload-Offset') ?? 0) }
}

async function pieces(photo: Parcel, upload: string, from: number, way: Way): Promise<Outcome> {
  const { pace } = way
  let offset = from
  let stuck = 0
  while (offset < photo.size) {
    way.progress(offset / photo.size)
    await way.turn()
    const began = performance.now()
    const whole = offset + pace.size <= photo.size
    const answer = await piece(photo, upload, offset, pace.size, way)
    if (answer?.ok) {
      offset = Number(answer.headers.get('Upload-Offset'))
      // The last piece is short and says nothing of the line.
      if (whole) pace.size = nextChunk(pace.size, (performance.now() - began) / 1000)
      stuck = 0
      continue
    }
    if (answer && answer.status !== 409) return ended(answer, way)
    if (++stuck > 3) return { is: 'broken' }
    if (!answer) pace.size = afterBreak(pace.size)
    const there = await held(upload, way)
    if (typeof there === 'object') return there
    if (there === undefined) return { is: 'busy' }
    offset = there
  }
  return { is: 'sent' }
}

function piece(photo: Parcel, upload: string, offset: number, size: number, way: Way): Promise<Response | undefined> {
  const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) }
  const body = photo.blob.slice(offset, offset + size)
  addBytes(body.size)
  return ask(way, `/blob/${upload}`, { method: 'PATCH', headers, body })
}

/** What the server has of it; undefined when it does not know the upload any more. */
async function held(upload: string, way: Way): Promise<number | undefined | Outcome> {
  const answer = await ask(way, `/blob/${upload}`, { method: 'HEAD' })
  if (!answer) return { is: 'broken' }
  if (answer.status >= 500 || answer.status === 429) return { is: 'busy' }
  if (answer.status === 401) return { is: 'signed_out' }
  return answer.ok ? Number(answer.headers.get('Upload-Offset')) : undefined
}

/** A damaged or forgotten upload is announced anew next time; a file that is no photo is not tried again. */
async function ended(answer: Response, way: Way): Promise<Outcome> {
  const { status } = answer
  if (status === 401) return { is: 'signed_out' }
  if (status >= 500 || status === 429) return { is: 'busy' }
  await way.note(undefined)
  if (status !== 415 && status !== 413) return { is: 'busy' }
  const problem = (await answer.json().catch(() => ({}))) as { code?: string }
  return { is: 'refused', code: problem.code ?? (status === 413 ? 'too_large' : 'blob_type') }
}

async function ask(way: Way, path: string, init: RequestInit): Promise<Response | undefined> {
  const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${way.token}` }
  return way.ask(path, { ...init, headers }).catch(() => undefined)
}

async function base64(blob: Blob): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())))
}
