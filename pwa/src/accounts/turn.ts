// Whose turn it is on this device: signing in and out, as the disk and the outbox see it.
import type { Session } from '../schema/types'
import { hangUp, inView, syncNow } from '../sync/client'
import { seats } from '../sync/codec'
import { signedIn } from '../sync/device'
import { openToAnyone, retryAll } from '../sync/outbox'
import { STRICT, withOutbox } from '../sync/store'
import { alone } from '../sync/tabs'
import { dropSession, keepSession } from './session'

/** A line that swallows a sync must not keep anybody from coming or going: what it carried goes later. */
const PATIENCE_MS = 4_000

/** While nothing is on its way for whoever has the device. */
export async function betweenTurns(work: () => Promise<void>): Promise<void> {
  const watch = setInterval(hangUp, PATIENCE_MS)
  try {
    await alone(async () => {
      clearInterval(watch)
      hangUp()
      await work()
    })
  } finally {
    clearInterval(watch)
  }
}

/** Somebody signed in: their rows and their work come into view, and what was filled in before becomes theirs. */
export async function signIn(next: Session, phone: string, client: string): Promise<void> {
  await betweenTurns(async () => {
    await keepSession({ ...next, phone, client })
    await adopt(next.person)
    await retryAll(next.person)
    await seats.sealOld?.()
  })
  await inView()
  syncNow()
}

/** Ends the sign-in on this device. Unsent work stays, for the same person only. */
export async function signOut(): Promise<void> {
  const who = signedIn()
  await betweenTurns(dropSession)
  await inView()
  if (who) void fetch('/auth/session', { method: 'DELETE', keepalive: true, headers: { Authorization: `Bearer ${who.session}` } }).catch(() => undefined)
}

/** What was filled in before signing in belongs to the person who signs in. */
function adopt(person: string): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction('mutations', 'readwrite', STRICT)
    for (const one of await tx.store.getAll()) {
      if (one.person === null && !openToAnyone.has(one.name)) await tx.store.put({ ...one, person })
    }
    await tx.done
  })
}
