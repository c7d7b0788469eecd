// The live socket: what happened while it was away is fetched when it is back, and silence is not taken for a line.
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Live } from '../../pwa/src/sync/live'

class Socket {
  static readonly OPEN = 1
  static all: Socket[] = []
  readyState = 0
  sent: string[] = []
  onopen = () => {}
  onclose = () => {}
  onmessage = (_event: { data: string | Blob }) => {}
  constructor(readonly url: string) {
    Socket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.readyState = 2
  }
  opens() {
    this.readyState = 1
    this.onopen()
  }
}

beforeEach(() => {
  Socket.all = []
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('location', new URL('http://town.test/'))
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('news of the time without a socket is asked for as soon as it is open again', () => {
  const poked = vi.fn()
  const live = new Live(poked, () => {})
  live.start('client', 'session')
  expect(poked).not.toHaveBeenCalled()
  Socket.all[0]!.opens()
  expect(Socket.all[0]!.sent).toEqual(['{"client":"client","session":"session","packed":true}'])
  expect(poked).toHaveBeenCalledTimes(1)
})

test('a socket that swallows a sync is given up, and another one may be opened', async () => {
  const closed = vi.fn()
  const live = new Live(() => {}, closed)
  live.start('client', undefined)
  Socket.all[0]!.opens()
  const asked = live.ask('{"proto":1,"client":"client"}')
  const failed = expect(asked).rejects.toThrow()
  await vi.advanceTimersByTimeAsync(31_000)
  await failed
  expect(closed).toHaveBeenCalledTimes(1)
  expect(live.started).toBe(false)
})

test('a packed answer is read like a plain one', async () => {
  vi.useRealTimers()
  const live = new Live(() => {}, () => {})
  live.start('client', undefined)
  Socket.all[0]!.opens()
  const asked = live.ask('{"proto":1,"client":"client"}')
  Socket.all[0]!.onmessage({ data: new Blob([new Uint8Array(deflateSync('{"at":7}'))]) })
  expect(await asked).toEqual({ at: 7 })
})
