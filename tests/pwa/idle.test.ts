// D6: what the app uses of the line while it is open and nothing happens: a day of it, in virtual time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newPhone, signedIn, startPhone } from './sync-phone'
import { Town } from './sync-town'

const MINUTE = 60_000
const DAY = 24 * 60
/** Headers of a no-change sync both ways above TLS; `npm run bench -- main` measures the whole of it at under 600 B. */
const HEADERS = 420
const MOST = 200_000

class Socket {
  static readonly OPEN = 1
  static all: Socket[] = []
  readyState = 0
  sent: string[] = []
  onopen = () => {}
  onclose = () => {}
  onmessage = (_event: { data: string }) => {}
  constructor() {
    Socket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
    if (this.sent.length > 1) setImmediate(() => this.onmessage({ data: JSON.stringify({ at: Math.floor(Date.now() / 1000) }) }))
  }
  close() {
    this.readyState = 3
  }
}

const connection = (said: object) => Object.defineProperty(navigator, 'connection', { configurable: true, value: said })

/** The fake database works by setImmediate, which stays real. */
async function pass(minutes: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(minutes * MINUTE)
  for (let i = 0; i < 40; i++) await new Promise((done) => setImmediate(done))
}

async function opened(town: Town) {
  const phone = await startPhone(town)
  Object.defineProperty(document, 'hidden', { configurable: true, value: false })
  await signedIn(phone)
  for (let i = 0; i < 5; i++) await pass(0.1)
  return phone
}

beforeEach(() => {
  newPhone()
  localStorage.clear()
  Socket.all = []
  vi.stubGlobal('WebSocket', Socket)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  connection({})
})

test('D6: with a socket an idle app sends nothing, and its pings stay under 200 KB a day', async () => {
  connection({})
  const town = new Town()
  await opened(town)
  expect(Socket.all).toHaveLength(1)
  const [socket] = Socket.all
  socket!.readyState = Socket.OPEN
  socket!.onopen()
  for (let i = 0; i < 5; i++) await pass(0.1)
  const [sent, posted] = [socket!.sent.length, town.raw.length]
  for (let minutes = 0; minutes < DAY; minutes += 30) await pass(30)
  expect([socket!.sent.length, town.raw.length, Socket.all.length]).toEqual([sent, posted, 1])

  const every = Number(/ws_ping_interval=(\d+)/.exec(readFileSync(join(import.meta.dirname, '../../server/serve.py'), 'utf8'))![1])
  const packets = 3 * 52 // ping, pong and its acknowledgement: IPv4 and TCP with timestamps
  const frames = 2 + 6 // a pong is masked
  const tls = 2 * 22
  expect((86_400 / every) * (packets + frames + tls)).toBeLessThanOrEqual(MOST)
}, 60_000)

test('D6: without a socket an idle app asks once in five minutes at most, and stays under 200 KB a day', async () => {
  connection({ saveData: true })
  const town = new Town()
  let told = 0
  const real = town.fetch
  town.fetch = async (url, init) => {
    const answer = await real(url, init)
    told += (await answer.clone().text()).length
    return answer
  }
  await opened(town)
  expect(Socket.all, 'who saves data has no socket').toEqual([])
  const [before, bytesBefore] = [town.raw.length, told]
  for (let minutes = 0; minutes < DAY; minutes++) await pass(1)
  const asked = town.raw.slice(before)
  expect(asked.length).toBeLessThanOrEqual(DAY / 5)
  expect(asked.length, 'it does look after news').toBeGreaterThan(DAY / 5 - 10)
  const bytes = asked.reduce((sum, body) => sum + body.length, 0) + (told - bytesBefore) + asked.length * HEADERS
  expect(bytes).toBeLessThanOrEqual(MOST)
}, 60_000)

test('D6: in the background the app is silent', async () => {
  connection({ saveData: true })
  const town = new Town()
  await opened(town)
  Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  document.dispatchEvent(new Event('visibilitychange'))
  await pass(6)
  const before = town.raw.length
  for (let minutes = 0; minutes < DAY; minutes += 30) await pass(30)
  expect(town.raw.length).toBe(before)
}, 60_000)
