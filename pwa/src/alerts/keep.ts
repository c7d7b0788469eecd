// Tells the town where this phone's push messages go; again when the browser gave it a new address.
import { mutate } from '../sync/client'
import { session } from '../sync/state'
import type { Subscribe } from '../schema/types'
import { currentPush } from './push'

const TOLD = 'ganchang-push'

export async function tellTown(subscription: Subscribe): Promise<void> {
  const person = session.value?.person
  const told = `${person} ${subscription.endpoint}`
  if (!person || localStorage.getItem(TOLD) === told) return
  await mutate('alerts.subscribe', 'alerts', subscription)
  localStorage.setItem(TOLD, told)
}

export async function keepPush(): Promise<void> {
  const subscription = await currentPush()
  if (subscription) await tellTown(subscription)
}
