// @vitest-environment happy-dom
// The socket of the buses: news as the server codes them, one socket for all pages, and asking over HTTP where there is none.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BusesSeen } from '../../pwa/src/schema/types'
import { line } from '../../pwa/src/sync/state'
import { hearOf } from '../../pwa/src/transit/stream'
import { applied, busesOf, channelOf, nowAt } from '../../pwa/src/transit/stream-coding'

interface Case { why: string; before: BusesSeen; after: BusesSeen; news: string | null }
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../shared_schema/vectors/stream.json'), 'utf8')) as { cases: Case[] }
const told = cases.filter((one): one is Case & { news: string } => one.news !== null)
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const [moves] = told as [Case & { news: string }]

describe('news', () => {
  test.each(told.map((one) => [one.why, one] as const))('%s', (_why, { before, after, news }) => {
    const sorted = (seen?: BusesSeen) => seen && { ...seen, buses: seen.buses.toSorted((a, b) => a[0]! - b[0]!) }
    expect(channelOf(bytes(news))).toBe(before.n)
    expect(sorted(applied(before, bytes(news)))).toEqual(sorted(after))
    // Told twice it changes nothing; after something was missed it is not believed.
    expect(applied(after, bytes(news))).toBe(after)
    expect(applied({ ...before, turn: (before.turn + 255) % 256 }, bytes(news))).toBeUndefined()
  })

  test('whatever bytes come: what was known, something whole, or a question', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (rest) => {
      const next = applied(moves.before, Uint8Array.from([2, 3, 8, ...rest]))
      expect(next === undefined || next.buses.every((row) => row.every(Number.isFinite))).toBe(true)
    }))
    expect(applied(moves.before, bytes(moves.news).subarray(0, -1))).toBeUndefined()
  })

  test('a stop’s rows are the arrivals that are asked for over HTTP; a line’s say where and how', () => {
    const stop = cases.find(({ after }) => after.buses.some((row) => row[3] === 5))!.after
    expect(nowAt(stop).arrivals).toMatchObject([
      { line: 'xilai:101', to: '西来镇', state: 'just_left', predicted: 1765500450 },
      { to: '蒲江客运站', state: 'cancelled' },
      { state: 'live', scheduled: 1765500760, predicted: 1765500740, away: 0 },
    ])
    expect(nowAt(stop).arrivals[1]).not.toHaveProperty('predicted')
    expect(busesOf(moves.before)[2]).toEqual({ number: 2, back: false, stops: moves.before.ways[0]!.stops, place: 5 / 64, how: 'reckoned', at: 1765499756 })
  })
})

class Socket {
  static all: Socket[] = []
  readyState = 0
  binaryType = ''
  sent: string[] = []
  onopen = () => {}
  onclose = () => {}
  onmessage = (_event: { data: string | ArrayBuffer }) => {}
  constructor(readonly url: string) {
    Socket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.readyState = 3
  }
  opens() {
    this.readyState = 1
    this.onopen()
  }
  dies() {
    this.readyState = 3
    this.onclose()
  }
  says(what: BusesSeen | string) {
    this.onmessage({ data: typeof what === 'string' ? bytes(what).buffer : JSON.stringify(what) })
  }
}

describe('the socket', () => {
  const left: (() => void)[] = []
  const hear = (kind: 'stop' | 'line', code: string) => {
    const heard = vi.fn()
    const leave = hearOf(kind, code, heard)
    left.push(leave)
    return { heard, leave }
  }
  const last = () => Socket.all.at(-1)!
  const shows = (state: 'visible' | 'hidden') => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }

  beforeEach(() => {
    Socket.all = []
    vi.stubGlobal('WebSocket', Socket)
    vi.useFakeTimers()
    line.value = 'on'
  })
  afterEach(async () => {
    for (const leave of left.splice(0)) leave()
    await vi.advanceTimersByTimeAsync(3_000)
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  test('one for all pages: it names what they show, and each hears of its own', () => {
    const road = hear('line', 'xilai:101')
    expect(last().url).toMatch(/^ws.*\/bus\/live$/)
    last().opens()
    const stop = hear('stop', 'xilai:tieniu')
    expect(Socket.all).toHaveLength(1)
    expect(last().sent.map((one) => JSON.parse(one))).toEqual([{ stops: [], lines: ['xilai:101'] }, { stops: ['xilai:tieniu'], lines: ['xilai:101'] }])
    last().says(moves.before)
    last().says(moves.news)
    expect(road.heard.mock.lastCall![0].buses).toEqual(moves.after.buses)
    expect(stop.heard).not.toHaveBeenCalled()
    expect(hear('line', 'xilai:101').heard.mock.lastCall![0].turn).toBe(8) // who comes later knows at once
  })

  test('news that do not follow on what is known are asked for as a whole', () => {
    hear('line', 'xilai:101')
    last().opens()
    last().says({ ...moves.before, turn: 5 })
    last().says(moves.news)
    expect(last().sent).toHaveLength(2)
  })

  test('one that dies or falls silent is told, and another is tried, ever more rarely; a page in view again at once', async () => {
    const { heard } = hear('line', 'xilai:101')
    last().opens()
    last().says(moves.before)
    await vi.advanceTimersByTimeAsync(46_000)
    expect(heard.mock.lastCall).toEqual([undefined])
    await vi.advanceTimersByTimeAsync(1_100)
    expect(Socket.all).toHaveLength(2)
    for (const wait of [5_000, 15_000, 60_000, 60_000]) {
      last().dies()
      const before = Socket.all.length
      await vi.advanceTimersByTimeAsync(wait - 100)
      expect(Socket.all).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(200)
      expect(Socket.all).toHaveLength(before + 1)
    }
    last().dies()
    const before = Socket.all.length
    shows('visible')
    expect(Socket.all).toHaveLength(before + 1)
  })

  test('nobody looks, no line, or data are saved: there is none', async () => {
    const { leave } = hear('line', 'xilai:101')
    last().opens()
    shows('hidden')
    expect(last().readyState).toBe(3)
    await vi.advanceTimersByTimeAsync(90_000)
    expect(Socket.all).toHaveLength(1)
    shows('visible')
    expect(Socket.all).toHaveLength(2)
    line.value = 'off'
    expect(last().readyState).toBe(3)
    line.value = 'on'
    expect(Socket.all).toHaveLength(3)
    leave()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(last().readyState).toBe(3)
    vi.stubGlobal('navigator', { onLine: true, connection: { saveData: true } })
    hear('stop', 'xilai:tieniu')
    expect(Socket.all).toHaveLength(3)
  })
})
