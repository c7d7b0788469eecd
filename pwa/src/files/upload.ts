// Photos go to the town after the form, one at a time; a restart or a cut goes on where it stopped (P1, P2).
import { effect } from '@preact/signals'
import type { Application } from '../schema/types'
import { serverRows } from '../sync/preview'
import { line, needsSignIn, session } from '../sync/state'
import { pause } from './chunks'
import { notePhoto, photo } from './photos'
import { sendPhoto } from './send'
import { refused, underWay } from './under-way'

interface Job { application: string; sha256: string }

let running = false
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined

export function startUploads(): void {
  effect(() => {
    const able = session.value && !needsSignIn.value && line.value !== 'off'
    if (able && jobs().length) wake(0)
  })
  addEventListener('online', () => { failures = 0; wake(500) })
}

/** What the town waits for and this phone has, oldest case first. */
function jobs(): Job[] {
  const cases = serverRows<Application>('application', 'me').filter(row => row.state !== 'draft' && row.state !== 'discarded')
  return cases
    .sort((a, b) => (a.submitted_at ?? 0) - (b.submitted_at ?? 0))
    .flatMap(row => (row.awaiting ?? []).map(sha256 => ({ application: row.id, sha256 })))
    .filter(job => !refused.value.has(job.sha256) && !gone.has(job.sha256))
}

/** Named by a case but not on this phone: taken on another one. */
const gone = new Set<string>()
/** Sent by us; the town's row will say so with the next sync. */
const sent = new Set<string>()

function wake(ms: number): void {
  if (running) return
  clearTimeout(timer)
  timer = setTimeout(() => void run(), ms)
}

async function run(): Promise<void> {
  if (running) return
  running = true
  try {
    // One tab sends; where locks are missing, the server's offset keeps two of them in order.
    if (navigator.locks) await navigator.locks.request('ganchang-upload', sendAll)
    else await sendAll()
  } finally {
    running = false
    underWay.value = null
    if (failures) wake(pause(failures, Math.random()) * 1000)
  }
}

async function sendAll(): Promise<void> {
  for (let job = next(); job; job = next()) {
    const token = session.value?.session
    if (!token || needsSignIn.value) return
    const held = await photo(job.sha256)
    if (!held) {
      gone.add(job.sha256)
      continue
    }
    const { application, sha256 } = job
    const outcome = await sendPhoto({ ...held, application }, {
      fetch: (input, init) => fetch(input, init), token, line: line.value,
      note: upload => notePhoto(sha256, { upload }),
      progress: share => { underWay.value = { application, sha256, share } }
    })
    if (outcome === 'signed_out') return void (needsSignIn.value = true)
    if (outcome === 'broken') return void failures++
    failures = 0
    if (outcome === 'sent') sent.add(sha256)
    else refused.value = new Set([...refused.value, sha256])
  }
}

const next = () => jobs().find(job => !sent.has(job.sha256))
