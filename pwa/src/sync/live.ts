// The live socket: open while the app is in view. It hears that there is news, and carries a sync as one frame each way.
import type { Poke, Problem, SyncResponse } from '../schema/types'

const ANSWER_MS = 30_000

const canUnpack = typeof DecompressionStream === 'function'
const unpacked = (frame: Blob) => new Response(frame.stream().pipeThrough(new DecompressionStream('deflate'))).text()

interface Awaited {
  answer: (response: SyncResponse | Problem) => void
  fail: (error: Error) => void
}

export class Live {
  private socket: WebSocket | null = null
  private awaited: Awaited | null = null
  /** Bytes of all that it told */
  heard = 0
  constructor(
    private onPoke: () => void,
    private onClose: () => void,
  ) {}

  get open(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  get started(): boolean {
    return this.socket !== null
  }

  start(client: string, session: string | undefined): void {
    if (this.socket) return
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/live')
    this.socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify({ client, session, packed: canUnpack || undefined }))
      // Pokes of the time without a socket were heard by nobody.
      this.onPoke()
    }
    socket.onmessage = async (event: MessageEvent<string | Blob>) => {
      const { data } = event
      this.heard += typeof data === 'string' ? data.length : data.size
      const text = typeof data === 'string' ? data : await unpacked(data)
      if (this.socket === socket) this.hear(JSON.parse(text) as Poke | SyncResponse | Problem)
    }
    socket.onclose = () => {
      if (this.socket === socket) this.lose()
    }
  }

  stop(): void {
    const socket = this.socket
    this.socket = null
    socket?.close()
    this.awaited?.fail(new TypeError('socket closed'))
    this.awaited = null
  }

  /** The line under it is gone, whether or not the browser knows already. */
  private lose(): void {
    this.stop()
    this.onClose()
  }

  /** One sync as one frame; fails like a fetch when the socket goes away. */
  ask(request: string | ArrayBuffer): Promise<SyncResponse | Problem> {
    return new Promise((answer, fail) => {
      const timer = setTimeout(() => this.lose(), ANSWER_MS)
      this.awaited = {
        answer: (response) => (clearTimeout(timer), answer(response)),
        fail: (error) => (clearTimeout(timer), fail(error)),
      }
      this.socket!.send(request)
    })
  }

  private hear(message: Poke | SyncResponse | Problem): void {
    if ('poke' in message) return this.onPoke()
    this.awaited?.answer(message)
    this.awaited = null
  }
}
