// The tablet's own files into the service worker's cache: it fills itself with what residents need, not with the desk.

const OWN = /\/a\/[^/]+$/

/** Asks once more, through the worker, for what this page was made of and for what it may need without a line. */
export async function keepForOffline(): Promise<void> {
  const worker = navigator.serviceWorker
  if (!worker) return
  await worker.ready
  if (!worker.controller) await new Promise((done) => worker.addEventListener('controllerchange', done, { once: true }))
  if (!('BarcodeDetector' in window)) await import('./staff-decode').catch(() => undefined)
  const files = performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => OWN.test(name))
  for (const file of new Set(files)) await fetch(file).catch(() => undefined)
}
