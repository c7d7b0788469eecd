// Web Push on this phone: whether it can be had, and asking the browser for it.
import type { Subscribe } from '../schema/types'
import { isShared } from '../sync/device'

export type Push = 'on' | 'offered' | 'denied' | 'impossible'

function townKey(): string | undefined {
  const key = document.querySelector<HTMLMetaElement>('meta[name="ganchang-vapid"]')?.content
  return key && /^[A-Za-z0-9_-]{80,}$/.test(key) ? key : undefined
}

export async function pushState(): Promise<Push> {
  // What comes by push would lie there for everybody to read.
  if (isShared()) return 'impossible'
  if (!('PushManager' in globalThis) || !('serviceWorker' in navigator) || !('Notification' in globalThis) || !townKey()) return 'impossible'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'impossible'
  const subscription = Notification.permission === 'granted' && (await registration.pushManager.getSubscription())
  return subscription ? 'on' : 'offered'
}

/** Asks the person; only ever called from their own tap. */
export async function askForPush(): Promise<Subscribe | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined
  const registration = await navigator.serviceWorker.ready
  return asArgs(await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: townKey()! }))
}

/** The subscription as it is now: browsers renew it without asking. */
export async function currentPush(): Promise<Subscribe | undefined> {
  if ((await pushState()) !== 'on') return undefined
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.getSubscription()
  return subscription ? asArgs(subscription) : undefined
}

function asArgs(subscription: PushSubscription): Subscribe {
  const key = (name: PushEncryptionKeyName) => base64url(subscription.getKey(name) ?? new ArrayBuffer(0))
  return { endpoint: subscription.endpoint, p256dh: key('p256dh'), auth: key('auth') }
}

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
