// A tab of the app without its pages: its sync, as browser/sync.test.mjs drives it.
import * as client from '../../pwa/src/sync/client'
import { keepSession } from '../../pwa/src/accounts/session'
import { clientId } from '../../pwa/src/sync/device'
import { alone } from '../../pwa/src/sync/tabs'

const ANN = { session: 'token', person: 'person-ann', phone: '13800000001' }

/** The first tab signs in. */
export async function begin(): Promise<void> {
  await client.open()
  await keepSession({ ...ANN, client: clientId() })
  await client.startSync()
}

export const join = client.startSync
export const mutate = client.mutate

/** Begins a request that never ends: what other tabs see of one that was frozen. */
export function holdForEver(): Promise<void> {
  return new Promise((begun) => void alone(() => new Promise<never>(() => begun())))
}

export const waiting = (): number => client.outbox.value.length
