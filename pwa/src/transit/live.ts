// What is live of a stop or a line while its page is in view: over the socket, and asked for again and again where there is none.
// Tells apart a phone without a line and a feed that is silent.
import { useEffect, useState } from 'preact/hooks'
import type { BusesSeen, BusNow } from '../schema/types'
import { line, serverNow } from '../sync/state'
import { hearOf, savesData, type Kind } from './stream'
import { busesOf, nowAt, type SeenBus } from './stream-coding'

/** off: this phone has no line; dead: the buses have fallen silent; none: they never speak here. */
export type How = 'asking' | 'off' | 'dead' | 'none' | 'on'
export interface Live { how: How; told?: BusNow }
export interface LineLive { how: How; told?: LineNow }
export interface LineNow { at: number; live: BusNow['live']; as_of?: number; buses: SeenBus[] }

/** Seconds after which an answer says nothing of now. */
const OLD = 45
const EVERY = 15
/** Of who saves data */
const SPARING = 40
const LONGEST_MS = 10_000

interface Source<T> {
  kind: Kind
  path: string
  /** Of the answer over HTTP, and of what the socket tells */
  read: (answer: unknown) => T
  of: (seen: BusesSeen) => T
}

const STOP: Source<BusNow> = { kind: 'stop', path: '/bus/', read: (answer) => answer as BusNow, of: nowAt }
const lineNow = ({ at, live, as_of, ...seen }: BusesSeen): LineNow => ({ at, live, as_of, buses: busesOf({ at, live, ...seen }) })
const LINE: Source<LineNow> = { kind: 'line', path: '/bus/line/', read: (answer) => lineNow(answer as BusesSeen), of: lineNow }

export const useLive = (stop: string): Live => useSource(STOP, stop)
export const useLine = (code: string): LineLive => useSource(LINE, code)

function useSource<T extends { at: number; live: BusNow['live'] }>(source: Source<T>, code: string): { how: How; told?: T } {
  const [said, say] = useState<{ code: string; how: How; told?: T }>()
  useEffect(() => follow(source, code, (how, told) => say({ code, how, told })), [source, code])
  const { how, told } = said?.code === code ? said : { how: 'asking' as const, told: undefined }
  const fresh = told && serverNow() - told.at <= OLD ? told : undefined
  // One answer that did not come through says nothing yet.
  if (line.value === 'off' || (how === 'off' && !fresh)) return { how: 'off' }
  return { how: how === 'off' ? fresh!.live : how, told: fresh }
}

/** Until the function that it gives is called. */
function follow<T extends { live: BusNow['live'] }>(source: Source<T>, code: string, tell: (how: How, told?: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let last: T | undefined
  let streams = false
  const go = async () => {
    clearTimeout(timer)
    const mine = ++turn
    if (streams || document.visibilityState === 'hidden') return
    const { how, told, again } = await ask(source, code)
    // What the socket said in the meantime is newer.
    if (mine !== turn || streams) return
    last = told ?? last
    tell(how, how === 'off' ? last : told)
    timer = setTimeout(() => void go(), Math.max(again, savesData() ? SPARING : 0) * 1000)
  }
  const hear = (seen: BusesSeen | undefined) => {
    const ended = streams && !seen
    streams = seen !== undefined
    if (seen) tell((last = source.of(seen)).live, last)
    else if (ended) void go()
  }
  const wake = () => void go()
  document.addEventListener('visibilitychange', wake)
  addEventListener('online', wake)
  addEventListener('offline', wake)
  // The first answer over the connection that is open already: a socket takes three journeys more.
  void go()
  const leave = hearOf(source.kind, code, hear)
  return () => {
    turn = -1
    streams = true
    leave()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wake)
    removeEventListener('online', wake)
    removeEventListener('offline', wake)
  }
}

async function ask<T extends { live: BusNow['live'] }>(source: Source<T>, code: string): Promise<{ how: How; told?: T; again: number }> {
  const given = new AbortController()
  const enough = setTimeout(() => given.abort(), LONGEST_MS)
  try {
    const response = await fetch(source.path + encodeURIComponent(code), { cache: 'no-store', signal: given.signal })
    // The town's system knows no such stop, or is in trouble: no word of the buses, but the phone has a line.
    if (!response.ok) return { how: response.status === 404 ? 'none' : 'dead', again: EVERY }
    const told = source.read(await response.json())
    const again = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1])
    return { how: told.live, told, again: again > 4 ? again : EVERY }
  } catch {
    return { how: 'off', again: EVERY }
  } finally {
    clearTimeout(enough)
  }
}
