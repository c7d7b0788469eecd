// The browser's offer to install, kept for later. It may come before anything else has loaded.
import { signal } from '@preact/signals'

export interface Offer extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

export const offer = signal<Offer | null>(null)

export function listenForOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as Offer
  })
}
