// Live arrivals of a stop: asked for again and again while the page is in view. Tells apart a phone without a line and a feed that is silent.
import { useEffect, useState } from 'preact/hooks'
import type { BusNow } from '../schema/types'
import { line, serverNow } from '../sync/state'

/** off: this phone has no line; dead: the buses have fallen silent; none: they never speak here. */
export type Live = { how: 'asking' | 'off' | 'dead' | 'none' | 'on'; told?: BusNow }

/** Seconds after which an answer says nothing of now. */
const OLD = 45
const EVERY = 15
const LONGEST_MS = 10_000

export function useLive(stop: string): Live {
  const [said, say] = useState<{ stop: string; live: Live }>()
  useEffect(() => follow(stop, (live) => say({ stop, live })), [stop])
  const { how, told } = said?.stop === stop ? said.live : { how: 'asking' as const, told: undefined }
  const fresh = told && serverNow() - told.at <= OLD ? told : undefined
  // One answer that did not come through says nothing yet.
  if (line.value === 'off' || (how === 'off' && !fresh)) return { how: 'off' }
  return { how: how === 'off' ? fresh!.live : how, told: fresh }
}

/** Until the function that it gives is called. */
function follow(stop: string, tell: (live: Live) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let last: BusNow | undefined
  const go = async () => {
    clearTimeout(timer)
    const mine = ++turn
    if (document.visibilityState === 'hidden') return
    const { live, again } = await ask(stop, last)
    if (mine !== turn) return
    last = live.told
    tell(live)
    timer = setTimeout(() => void go(), again * 1000)
  }
  const wake = () => void go()
  document.addEventListener('visibilitychange', wake)
  addEventListener('online', wake)
  addEventListener('offline', wake)
  void go()
  return () => {
    turn = -1
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wake)
    removeEventListener('online', wake)
    removeEventListener('offline', wake)
  }
}

async function ask(stop: string, last: BusNow | undefined): Promise<{ live: Live; again: number }> {
  const given = new AbortController()
  const enough = setTimeout(() => given.abort(), LONGEST_MS)
  try {
    const response = await fetch(`/bus/${encodeURIComponent(stop)}`, { cache: 'no-store', signal: given.signal })
    // The town's system knows no such stop, or is in trouble: no word of the buses, but the phone has a line.
    if (!response.ok) return { live: { how: response.status === 404 ? 'none' : 'dead' }, again: EVERY }
    const told = (await response.json()) as BusNow
    const again = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1])
    return { live: { how: told.live, told }, again: again > 4 ? again : EVERY }
  } catch {
    return { live: { how: 'off', told: last }, again: EVERY }
  } finally {
    clearTimeout(enough)
  }
}
