// The live socket: what happened while it was away is fetched when it is back, and silence is not taken for a line.
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { breakOff, exchange } from '../../pwa/src/sync/exchange'
import { Live } from '../../pwa/src/sync/live'
import type { Mutation, SyncRequest } from '../../pwa/src/schema/types'

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

/** A request that is still being packed, as when the part that packs is being fetched over 2G, until it is let go. */
function packed(live: Live) {
  let letGo = () => {}
  const wait = new Promise<void>((done) => (letGo = done))
  vi.stubGlobal('CompressionStream', class extends TransformStream {
    constructor() {
      super({ flush: () => wait })
    }
  })
  const text = '申请人情况说明'.repeat(200)
  const mutations = [{ id: 'm', lane: 'm', seq: 1, name: 'applications.save', args: { id: 'm', text } as Mutation['args'] }]
  const outcome = exchange({ proto: 1, client: 'c', session: 'of who leaves', mutations } as SyncRequest, live)
  return { outcome, letGo }
}

const opened = () => {
  const live = new Live(() => {}, () => {})
  live.start('client', 'session')
  Socket.all.at(-1)!.opens()
  return live
}

test('D5: what was still being packed when somebody left never goes out over the socket of who comes next', async () => {
  vi.useRealTimers()
  const live = opened()
  const { outcome, letGo } = packed(live)
  await new Promise((done) => setTimeout(done, 20))
  live.stop()
  breakOff()
  expect(await outcome).toEqual({ is: 'no-line' })
  live.start('client', 'of who comes')
  Socket.all[1]!.opens()
  letGo()
  await new Promise((done) => setTimeout(done, 20))
  expect(Socket.all[1]!.sent).toHaveLength(1)
})

test('W1: the answer to a sync that was given up is not taken for that of the next one', async () => {
  const live = opened()
  const { outcome, letGo } = packed(live)
  await vi.advanceTimersByTimeAsync(45_000)
  letGo()
  await vi.waitFor(() => expect(Socket.all[0]!.sent).toHaveLength(2))
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await outcome).toEqual({ is: 'no-line' })
  expect(live.open).toBe(false)
})
