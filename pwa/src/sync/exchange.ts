// One request, one answer: as a frame on the live socket when it is open, by POST otherwise.
import type { Problem, SyncRequest, SyncResponse } from '../schema/types'
import type { Live } from './live'

const PATIENCE_MS = 60_000

export type Outcome =
  | { is: 'answer'; answer: SyncResponse; seconds: number }
  /** The town's system spoke, but took nothing of the request */
  | { is: 'refused'; status: number; code: string; field?: string; wait: number }
  | { is: 'no-line' }

let way: AbortController | undefined

/** What is under way ends as where there is no line. */
export const breakOff = (): void => way?.abort()

export async function exchange(request: SyncRequest, live: Live): Promise<Outcome> {
  const mine = (way = new AbortController())
  // The socket goes with it: an answer that comes later must not be taken for that of the next request.
  const timer = setTimeout(() => (live.stop(), mine.abort()), PATIENCE_MS)
  const broken = new Promise<never>((_, fail) => mine.signal.addEventListener('abort', fail))
  try {
    return await Promise.race([ask(request, live, mine.signal), broken])
  } catch {
    return { is: 'no-line' }
  } finally {
    clearTimeout(timer)
  }
}

async function ask(request: SyncRequest, live: Live, signal: AbortSignal): Promise<Outcome> {
  const began = Date.now()
  // Not with the shell: only who has something to send needs it, and without it things go as they are.
  const small = request.mutations && (await import('./pack').catch(() => undefined))
  const body = small ? await small.pack(request, live.open) : JSON.stringify(request)
  // Nobody waits for it any more, and the socket may be another person's by now.
  if (signal.aborted) return { is: 'no-line' }
  const outcome = live.open ? read(await live.ask(body), began, 0) : await post(body, began, signal)
  return (outcome.is === 'answer' && small?.inFull(outcome.answer, request)) || outcome
}

async function post(body: string | ArrayBuffer, began: number, signal: AbortSignal): Promise<Outcome> {
  const response = await fetch('/sync', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(typeof body !== 'string' && { 'Content-Encoding': 'gzip' }) },
    body,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal,
  })
  const wait = Number(response.headers.get('Retry-After')) || 0
  const said = (await response.json().catch(() => null)) as SyncResponse | Problem | null
  if (response.status >= 500 && !said) return { is: 'refused', status: response.status, code: 'server_error', wait }
  return read(said, began, wait)
}

// A captive portal answers 200 with a page of its own: whatever is not ours counts as no line.
function read(body: SyncResponse | Problem | null, began: number, wait: number): Outcome {
  if (body && 'at' in body && typeof body.at === 'number') return { is: 'answer', answer: body, seconds: (Date.now() - began) / 1000 }
  if (body && 'code' in body && typeof body.code === 'string') {
    return { is: 'refused', status: body.status, code: body.code, field: body.field, wait }
  }
  return { is: 'no-line' }
}
