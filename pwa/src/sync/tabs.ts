// Several tabs, one sender: Web Locks, or a lease in the database where there are none. The others are told of news.
import { uuid7 } from './ids'
import { STRICT, withOutbox } from './store'

const LEASE_MS = 70_000
const me = uuid7()
const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('ganchang') : null

/** Run `work` while no other tab of this origin does. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request('ganchang-sync', work)
  return withLease(work)
}

export type News = 'rows' | 'outbox' | 'session'

export function tell(news: News): void {
  channel?.postMessage(news)
}

export function onNews(hear: (news: News) => void): void {
  if (channel) channel.onmessage = (event: MessageEvent<News>) => hear(event.data)
}

async function withLease<T>(work: () => Promise<T>): Promise<T> {
  while (!(await takeLease())) await new Promise((done) => setTimeout(done, 1000))
  try {
    return await work()
  } finally {
    await dropLease()
  }
}

interface Lease {
  holder: string
  until: number
}

function takeLease(): Promise<boolean> {
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const lease = (await tx.store.get('lease')) as Lease | undefined
    const now = Date.now()
    // A lease from far ahead was written before the device's clock was set back.
    const free = !lease || lease.holder === me || lease.until < now || lease.until > now + LEASE_MS
    if (free) await tx.store.put({ holder: me, until: now + LEASE_MS }, 'lease')
    await tx.done
    return free
  })
}

function dropLease(): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const lease = (await tx.store.get('lease')) as Lease | undefined
    if (lease?.holder === me) await tx.store.delete('lease')
    await tx.done
  })
}
