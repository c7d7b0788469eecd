// The socket of the buses: one for all pages, open only while one of them is in view. Whoever follows hears wholes and news, or that nobody tells now.
import { effect } from '@preact/signals'
import type { BusesSeen, BusFollow } from '../schema/types'
import { line } from '../sync/state'
import { applied, channelOf } from './stream-coding'

export type Kind = 'stop' | 'line'
/** Undefined: there is no socket now. */
export type Hear = (seen: BusesSeen | undefined) => void

const AGAIN_MS = [1_000, 5_000, 15_000, 60_000]
/** The first answer over 2G, and then the beat of every half a minute at most. */
const ANSWER_MS = 15_000
const SILENT_MS = 45_000
/** From one page to the next the socket stays. */
const LINGER_MS = 2_000
/** The server takes no more of a kind. */
const MOST = 8

const key = (kind: Kind, code: string) => `${kind}/${code}`
const ears = new Map<string, Set<Hear>>()
const known = new Map<string, BusesSeen>()
const channels = new Map<number, string>()
let socket: WebSocket | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let failures = 0
let listening = false

/** Until the function that it gives is called. */
export function hearOf(kind: Kind, code: string, hear: Hear): () => void {
  const name = key(kind, code)
  const mine = ears.get(name) ?? new Set()
  ears.set(name, mine.add(hear))
  listen()
  const held = socket && known.get(name)
  if (held) hear(held)
  if (mine.size === 1) wish()
  open()
  return () => {
    mine.delete(hear)
    if (mine.size || ears.get(name) !== mine) return
    ears.delete(name)
    known.delete(name)
    if (!ears.size) setTimeout(() => !ears.size && end(), LINGER_MS)
  }
}

/** Who saves data asks now and then instead. */
export const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true

const mayOpen = () => ears.size > 0 && document.visibilityState !== 'hidden' && line.value !== 'off' && navigator.onLine !== false && !savesData()

function open(): void {
  if (socket || !mayOpen()) return
  clearTimeout(timer)
  const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/bus/live`)
  socket = opened
  opened.binaryType = 'arraybuffer'
  doubt(ANSWER_MS)
  opened.onopen = wish
  opened.onclose = () => socket === opened && lose()
  opened.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (socket !== opened) return
    failures = 0
    doubt(SILENT_MS)
    if (typeof data === 'string') take(JSON.parse(data) as BusesSeen)
    else hearNews(new Uint8Array(data))
  }
}

function wish(): void {
  if (socket?.readyState !== 1) return
  const of = (kind: Kind) => [...ears.keys()].filter((name) => name.startsWith(`${kind}/`)).map((name) => name.slice(kind.length + 1)).slice(-MOST)
  socket.send(JSON.stringify({ stops: of('stop'), lines: of('line') } satisfies BusFollow))
}

function take(seen: BusesSeen): void {
  const name = seen.line === undefined ? key('stop', seen.stop ?? '') : key('line', seen.line)
  channels.set(seen.n, name)
  tell(name, seen)
}

function hearNews(frame: Uint8Array): void {
  const name = channels.get(channelOf(frame))
  const before = name && known.get(name)
  // What is followed no longer may still be on its way.
  if (!name || !before) return
  const next = applied(before, frame)
  if (next) tell(name, next)
  else wish()
}

function tell(name: string, seen: BusesSeen): void {
  if (!ears.has(name)) return
  known.set(name, seen)
  for (const hear of ears.get(name)!) hear(seen)
}

/** A line may be dead for minutes before the browser is told. */
function doubt(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(lose, ms)
}

function lose(): void {
  close()
  if (!mayOpen()) return
  const wait = AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]!
  timer = setTimeout(open, wait)
}

function close(): void {
  clearTimeout(timer)
  const last = socket
  socket = undefined
  known.clear()
  channels.clear()
  last?.close()
  for (const hears of ears.values()) for (const hear of hears) hear(undefined)
}

/** In view again, or with a line again: at once. */
function look(): void {
  if (!mayOpen()) return void (socket && close())
  failures = 0
  open()
}

let unlisten = () => {}

function listen(): void {
  if (listening) return
  listening = true
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  addEventListener('offline', look)
  const stop = effect(() => {
    if (line.value === 'off' && socket) close()
    else if (line.value !== 'off') open()
  })
  unlisten = () => {
    document.removeEventListener('visibilitychange', look)
    removeEventListener('online', look)
    removeEventListener('offline', look)
    stop()
  }
}

function end(): void {
  close()
  unlisten()
  listening = false
  failures = 0
}
