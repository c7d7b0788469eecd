// The service worker seen from the page: registering it, hearing from it, and taking over a new version when it suits.
import { signal } from '@preact/signals'

/** A new version is there and waits. */
export const updateReady = signal(false)
/** Forms that are open: no version changes under them. */
export const held = signal(0)

const LOOK_AGAIN_MS = 6 * 3600_000

let waiting: ServiceWorker | null = null
let asked = false
let lookedAt = 0

export interface Heard {
  navigate?: string
  push?: boolean
  sync?: boolean
  /** Fetched by the worker, which the page cannot see */
  bytes?: number
}

export function registerWorker(hear: (message: Heard) => void): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  serviceWorker.addEventListener('message', (event: MessageEvent<Heard>) => hear(event.data))
  serviceWorker.addEventListener('controllerchange', () => asked && location.reload())
  serviceWorker.register('/sw.js').then(watch, () => undefined)
}

/** Keep the version that runs while a form is open; call what it gives when the form is left. */
export function holdUpdates(): () => void {
  held.value++
  let done = false
  return () => {
    if (!done) held.value--
    done = true
  }
}

export function takeUpdate(): void {
  asked = true
  if (waiting) waiting.postMessage('take-over')
  else location.reload()
}

function watch(registration: ServiceWorkerRegistration): void {
  lookedAt = Date.now()
  const look = () => {
    waiting = registration.waiting
    // Without a controller it is the first version, and nothing is being replaced.
    updateReady.value = waiting !== null && navigator.serviceWorker.controller !== null
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lookedAt < LOOK_AGAIN_MS) return
    lookedAt = Date.now()
    registration.update().catch(() => undefined)
  })
}

/** Background Sync where there is one: the worker tells a page that sleeps in the background to send. */
export function wakeWhenOnline(): void {
  void navigator.serviceWorker?.ready
    .then((registration) => (registration as { sync?: { register: (tag: string) => Promise<void> } }).sync?.register('outbox'))
    .catch(() => undefined)
}
