// Whether the phone threw away what this app kept. Databases go together; the list of attempts to sync lies elsewhere and
// often stays, and the town remembers the devices of whoever signs in.
import { signal } from '@preact/signals'
import type { FormerDevice } from '../schema/types'
import { device } from '../sync/store'
import { lastTries } from './tries'

export interface Loss {
  /** It was this phone, and not another one of the same person */
  sure: boolean
  /** Last contact, Unix seconds */
  at: number
  unsent: number
}

/** For the page after signing in. */
export const losses = signal<Loss[]>([])

const clients = async () => (await device<Record<string, string>>('clients')) ?? {}

/** First letters of the clients that this browser once was and no longer knows. */
export async function strangers(): Promise<Set<string>> {
  const known = [...Object.values(await clients()), (await device<string>('client')) ?? ''].map((client) => client.slice(0, 6))
  return new Set(lastTries().map((one) => one[6]).filter((client) => !known.includes(client)))
}

/** Before somebody's sign-in is kept: what the town knows of the device they had. */
export async function noteLosses(phone: string, former: FormerDevice[] = []): Promise<void> {
  losses.value = phone in (await clients()) ? [] : lossesOf(former, await strangers())
}

/** A second phone is no loss; but where work lies on another device, it is said that it may have been this one. */
export function lossesOf(former: FormerDevice[], gone: Set<string>): Loss[] {
  const sure = former.filter((one) => gone.has(one.client))
  const told = sure.length ? sure : former.filter((one) => one.unsent > 0)
  return told.map(({ at, unsent }) => ({ sure: sure.length > 0, at, unsent }))
}
