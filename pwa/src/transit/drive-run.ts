// A drive under way: asks the phone where it is, keeps what is worth it, sends it every quarter of a minute, keeps the screen on.
// It runs on while the app is open, whatever page is in view; only while a trip runs is the phone asked at all.
import { signal } from '@preact/signals'
import { newClient } from '../sync/ids'
import { serverNow, session } from '../sync/state'
import { lineName } from './words'
import { addPoint, amend, countPoints, drivesOf, keepDrive, redate, type Drive } from './drive-kept'
import { isWorth, OVER_AFTER, type Fix, type Trip } from './drive-rules'
import { send, type Sent } from './drive-send'

const LOOK_MS = 5_000
const SEND_MS = 15_000
const QUIET_MS = 15_000
/** The town takes a batch a second. */
const AGAIN_MS = 1_500
const CLOCK_SET_MS = 2_000

/** The one that runs on this phone now. */
export const driving = signal<Drive | undefined>(undefined)
/** Of this person, not over and not running: the page was closed on the way. */
export const left = signal<Drive | undefined>(undefined)
export const fix = signal<Fix | undefined>(undefined)
export const gps = signal<'asking' | 'on' | 'denied' | 'silent'>('asking')
/** Positions on this phone that the town does not have. */
export const unsent = signal(0)
/** Positions of the running drive that the town has. */
export const sent = signal(0)
export const lastSent = signal<Sent | undefined>(undefined)
/** The trips that ended here since the app was opened; the last one last. */
export const ended = signal<Drive[]>([])
export const screenKept = signal<boolean | undefined>(undefined)

let watching: number | undefined
let timer: ReturnType<typeof setInterval> | undefined
let heardAt = 0
let sentAt = 0
let sending = 0
let last: Fix | undefined
let lock: { release: () => Promise<void> } | undefined
let clock = 0
/** Writes follow each other, and so do rounds of sending. */
let writing: Promise<void> = Promise.resolve()
let round: Promise<void> = Promise.resolve()

const me = () => session.peek()?.person

/** What is here from before: an unfinished trip is offered, what was not sent goes on its way. */
export async function look(): Promise<void> {
  const who = me()
  if (driving.peek()) return
  left.value = undefined
  if (!who) return
  const known = await drivesOf(who)
  const open = known.filter((drive) => !drive.over)
  const now = serverNow()
  for (const drive of open) if (drive.ends + OVER_AFTER < now || drive !== open[open.length - 1]) await amend(drive, { over: true })
  left.value = open.slice(-1).find((drive) => drive.ends + OVER_AFTER >= now)
  await count()
  if (known.length) wake()
}

export async function begin(trip: Trip): Promise<void> {
  const who = me()
  if (!who) return
  if (left.peek()) await endLeft()
  const { line, pattern, on, begins, starts, ends } = trip
  const drive: Drive = { id: newClient().slice(0, 11), person: who, line: line.code, name: lineName(line), to: pattern.to, ...(pattern.back && { back: true }), on, begins, starts, ends, made_at: Date.now(), next: 0 }
  await keepDrive(drive)
  run(drive)
}

export function goOn(): void {
  if (left.peek()) run(left.peek()!)
}

/** Over: nothing more is asked of the phone; what waits still goes. */
export async function end(): Promise<void> {
  const drive = driving.peek()
  if (!drive) return
  release()
  await writing
  await amend(drive, { over: true })
  driving.value = undefined
  ended.value = [...ended.peek(), drive]
  await flush()
}

export async function endLeft(): Promise<void> {
  if (left.peek()) await amend(left.peek()!, { over: true })
  left.value = undefined
  await flush()
}

function run(drive: Drive): void {
  left.value = undefined
  driving.value = drive
  fix.value = last = lastSent.value = undefined
  gps.value = 'asking'
  sent.value = 0
  heardAt = performance.now()
  clock = Date.now() - performance.now()
  watching = navigator.geolocation?.watchPosition(heard, failed, { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 })
  if (watching === undefined) gps.value = 'denied'
  void keepScreen()
  document.addEventListener('visibilitychange', keepScreen)
  wake()
}

function release(): void {
  if (watching !== undefined) navigator.geolocation.clearWatch(watching)
  watching = undefined
  document.removeEventListener('visibilitychange', keepScreen)
  void lock?.release().catch(() => undefined)
  lock = undefined
}

async function keepScreen(): Promise<void> {
  if (document.hidden) return
  const { wakeLock } = navigator as { wakeLock?: { request: (type: 'screen') => Promise<{ release: () => Promise<void> }> } }
  lock = await wakeLock?.request('screen').catch(() => undefined)
  screenKept.value = lock !== undefined
  if (!driving.peek()) release()
}

function heard({ coords }: GeolocationPosition): void {
  heardAt = performance.now()
  gps.value = 'on'
  const found: Fix = { at: Math.floor(Date.now() / 1000), lat: Math.round(coords.latitude * 1e5), lon: Math.round(coords.longitude * 1e5), rough: Math.round(coords.accuracy) }
  fix.value = found
  const then = Date.now() - performance.now()
  writing = writing.then(() => keep(found, then)).catch(() => undefined)
}

async function keep(found: Fix, now: number): Promise<void> {
  const drive = driving.peek()
  if (!drive) return
  // A phone that sleeps makes this larger; only a clock that was set back makes it smaller.
  if (now < clock - CLOCK_SET_MS) {
    const by = Math.round((now - clock) / 1000)
    await redate(drive, by)
    if (last) last = { ...last, at: last.at + by }
  }
  clock = now
  if (!isWorth(last, found)) return
  const first = !last
  last = found
  const { at, lat, lon } = found
  await addPoint(drive, { at, lat, lon })
  unsent.value += 1
  // Whoever waits at the first stop sees at once that the bus is there.
  if (first) void flush()
}

function failed(error: GeolocationPositionError): void {
  if (error.code === error.PERMISSION_DENIED) gps.value = 'denied'
  else gps.value = 'silent'
}

function wake(): void {
  timer ??= setInterval(() => void tick(), LOOK_MS)
  addEventListener('online', flush)
  void tick()
}

async function tick(): Promise<void> {
  const drive = driving.peek()
  if (drive && drive.person !== me()) return void (await end())
  if (drive && drive.ends + OVER_AFTER < serverNow()) return void (await end())
  if (drive && performance.now() - heardAt > QUIET_MS) askOnce()
  if (!sending && (performance.now() - sentAt >= SEND_MS || !sentAt)) await flush()
}

/** Some phones say nothing while they stand still; a bus that is heard of is a bus that is there. */
function askOnce(): void {
  heardAt = performance.now()
  navigator.geolocation?.getCurrentPosition(heard, failed, { enableHighAccuracy: true, maximumAge: 0, timeout: 14_000 })
}

/** All that waits now, oldest drive first. */
export function flush(): Promise<void> {
  sending++
  return (round = round.then(sendAll).catch(() => undefined).finally(() => sending--))
}

async function sendAll(): Promise<void> {
  const who = me()
  const token = session.peek()?.session
  if (!who || !token) return
  sentAt = performance.now()
  await writing
  for (const drive of await drivesOf(who)) if (!(await sendDrive(drive.id, who, token))) break
  await count()
  if (!driving.peek() && !(await drivesOf(who)).some((drive) => drive.over)) sleep()
}

/** Whether the next one may go. */
async function sendDrive(id: string, who: string, token: string): Promise<boolean> {
  for (;;) {
    const drive = (await drivesOf(who)).find((one) => one.id === id)
    if (!drive) return true
    const result = (lastSent.value = await send(drive, token))
    if (driving.peek()?.id === id) settle(result)
    if (result.is !== 'taken') return result.is === 'refused'
    if (!result.more) return true
    await new Promise((done) => setTimeout(done, AGAIN_MS))
  }
}

/** What became of the one that runs. */
function settle(result: Sent): void {
  if (result.is === 'taken') sent.value = result.answer.next
  if (result.is !== 'refused' && !(result.is === 'taken' && result.answer.over)) return
  release()
  driving.value = undefined
}

async function count(): Promise<void> {
  const who = me()
  const counts = who ? await Promise.all((await drivesOf(who)).map(countPoints)) : []
  unsent.value = counts.reduce((sum, one) => sum + one, 0)
}

function sleep(): void {
  clearInterval(timer)
  removeEventListener('online', flush)
  timer = undefined
  sentAt = 0
}
