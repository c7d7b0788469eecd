// Packs over a poor line: two at a time in the order asked for, tried again until they are here, never twice. What has
// come of a pack is kept as it comes: after a cut, or in a page that was closed and opened again, it goes on from there.
import { packIsWhole } from './proof'
import { dropPart, getPart, keepPack, keepPart, type Bytes } from './shelf'

/** The server has this file no more: the manifest is old. */
export class Gone extends Error {}
/** The person went to another place. */
export class Left extends Error {}

const inFlight = 2
const longest = 300
/** The rest of a pack is asked for from a multiple of this, so that caches on the way see few addresses. */
const PIECE = 4096

/** Waits as the server says, else 2 s doubled up to 5 min with jitter; a line that comes back ends the wait. */
export function pause(tries: number, signal: AbortSignal, retryAfter?: string | null): Promise<void> {
  const seconds = Number(retryAfter) || Math.min(longest, 2 ** tries) * (0.5 + Math.random() / 2)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, seconds * 1000)
    globalThis.addEventListener?.('online', done)
    signal.addEventListener('abort', done)
  })
}

async function fetchPack(sha: string, signal: AbortSignal): Promise<void> {
  for (let tries = 1, spoilt = false; ; tries++) {
    if (signal.aborted) throw new Left(sha)
    let retryAfter: string | null = null
    try {
      const part = await getPart(sha)
      const start = part ? part.length - (part.length % PIECE) : 0
      const response: Response = await fetch(`/g/p/${sha}${start ? `/${start}` : ''}`, { signal, cache: spoilt ? 'reload' : 'default' })
      const gone = response.status === 404 || response.status === 410
      if (gone && !start) throw new Gone(sha)
      retryAfter = response.headers.get('retry-after')
      if (response.ok) {
        const bytes = await receive(sha, response, part ? part.subarray(0, start) : new Uint8Array())
        spoilt = !(await packIsWhole(sha, bytes))
        if (!spoilt) return await keepPack(sha, bytes)
      }
      if (gone || spoilt) await dropPart(sha)
      if (gone) continue
    } catch (error) {
      if (error instanceof Gone) throw error
    }
    await pause(tries, signal, retryAfter)
  }
}

async function receive(sha: string, response: Response, before: Bytes): Promise<Bytes> {
  if (!response.body) return join(before, new Uint8Array(await response.arrayBuffer()))
  const reader = response.body.getReader()
  let all = before
  let kept = before.length
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return all
      all = join(all, value)
      if (all.length < kept + PIECE) continue
      kept = all.length
      void keepPart(sha, all)
    }
  } catch (error) {
    if (all.length > kept) await keepPart(sha, all)
    throw error
  }
}

function join(first: Bytes, then: Bytes): Bytes {
  const both = new Uint8Array(first.length + then.length)
  both.set(first)
  both.set(then, first.length)
  return both
}

export type Want = (sha: string) => Promise<void>

/** `urgent` holds new packs back while a page waits for one item. */
export function downloads(stored: Set<string>, arrived: () => void, urgent: () => Promise<unknown> | undefined, signal: AbortSignal): Want {
  const asked = new Map<string, Promise<void>>()
  const queue: (() => Promise<void>)[] = []
  let running = 0

  async function work(): Promise<void> {
    if (running >= inFlight) return
    running++
    for (let next = queue.shift(); next; next = queue.shift()) {
      await urgent()
      await next()
    }
    running--
  }

  return function want(sha) {
    if (stored.has(sha)) return Promise.resolve()
    const before = asked.get(sha)
    if (before) return before
    const here = new Promise<void>((resolve, reject) => {
      queue.push(() =>
        fetchPack(sha, signal).then(() => {
          stored.add(sha)
          arrived()
          resolve()
        }, reject),
      )
    })
    here.catch(() => undefined).finally(() => asked.delete(sha))
    asked.set(sha, here)
    void work()
    return here
  }
}
