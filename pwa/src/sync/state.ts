// What the shell shows about sync. Kept apart from the client, so that the first document need not carry the client.
import { signal } from '@preact/signals'
import type { Session } from '../schema/types'

export interface Waiting {
  id: string
  lane: string
  name: string
  args: Record<string, unknown>
  state: 'waiting' | 'sending' | 'rejected'
  code?: string
  field?: string
  detail?: Record<string, unknown>
  tries: number
  /** Unix seconds of the next try, 0 when it may go at once */
  next_at: number
  made_at: number
}

/** Who is signed in on this device; kept when the sign-in has run out. */
export const session = signal<Session | null>(null)
/** The sign-in has run out, or something waits for one. */
export const needsSignIn = signal(false)
/** The signed-in person's mutations that the server has not accepted yet. */
export const outbox = signal<Waiting[]>([])
export const line = signal<'on' | 'off' | 'slow'>(navigator.onLine === false ? 'off' : 'on')
/** Unix seconds, server's clock, of the last sync that was answered. */
export const syncedAt = signal(0)
/** The town's system wants a newer app before it takes more. */
export const needsUpdate = signal(false)
/** Seconds that the server's clock is ahead of the device's. */
export const clockOffset = signal(0)

export function serverNow(): number {
  return Math.round(Date.now() / 1000) + clockOffset.value
}
