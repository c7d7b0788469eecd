// One request of a photo at a time: given up when nothing comes of it, sooner when a newer sync shows that the line is
// back and this connection did not live to see it.

const PATIENCE_MS = 90_000
/** A piece aims at 20 s; a cut and the waits after it may treble that. */
const HUNG_MS = 60_000

let current: { stop?: AbortController; began: number } | undefined

export async function patient(path: string, init: RequestInit): Promise<Response> {
  // Chrome 64 and 65 have none: there a hung request ends when the system says so.
  const stop = typeof AbortController === 'function' ? new AbortController() : undefined
  const mine = (current = { stop, began: performance.now() })
  const timer = setTimeout(() => stop?.abort(), PATIENCE_MS)
  try {
    // Each header is paid for with every piece.
    return await fetch(path, { ...init, signal: stop?.signal, credentials: 'omit', referrerPolicy: 'no-referrer' })
  } finally {
    clearTimeout(timer)
    if (current === mine) current = undefined
  }
}

/** Something newer has just passed the line. */
export function lineIsBack(): void {
  if (current && performance.now() - current.began > HUNG_MS) current.stop?.abort()
}
