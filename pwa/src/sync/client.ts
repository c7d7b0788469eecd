// The only door from pages to data: rows, mutate, and when to sync.
import { effect } from '@preact/signals'
import type { MutationName } from '../schema/tables'
import type { SyncResponse } from '../schema/types'
import { saveData, visibleDelay } from '../platform/network'
import { seats } from './codec'
import { clientId, isShared, loadDevice, person, signedIn } from './device'
import { breakOff } from './exchange'
import { Live } from './live'
import * as queue from './outbox'
import { loadRows } from './pull'
import { backoff, round } from './round'
import { clockOffset, line, needsSignIn, needsUpdate, outbox, session, syncedAt } from './state'
import { closeStores, device, keepOnDevice, withCache } from './store'
import { alone, onNews, tell } from './tabs'

export { coalesce } from './outbox'
export { registerPreview, row, rows, serverRows, type Rows } from './preview'
export { onGuide } from './round'
export { clockOffset, line, needsSignIn, needsUpdate, outbox, serverNow, session, syncedAt, type Waiting } from './state'
export { clientId } from './device'

const IDLE_MS = 300_000
const SLOW_SECONDS = 4

let failures = 0
let running = false
let again = false
let notBefore = 0
let timer: ReturnType<typeof setTimeout> | undefined
let sending: string[] = []
let liveFailures = 0
let lost: string[] | undefined

const live = new Live(
  () => syncNow(),
  () => {
    liveFailures++
    setTimeout(startLive, backoff(liveFailures) * 1000)
  },
)

let ready: Promise<void> | undefined

/** Load what the phone holds; pages may call it as often as they like. */
export function open(): Promise<void> {
  return (ready ??= load())
}

async function load(): Promise<void> {
  await loadDevice()
  const [clock, at] = await Promise.all([device<number>('clock'), withCache((db) => db.get('kept', 'synced_at'))])
  clockOffset.value = clock ?? 0
  syncedAt.value = (at as number | undefined) ?? 0
  await Promise.all([loadRows(person()), showOutbox()])
}

/** Start syncing; once, behind the first page. */
export async function startSync(): Promise<void> {
  await open()
  addEventListener('online', () => syncNow())
  addEventListener('offline', () => (line.value = 'off'))
  document.addEventListener('visibilitychange', () => (document.hidden ? live.stop() : wake(visibleDelay())))
  document.addEventListener('freeze', () => closeStores())
  onNews((news) => {
    if (news === 'outbox') void showOutbox()
    else if (news === 'turn') endTurn()
    else void loadDevice().then(() => Promise.all([loadRows(person()), showOutbox()]))
  })
  effect(() => {
    if (session.value && line.value !== 'off') startLive()
  })
  syncNow()
}

const writing = new Map<string, Promise<string>>()

/** Durable in the outbox when it resolves; sent when it can be. Tapped twice before it shows, it is said once. */
export function mutate(name: MutationName, lane: string, args: object): Promise<string> {
  const words = JSON.stringify([name, lane, args])
  const said = writing.get(words) ?? say(name, lane, args).finally(() => writing.delete(words))
  writing.set(words, said)
  return said
}

async function say(name: MutationName, lane: string, args: object): Promise<string> {
  await open()
  const id = await queue.add(person(), name, lane, args as queue.Args, Math.floor(Date.now() / 1000))
  await showOutbox()
  tell('outbox')
  syncNow()
  return id
}

/** Drop a rejected mutation the person has dealt with. */
export async function forget(id: string): Promise<void> {
  await queue.forget(id)
  await showOutbox()
  tell('outbox')
}

export function syncNow(): void {
  wake(Math.max(0, notBefore - Date.now()))
}

/** The socket of whoever had the device is of no use to the next, nor is a sync that gets no answer; in no tab. */
export function hangUp(): void {
  endTurn()
  tell('turn')
}

function endTurn(): void {
  live.stop()
  breakOff()
}

/** Rows and work of whoever has the device now. */
export async function inView(): Promise<void> {
  await Promise.all([loadRows(person()), showOutbox()])
  tell('session')
}

function wake(delay: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => void run(), delay)
}

async function run(): Promise<void> {
  if (running) {
    again = true
    return
  }
  if (navigator.onLine === false) {
    line.value = 'off'
    return
  }
  running = true
  try {
    do {
      again = false
      const trouble = await alone(once)
      if (trouble) {
        failures++
        notBefore = trouble.is === 'refused' ? Date.now() + trouble.wait * 1000 : 0
        if (trouble.is === 'no-line') line.value = 'off'
        if (trouble.is === 'refused' && trouble.code === 'client_too_old') needsUpdate.value = true
        again = false
      } else failures = notBefore = 0
    } while (again)
  } finally {
    running = false
    plan()
  }
}

async function once() {
  // Another tab may have signed somebody in or out a moment ago.
  const held = await device<{ session: string }>('session')
  if (!isShared() && held?.session !== signedIn()?.session) {
    await loadDevice()
    await loadRows(person())
  }
  lost = undefined
  const trouble = await round(live, failures, { sending: showSending, heard, rowsMoved: () => tell('rows') })
  // Reported lost: what waited has been handed over by now.
  if (lost && !trouble) await (await import('../seats/staff-wipe')).wipe(lost)
  await showOutbox()
  tell('outbox')
  return trouble
}

async function heard(answer: SyncResponse, seconds: number): Promise<void> {
  liveFailures = 0
  lost = answer.wiped ?? lost
  await seats.codec?.heard(answer)
  line.value = seconds > SLOW_SECONDS ? 'slow' : 'on'
  syncedAt.value = answer.at
  const offset = Math.round(answer.at - Date.now() / 1000 + seconds / 2)
  if (Math.abs(offset - clockOffset.value) > seconds / 2 + 1) {
    clockOffset.value = offset
    await keepOnDevice('clock', offset)
  }
  await withCache((db) => db.put('kept', answer.at, 'synced_at'))
  await showOutbox()
}

/** When to look again: after a failure soon, for a waiting mutation at its time, in view at least every five minutes. */
function plan(): void {
  const now = Date.now()
  const waits = outbox.value.filter((one) => one.state === 'waiting' && one.next_at * 1000 > now).map((one) => one.next_at * 1000 - now)
  if (failures) waits.push(Math.max(notBefore - now, backoff(failures) * 1000))
  if (!document.hidden && !live.open) waits.push(IDLE_MS)
  if (waits.length) wake(Math.min(...waits, IDLE_MS))
}

function startLive(): void {
  if (document.hidden || saveData() || navigator.onLine === false || !session.value || needsSignIn.value) return
  live.start(clientId(), signedIn()?.session)
}

function showSending(ids: string[]): void {
  sending = ids
  void showOutbox()
}

async function showOutbox(): Promise<void> {
  const mine = await queue.list(person())
  outbox.value = mine.map(({ id, lane, name, args, state, code, field, detail, tries, next_at, made_at }) => ({
    id,
    lane,
    name,
    args,
    state: state === 'waiting' && sending.includes(id) ? 'sending' : state,
    code,
    field,
    detail,
    tries,
    next_at,
    made_at,
  }))
}
