// Who this device is and who is signed in on it. Each person has a client id of their own here, so that one person's
// unsent lanes never hold up another's.
import type { Session } from '../schema/types'
import { seats } from './codec'
import { newClient } from './ids'
import { needsSignIn, session } from './state'
import { device, keepOnDevice } from './store'

export interface Kept extends Session {
  phone: string
  client: string
  /** The server said that it has run out */
  expired?: boolean
}

let kept: Kept | null = null
let client = ''
let shared = false

/** The client id that requests carry now. */
export const clientId = (): string => client
export const signedIn = (): Kept | null => kept
/** Several people use this device: who it is stands nowhere readable, and is known once they have opened their seat. */
export const isShared = (): boolean => shared
/** The person whose rows and mutations are in view; null before anybody signed in. */
export const person = (): string | null => kept?.person ?? null

export async function loadDevice(): Promise<void> {
  const held = await device<Kept & { shared?: boolean }>('session')
  shared = held?.shared === true
  if (shared) kept = await (await import('../seats/staff-seats')).begin()
  else kept = held ?? null
  client = kept?.client ?? (await device<string>('client')) ?? ''
  if (!client) {
    client = newClient()
    await keepOnDevice('client', client)
  }
  show()
}

/** Whose turn it is from now on, as this page knows it; on a tablet of `several` nothing of it goes to disk by this. */
export function hand(to: Kept | null, several = shared): void {
  shared = several
  kept = to
  client = to?.client ?? client
  show()
}

/** The token is no longer good; the person stays, and so does all their work. */
export async function expireSession(): Promise<void> {
  if (!kept || kept.expired) return
  kept = { ...kept, expired: true }
  await (seats.codec ? seats.codec.keep(kept) : keepOnDevice('session', kept))
  show()
}

function show(): void {
  session.value = kept
  needsSignIn.value = kept?.expired === true
}
