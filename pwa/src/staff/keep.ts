// The tablet's own files into the service worker's cache: it fills itself with what residents need, not with the desk.

const OWN = /\/a\/[^/]+$/

/** What this page was made of and what the desk may need without a line. */
export async function keepForOffline(): Promise<void> {
  if (navigator.serviceWorker && !('BarcodeDetector' in window)) await import('./staff-decode').catch(() => undefined)
  await keepPage()
}

/** Asks once more, through the worker, for what this page was made of. */
export async function keepPage(): Promise<void> {
  const worker = navigator.serviceWorker
  if (!worker) return
  await worker.ready
  if (!worker.controller) await new Promise((done) => worker.addEventListener('controllerchange', done, { once: true }))
  const files = performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => OWN.test(name))
  for (const file of new Set(files)) await fetch(file).catch(() => undefined)
}
