// A hall's line as this device last saw it: over the socket, by asking every few seconds where there is none, and from
// the disk when there is no line at all.
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Hall, HallNews } from '../schema/types'
import { withCache } from '../sync/store'
import { askTown } from './ask'
import { applied } from './rules'

const ASK_MS = 5_000
/** Without a word in this time nobody is told to wait for one. */
const DOUBT_MS = 10_000
const AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000]
/** What a phone need not keep: a line of a thousand is of no use tomorrow. */
const KEPT_MOST = 300

export interface Seen {
  hall?: Hall
  /** Device clock, ms, when it was last known to hold. */
  heardAt: number
  /** Whether what happens now would be heard; not known yet while the first answer is awaited. */
  live?: boolean
  /** There is no such hall. */
  unknown?: boolean
}

export interface Watch {
  seen: ReadonlySignal<Seen>
  /** Whether the line is still there: a socket may be dead for minutes before anybody is told. */
  check: () => void
  stop: () => void
}

const unpacks = typeof DecompressionStream === 'function'
const unpacked = (frame: Blob) => new Response(frame.stream().pipeThrough(new DecompressionStream('deflate'))).text()

export function watchHall(centre: string): Watch {
  const seen = signal<Seen>({ heardAt: 0 })
  let socket: WebSocket | undefined
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const take = (hall: Hall, live: boolean) => {
    seen.value = { hall, heardAt: Date.now(), live }
    if (hall.waiting.length <= KEPT_MOST) void withCache((db) => db.put('kept', { hall, at: Date.now() }, `hall/${centre}`)).catch(() => undefined)
  }

  async function ask(): Promise<void> {
    try {
      const { told, status } = await askTown<Hall>(`/q/${centre}`)
      if (told) {
        take(told, true)
        open()
      } else if (status === 404) seen.value = { ...seen.value, unknown: true }
      else throw new TypeError(String(status))
    } catch {
      seen.value = { ...seen.value, live: false }
    }
  }

  async function hear(data: string | Blob): Promise<void> {
    const told = JSON.parse(typeof data === 'string' ? data : await unpacked(data)) as Hall | HallNews
    failures = 0
    if ('centre' in told) return take(told, true)
    const next = seen.value.hall && applied(seen.value.hall, told)
    if (next) take(next, true)
    else await ask()
  }

  function open(): void {
    if (stopped || socket || document.hidden) return
    const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/q/${centre}/live${unpacks ? '' : '?plain'}`)
    socket = opened
    let turn: Promise<void> = Promise.resolve()
    opened.onmessage = (event: MessageEvent<string | Blob>) => {
      if (socket === opened) turn = turn.then(() => hear(event.data)).catch(() => opened.close())
    }
    opened.onclose = (event) => {
      if (socket !== opened) return
      socket = undefined
      // Where no socket comes through, the first question over HTTP tells whether anybody answers.
      seen.value = { ...seen.value, live: seen.value.live && false, unknown: event.code === 4404 || undefined }
      if (!stopped && event.code !== 4404) later()
    }
  }

  /** Where no socket comes through, every few seconds over plain HTTP; a page that nobody looks at asks nothing. */
  function later(): void {
    clearTimeout(timer)
    const wait = AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]!
    timer = setTimeout(() => {
      if (document.hidden || stopped) return
      void ask()
      open()
    }, Math.min(wait, failures > 2 ? ASK_MS : wait))
  }

  const wake = () => {
    if (document.hidden) return close()
    failures = 0
    open()
  }
  const close = () => {
    const last = socket
    socket = undefined
    last?.close()
  }
  const gone = () => {
    seen.value = { ...seen.value, live: false }
    close()
    later()
  }
  document.addEventListener('visibilitychange', wake)
  addEventListener('online', wake)
  addEventListener('offline', gone)
  void withCache((db) => db.get('kept', `hall/${centre}`)).then(
    (kept) => {
      const held = kept as { hall: Hall; at: number } | undefined
      if (held && !seen.value.hall) seen.value = { ...seen.value, hall: held.hall, heardAt: held.at }
    },
    () => undefined,
  )
  open()
  const doubt = setTimeout(() => (seen.value = { ...seen.value, live: seen.value.live ?? false }), DOUBT_MS)
  return {
    seen,
    check: () => void ask(),
    stop: () => {
      stopped = true
      clearTimeout(timer)
      clearTimeout(doubt)
      document.removeEventListener('visibilitychange', wake)
      removeEventListener('online', wake)
      removeEventListener('offline', gone)
      close()
    },
  }
}
