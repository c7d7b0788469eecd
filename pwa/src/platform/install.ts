// Putting the app on the home screen: the browser's offer is kept until the person has had a first success.
import { signal } from '@preact/signals'
import { offer } from './offer'

const ANSWERED = 'ganchang-install'

/** The hint is due: something was achieved, and nobody has said no yet. */
export const hintDue = signal(false)

export const installed = (): boolean => matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
export const isIos = (): boolean => /iP(hone|ad|od)|Macintosh.*Mobile/.test(navigator.userAgent)

addEventListener('appinstalled', () => {
  offer.value = null
  hintDue.value = false
})

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
