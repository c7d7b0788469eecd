// One round of sync: push what waits, take in what comes, until nothing is left either way. Runs in one tab at a time.
import { PROTOCOL } from '../schema/protocol'
import type { Manifest, SyncRequest, SyncResponse } from '../schema/types'
import { seats } from './codec'
import { clientId, expireSession, person, signedIn } from './device'
import { exchange, type Outcome } from './exchange'
import type { Live } from './live'
import { LONGEST_WAIT, refuse, settle, take, type Batch } from './outbox'
import { applyRows, cursorsHeld, digests } from './pull'
import { tries } from './tries'
import { unsentBut } from './unsent'

/** Letters of a batch: a hundred drafts go in one turn, 40 kB where they can be packed; after a failure a quarter of that. */
const BATCH_SIZE = 250_000
const BATCH_COUNT = 100
const DAY_MS = 86_400_000
const SESSION_CODES = ['session_missing', 'session_expired', 'session_of_other_device']

export interface Guide {
  head: () => { place?: string; guide?: string }
  take: (manifest: Manifest) => void
}

export interface Watcher {
  sending: (ids: string[]) => void
  heard: (answer: SyncResponse, seconds: number) => Promise<void>
  rowsMoved: () => void
}

let guide: Guide | null = null
let single = false
let told = ''
let checked: { at: number; who?: string } = { at: 0 }

/** The guide says what it holds, and is handed the manifest when there is a newer one. */
export function onGuide(part: Guide): void {
  guide = part
}

/** Null when all went well; else what stood in the way. `failures` so far make the next bite smaller. */
export async function round(live: Live, failures: number, watcher: Watcher): Promise<Exclude<Outcome, { is: 'answer' }> | null> {
  for (let first = true; ; first = false) {
    const who = signedIn()
    const token = who && !who.expired ? who.session : undefined
    const batch = await take(token ? person() : null, clientId(), now(), {
      bytes: Math.max(2_000, BATCH_SIZE >> (failures * 2)),
      count: single ? 1 : BATCH_COUNT,
    })
    if (!first && batch.mutations.length === 0 && !more) return null
    watcher.sending(batch.mutations.map((one) => one.id))
    const request = await compose(batch, batch.client === clientId() ? token : undefined)
    const began = Date.now()
    const outcome = await exchange(request, live)
    tries.note?.({ began, request, outcome, heard: live.open ? live.heard : undefined })
    watcher.sending([])
    if (outcome.is === 'no-line') return outcome
    if (outcome.is === 'refused') {
      if (!(await isolate(outcome, batch))) return outcome
      continue
    }
    single = false
    more = outcome.answer.more === true
    await takeIn(outcome.answer, who?.person ?? null, request, watcher)
    await watcher.heard(outcome.answer, outcome.seconds)
    if (outcome.answer.retry_after) return { is: 'refused', status: 503, code: 'overloaded', wait: outcome.answer.retry_after }
  }
}

let more = false

async function compose(batch: Batch, token: string | undefined): Promise<SyncRequest> {
  const request: SyncRequest = { proto: PROTOCOL, client: batch.client }
  if (token) {
    request.session = token
    const cursors = cursorsHeld()
    if (Object.keys(cursors).length) request.cursors = cursors
    const due = checked.who !== signedIn()?.person || Math.abs(Date.now() - checked.at) > DAY_MS
    if (due && request.cursors) request.digests = await digests()
    const unsent = await unsentBut(batch.mutations)
    if (told !== `${batch.client} ${unsent}`) request.unsent = unsent
  }
  if (batch.mutations.length) request.mutations = batch.mutations
  return Object.assign(request, guide?.head(), await seats.others?.())
}

async function takeIn(answer: SyncResponse, me: string | null, request: SyncRequest, watcher: Watcher): Promise<void> {
  const lapsed = SESSION_CODES.includes(answer.error ?? '')
  if (request.unsent !== undefined && !lapsed) told = `${request.client} ${request.unsent}`
  // Rows first: a crash in between replays the mutations, and the server gives the same results again.
  if (me && request.session && !lapsed) {
    await applyRows(me, answer, request.cursors)
    if (answer.rows || answer.purge) watcher.rowsMoved()
  }
  // Where there was news the town could not compare: the next request asks again.
  if (request.digests && !answer.cursors && !lapsed) checked = { at: Date.now(), who: me! }
  if (answer.results?.length) await settle(answer.results, nextTry)
  if (lapsed && request.session) await expireSession()
  if (answer.guide) guide?.take(answer.guide)
}

/** A request refused as a whole is sent again one mutation at a time, so that only the culprit ends. */
async function isolate(outcome: Extract<Outcome, { is: 'refused' }>, batch: Batch): Promise<boolean> {
  if (outcome.status === 401) {
    await expireSession()
    return false
  }
  if (![400, 413, 422].includes(outcome.status) || batch.mutations.length === 0) return false
  if (batch.mutations.length === 1) await refuse(batch.mutations[0]!.id, outcome.code, outcome.field)
  single = true
  return true
}

function nextTry(tries: number, code: string): number {
  return SESSION_CODES.includes(code) ? 0 : now() + backoff(tries)
}

/** Seconds until the next try: 2, 4, 8 … 300, each shortened by chance so that phones do not come all at once. */
export function backoff(tries: number): number {
  return Math.ceil(Math.min(LONGEST_WAIT, 2 ** Math.min(tries, 9)) * (0.5 + Math.random() / 2))
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
