// A person's session on the disk of this device: kept when they sign in, dropped when they sign out.
import { seats } from '../sync/codec'
import { clientId, hand, isShared, signedIn, type Kept } from '../sync/device'
import { newClient } from '../sync/ids'
import { device, keepOnDevice } from '../sync/store'

const clientsHere = async () => (await device<Record<string, string>>('clients')) ?? {}

/** The client id to sign in with: the person's own from before, the fresh device's, or a new one. */
export async function clientFor(phone: string): Promise<string> {
  const clients = await clientsHere()
  if (clients[phone]) return clients[phone]
  return Object.values(clients).includes(clientId()) ? newClient() : clientId()
}

export async function keepSession(next: Kept): Promise<void> {
  if (isShared()) await seats.codec!.keep(next)
  else {
    await keepOnDevice('clients', { ...(await clientsHere()), [next.phone]: next.client })
    await keepOnDevice('client', next.client)
    await keepOnDevice('session', next)
  }
  hand(next)
}

export async function dropSession(): Promise<void> {
  const who = signedIn()
  if (!isShared()) {
    // Should the phone be reported lost now, nothing else says whose what lies here is.
    if (who) await keepOnDevice('left', { ...(await device<Record<string, string>>('left')), [who.client]: who.person })
    await keepOnDevice('session', undefined)
  }
  // Pressed twice, there is nobody the second time.
  else if (who) await seats.codec?.keep({ ...who, session: '', expired: true })
  hand(null)
}
