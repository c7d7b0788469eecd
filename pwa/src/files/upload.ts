// Photos go to the town after the form: first small pictures of all pages, then one photo at a time, cases in turn. A
// restart or a cut goes on where it stopped (P1, P2).
import { effect } from '@preact/signals'
import type { Application } from '../schema/types'
import { serverRows } from '../sync/preview'
import { line, needsSignIn, session, syncedAt } from '../sync/state'
import { FIRST, pause } from './chunks'
import { formsFirst } from './forms-first'
import { jobsOf, nextJob, type Job } from './lanes'
import { notePhoto, photo } from './photos'
import { lineIsBack, patient } from './request'
import { announce, sendPhoto, type Outcome, type Parcel, type Way } from './send'
import { refused, underWay } from './under-way'

let running = false
/** Why it rests: `line` ends as soon as the line is back. */
let rest: { why: 'line' | 'town' } | undefined
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Named by a case but not on this phone: taken on another one. */
const gone = new Set<string>()
/** Sent by us; the town's row will say so with the next sync. */
const sent = new Set<string>()
/** Announced → how much the town had then, until it is gone on with. */
const announced = new Map<string, number | undefined>()
/** The town could not take them just now; others go on. */
const later = new Set<string>()
const turns = new Map<string, number>()
const pace = { size: FIRST }
/** How often in a row the line broke over a photo: one that no browser can read any more looks the same. */
const breaks = new Map<string, number>()
const MOST_BREAKS = 5

export function startUploads(): void {
  effect(() => {
    const able = session.value && !needsSignIn.value && line.value !== 'off'
    const some = jobs().some(job => !later.has(job.sha256))
    if (able && some && rest?.why !== 'line') wake(0)
  })
  // A sync was answered: whatever was cut is whole again.
  effect(() => void (syncedAt.value && back(0)))
  addEventListener('online', () => back(500))
}

/** Gives up uploads of photos that were taken out before they were whole; the town lets them expire otherwise. */
export async function giveBack(uploads: readonly string[]): Promise<void> {
  const token = session.value?.session
  if (!token || needsSignIn.value || line.value === 'off') return
  for (const upload of uploads) {
    await patient(`/blob/${upload}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } }).catch(() => undefined)
  }
}

function back(ms: number): void {
  lineIsBack()
  if (running || rest?.why !== 'line') return
  rest = undefined
  failures = 0
  wake(ms)
}

const jobs = (): Job[] =>
  jobsOf(serverRows<Application>('application', 'me')).filter(({ sha256 }) => !refused.value.has(sha256) && !gone.has(sha256) && !sent.has(sha256))

function wake(ms: number): void {
  if (running) return
  clearTimeout(timer)
  timer = setTimeout(() => void run(), ms)
}

async function run(): Promise<void> {
  if (running) return
  running = true
  rest = undefined
  later.clear()
  try {
    // One tab sends; where locks are missing, the server's offset keeps two of them in order.
    if (navigator.locks) await navigator.locks.request('ganchang-upload', sendAll)
    else await sendAll()
  } finally {
    running = false
    underWay.value = null
    if (rest) wake(pause(++failures, Math.random()) * 1000)
    else failures = 0
  }
}

async function sendAll(): Promise<void> {
  await announceAll()
  for (let job = next(); job && !rest; job = next()) {
    const { application, sha256 } = job
    turns.set(application, (turns.get(application) ?? 0) + 1)
    const held = await parcel(job)
    announced.set(sha256, undefined)
    if (held) await settle(await sendPhoto(held, way(job, share => { underWay.value = { application, sha256, share } })), job)
    if (!session.value || needsSignIn.value) return
  }
  if (later.size && !rest) rest = { why: 'town' }
}

/** Every page small before any page large; also of what is handed in while a photo is on its way. */
async function announceAll(): Promise<void> {
  await formsFirst()
  for (const job of jobs()) {
    if (announced.has(job.sha256) || later.has(job.sha256)) continue
    const held = await parcel(job)
    if (!held) continue
    const outcome = held.upload ? undefined : await announce(held, way(job))
    if (!outcome || outcome.is === 'begun') {
      announced.set(job.sha256, outcome?.offset)
      continue
    }
    await settle(outcome, job)
    if (rest || needsSignIn.value) return
  }
}

async function settle(outcome: Outcome, { sha256 }: Job): Promise<void> {
  if (outcome.is === 'sent') {
    sent.add(sha256)
    breaks.delete(sha256)
    failures = 0
  }
  if (outcome.is === 'signed_out') needsSignIn.value = true
  if (outcome.is === 'broken') {
    const count = (breaks.get(sha256) ?? 0) + 1
    breaks.set(sha256, count)
    if (count % MOST_BREAKS) rest = { why: 'line' }
    else later.add(sha256)
  }
  if (outcome.is === 'busy') later.add(sha256)
  if (outcome.is === 'refused') {
    refused.value = new Map(refused.value).set(sha256, outcome.code)
    await notePhoto(sha256, { refused: outcome.code })
  }
}

/** What this phone holds of it, ready to be sent. */
async function parcel({ application, sha256 }: Job): Promise<Parcel | undefined> {
  const held = await photo(sha256)
  if (held?.refused) refused.value = new Map(refused.value).set(sha256, held.refused)
  else if (!held?.blob) gone.add(sha256)
  else return { ...held, blob: held.blob, application, offset: announced.get(sha256) }
  return undefined
}

function way({ sha256 }: Job, progress: (share: number) => void = () => undefined): Way {
  return {
    ask: patient, token: session.value?.session ?? '', pace, progress,
    turn: announceAll,
    note: upload => notePhoto(sha256, { upload })
  }
}

const next = () => nextJob(jobs().filter(job => !later.has(job.sha256)), turns)
