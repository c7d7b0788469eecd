// One sender among several tabs where the browser has no Web Locks (Safari before 15.4): a lease in the database.
import { uuid7 } from './ids'
import { STRICT, withOutbox } from './store'

const LEASE_MS = 70_000
const me = uuid7()

export async function withLease<T>(work: () => Promise<T>): Promise<T> {
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
