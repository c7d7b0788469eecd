// A driver's phone: what it keeps of where it is, how that travels, and that a killed page, a lost line and a lost answer lose nothing.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import vectors from '../../shared_schema/vectors/drive.json'
import type { DriveTaken } from '../../pwa/src/schema/types'
import { encode, inOrder, type Point } from '../../pwa/src/transit/drive-code'
import { due, isWorth, progress, tripsNow, tripsOn, type Fix } from '../../pwa/src/transit/drive-rules'
import { at, county, lines, loop, SATURDAY, stops } from './transit-lines'

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

describe('the coding', () => {
  test.each(vectors.batches)('$why', ({ over, first, sent, points, hex: wanted }) => {
    expect(hex(encode(over, first, sent, points.map(([at, lat, lon]) => ({ at: at!, lat: lat!, lon: lon! }))))).toBe(wanted)
  })

  test('a clock that was set in between makes no batch that the town refuses', () => {
    const [a, b, c] = inOrder([{ at: 100, lat: 1, lon: 1 }, { at: 40, lat: 2, lon: 2 }, { at: 300, lat: 3, lon: 3 }], 200)
    expect([a!.at, b!.at, c!.at]).toEqual([100, 100, 200])
  })
})

describe('what is worth keeping', () => {
  /** A fix a second at so many metres a second to the north. */
  function kept(speed: number, seconds: number, rough = 10): Fix[] {
    const found: Fix[] = []
    for (let at = 0; at <= seconds; at++) {
      const fix = { at, lat: 3_028_000 + Math.round((at * speed) / 1.11), lon: 10_349_000, rough }
      if (isWorth(found[found.length - 1], fix)) found.push(fix)
    }
    return found
  }

  test('of a bus that goes one every five to ten seconds, of one that stands one every twenty', () => {
    expect([kept(12, 600), kept(8, 600), kept(3, 600), kept(0, 600)].map(({ length }) => length)).toEqual([121, 86, 61, 31])
  })

  test('an hour on the road weighs less than two and a half kilobytes', () => {
    const points = kept(8, 3600)
    expect(encode(false, 0, 3600, points).length / points.length).toBeLessThan(5)
    expect(encode(false, 0, 3600, points).length).toBeLessThan(2560)
  })

  test('what may be anywhere is not kept', () => expect(kept(8, 60, 400)).toEqual([]))
})

describe('which trip', () => {
  test('the one that should begin about now stands first, one that has left long ago does not stand there', () => {
    const names = (clock: string) => tripsNow(lines, at(SATURDAY, clock)).map(({ line, starts }) => `${line.name} ${(starts - at(SATURDAY, '0:00')) / 60}`)
    expect(names('8:28').slice(0, 2)).toEqual(['101 510', '102 520'])
    expect(names('8:33')[0]).toBe('101 510')
    expect(names('8:59')).not.toContain('101 510')
    expect(names('3:00')).toEqual([])
  })

  test('of a rhythm every bus has its minute, and a trip of the evening before can be driven after midnight', () => {
    expect(tripsOn(loop, SATURDAY).map(({ begins }) => begins)).toEqual([400, 440, 480, 520, 560, 620, 680, 740, 800, 860, 920, 980])
    const [late] = tripsNow(lines, at(SATURDAY, '0:20'))
    expect(late).toMatchObject({ on: '2026-12-11', begins: 1405, ends: at(SATURDAY, '0:44') })
  })
})

describe('where on the line', () => {
  const [out] = tripsOn(county, SATURDAY)
  const ways = (codes: string[]) => codes.map((code) => stops.find((stop) => stop.code === code)!)
  const road = ways(['x:county', 'x:baima', 'x:town'])
  const there = (stop: { lat: number; lon: number }, clock: string, seconds = 0): Point => ({ lat: stop.lat, lon: stop.lon, at: at(SATURDAY, clock) + seconds })
  const start = { reached: -1, here: false }

  test('the next stop and how late, carried on between stops and never made better than the clock says', () => {
    const left = progress(start, road, out!, there(road[0]!, '6:33'))
    expect(left).toEqual({ reached: 0, here: true, late: 180 })
    const between = { lat: 3_024_000, lon: 10_349_500 }
    expect(progress(left, road, out!, there(between, '6:40'))).toEqual({ reached: 0, here: false, late: 180 })
    expect(progress(left, road, out!, there(between, '6:57'))).toEqual({ reached: 0, here: false, late: 420 })
    expect(progress(left, road, out!, there(road[2]!, '6:59'))).toEqual({ reached: 2, here: true, late: 60 })
    expect(due(out!, 2)).toBe(at(SATURDAY, '6:58'))
  })

  test('a loop that begins at its stop is not over there', () => {
    const [round] = tripsOn(loop, SATURDAY)
    const way = ways(['x:town', 'x:baima', 'x:mafu', 'x:town'])
    let is = progress(start, way, round!, there(way[0]!, '6:40'))
    expect(is.reached).toBe(0)
    for (const n of [1, 2, 3]) {
      is = progress(is, way, round!, there(way[n]!, '6:50'))
      expect(is.reached).toBe(n)
    }
  })
})

const T0 = at(SATURDAY, '8:30') * 1000

/** The town: takes batches as the server does. */
class Town {
  line = true
  next = 0
  begun = 0
  over = false
  points: Point[] = []
  refuse: [number, string][] = []
  loseAnswer = 0
  bodies: number[] = []

  fetch = async (path: string, { body, headers }: { body: string | Uint8Array; headers: Record<string, string> }): Promise<Response> => {
    if (!this.line) throw new TypeError('no line')
    const said = (status: number, told: object) => new Response(JSON.stringify(told), { status })
    if (headers['Authorization'] !== 'Bearer token') return said(401, { code: 'session_expired', title: '' })
    const [status, code] = this.refuse.shift() ?? []
    if (status) return said(status, { code, title: code })
    if (path.endsWith('/points')) this.take(body as Uint8Array)
    else this.begun++
    if (this.loseAnswer-- > 0) throw new TypeError('line broke')
    const answer: DriveTaken = { at: Math.floor(Date.now() / 1000), next: this.next, ...(this.over && { over: true }) }
    return said(200, answer)
  }

  take(body: Uint8Array): void {
    this.bodies.push(body.length)
    const numbers: number[] = []
    let value = 0
    let scale = 1
    for (const byte of body) {
      value += (byte % 128) * scale
      scale *= 128
      if (byte > 127) continue
      numbers.push(value)
      value = 0
      scale = 1
    }
    const [flags, first, sent, ...rest] = numbers
    let last: Point | undefined
    const signed = (n: number) => (n % 2 ? -(n + 1) / 2 : n / 2)
    for (let n = 0; n < rest.length; n += 3) {
      last = { at: last ? last.at + rest[n]! : sent! - rest[n]!, lat: (last?.lat ?? 0) + signed(rest[n + 1]!), lon: (last?.lon ?? 0) + signed(rest[n + 2]!) }
      if (first! + n / 3 < this.next) continue
      this.points.push(last)
      this.next = first! + n / 3 + 1
    }
    this.over ||= flags === 1
  }
}

describe('on the road', () => {
  let town: Town
  let move: (seconds: number) => Promise<void>
  let run: typeof import('../../pwa/src/transit/drive-run')
  let kept: typeof import('../../pwa/src/transit/drive-kept')
  let asked = 0
  let north = 0

  /** The page is killed and opened again: only the disk is left. */
  async function open(): Promise<void> {
    vi.resetModules()
    const state = await import('../../pwa/src/sync/state')
    state.session.value = { session: 'token', person: 'p1', roles: [{ role: 'driver', scope: 'bus:x' }] }
    run = await import('../../pwa/src/transit/drive-run')
    kept = await import('../../pwa/src/transit/drive-kept')
    await run.look()
  }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: T0 })
    town = new Town()
    vi.stubGlobal('fetch', town.fetch)
    asked = north = 0
    let hear: ((found: unknown) => void) | undefined
    const geolocation = { watchPosition: (found: (found: unknown) => void) => ((hear = found), ++asked), clearWatch: () => (hear = undefined), getCurrentPosition: () => undefined }
    Object.defineProperty(navigator, 'geolocation', { configurable: true, value: geolocation })
    move = async (seconds) => {
      for (let n = 0; n < seconds; n += 10) {
        vi.advanceTimersByTime(10_000)
        north += 72
        hear?.({ coords: { latitude: (3_028_000 + north) / 1e5, longitude: 103.49, accuracy: 8 } })
      }
      await vi.waitFor(async () => expect((await kept.drivesOf('p1'))[0]?.next ?? 0).toBeGreaterThanOrEqual(hear ? 1 : 0))
      await new Promise((done) => setTimeout(done, 20))
    }
    await open()
    for (const drive of await kept.drivesOf('p1')) await kept.dropDrive(drive)
    await open()
    await run.begin(tripsOn(county, SATURDAY).find(({ begins }) => begins === 510)!)
    await run.flush()
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const order = () => town.points.map(({ lat }) => (lat - 3_028_000) / 72)

  test('positions go in batches of a few bytes each, and leave the phone when the town has them', async () => {
    await move(10)
    await vi.waitFor(() => expect(order()).toEqual([1])) // the first goes at once: the bus is there
    await move(30)
    expect(run.unsent.value).toBe(3)
    await run.flush()
    expect([town.begun, order(), run.unsent.value, run.sent.value]).toEqual([1, [1, 2, 3, 4], 0, 4])
    expect(Math.max(...town.bodies)).toBeLessThan(25)
    expect(town.points[3]).toEqual({ at: T0 / 1000 + 40, lat: 3_028_288, lon: 10_349_000 })
  })

  test('without a line they are kept, and go in their order with their own times when it is back', async () => {
    town.line = false
    await move(600)
    await run.flush()
    expect([run.lastSent.value?.is, run.unsent.value]).toEqual(['no-line', 60])
    town.line = true
    await run.flush()
    expect(order()).toEqual(Array.from({ length: 60 }, (_none, n) => n + 1))
    expect(town.points[0]!.at).toBe(T0 / 1000 + 10)
    expect(run.unsent.value).toBe(0)
  })

  test('a page that is killed on the way loses nothing and offers to go on', async () => {
    town.line = false
    await move(60)
    await open()
    expect([run.driving.value, run.left.value?.begins, run.unsent.value]).toEqual([undefined, 510, 6])
    town.line = true
    run.goOn()
    await run.flush()
    await move(20)
    await run.flush()
    expect([order(), town.begun, asked]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], 1, 2])
  })

  test('an answer that was lost: the same is sent again, and nothing counts twice', async () => {
    await move(20)
    await run.flush()
    town.loseAnswer = 1
    await move(20)
    await run.flush()
    expect(run.unsent.value).toBe(2)
    await move(10)
    await run.flush()
    expect([order(), run.unsent.value]).toEqual([[1, 2, 3, 4, 5], 0])
  })

  test('a clock that is set back on the way mixes nothing up', async () => {
    town.line = false
    await move(30)
    vi.setSystemTime(Date.now() - 3_600_000)
    await move(30)
    town.line = true
    await run.flush()
    expect(town.points.map(({ at }) => at - T0 / 1000 + 3600)).toEqual([10, 20, 30, 40, 50, 60])
  })

  test('the end goes with the last positions, and then the phone has nothing of the trip and asks for no position', async () => {
    await move(30)
    await run.end()
    await vi.waitFor(() => expect(town.over).toBe(true))
    expect([order(), run.driving.value, await kept.drivesOf('p1')]).toEqual([[1, 2, 3], undefined, []])
    await move(30)
    expect(run.unsent.value).toBe(0)
  })

  test('ended without a line it waits, and the next trip can begin meanwhile', async () => {
    town.line = false
    await move(30)
    await run.end()
    expect((await kept.drivesOf('p1')).map(({ over }) => over)).toEqual([true])
    await run.begin(tripsOn(county, SATURDAY).find(({ begins }) => begins === 460)!)
    town.line = true
    await run.flush()
    expect(town.over).toBe(true)
  })

  test.each(['forbidden', 'drive_over', 'drive_trip_unknown'])('refused with %s it ends, says so, and sends nothing for ever', async (code) => {
    await move(20)
    town.refuse = [[code === 'forbidden' ? 403 : 409, code]]
    await run.flush()
    expect([run.driving.value, run.lastSent.value?.is, await kept.drivesOf('p1')]).toEqual([undefined, 'refused', []])
  })

  test('a batch that the town cannot read goes away, a busy town is asked later, one that forgot is told again', async () => {
    await move(20)
    await run.flush()
    await move(20)
    town.refuse = [[400, 'bad_request']]
    await run.flush()
    expect(run.unsent.value).toBe(0)
    await move(10)
    town.refuse = [[503, 'overloaded']]
    await run.flush()
    expect(run.unsent.value).toBe(1)
    town.refuse = [[404, 'not_found']]
    await run.flush()
    await run.flush()
    expect([town.begun, run.unsent.value]).toEqual([2, 0])
  })

  test('a sign-in that ran out keeps everything for the same person', async () => {
    const state = await import('../../pwa/src/sync/state')
    state.session.value = { ...state.session.value!, session: 'old' }
    await move(20)
    await run.flush()
    expect([run.lastSent.value?.is, run.unsent.value, run.driving.value !== undefined]).toEqual(['sign-in', 2, true])
    state.session.value = { ...state.session.value, session: 'token' }
    await run.flush()
    expect(order()).toEqual([1, 2])
    const { forgetPerson } = await import('../../pwa/src/accounts/forget-person')
    await move(20)
    await forgetPerson('p1')
    expect(await kept.drivesOf('p1')).toEqual([])
  })
})
