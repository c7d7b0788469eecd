// Putting the app on the home screen: the browser's offer is kept until the person has had a first success.
import { signal } from '@preact/signals'

interface Offer extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

const ANSWERED = 'ganchang-install'

/** The browser's offer, when it has made one. */
export const offer = signal<Offer | null>(null)
/** The hint is due: something was achieved, and nobody has said no yet. */
export const hintDue = signal(false)

export const installed = (): boolean => matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
export const isIos = (): boolean => /iP(hone|ad|od)|Macintosh.*Mobile/.test(navigator.userAgent)

export function listenForOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as Offer
  })
  addEventListener('appinstalled', () => {
    offer.value = null
    hintDue.value = false
  })
}

/** Call when the person has achieved something, such as a receipt. */
export function succeeded(): void {
  if (installed() || localStorage.getItem(ANSWERED)) return
  hintDue.value = true
}

export async function install(): Promise<void> {
  const asked = offer.value
  offer.value = null
  dismiss()
  await asked?.prompt()
}

export function dismiss(): void {
  hintDue.value = false
  localStorage.setItem(ANSWERED, 'asked')
}
