// The service worker: keeps the app's own files so that it opens without a line, and shows notices that come by push.
// It never touches /sync, /blob, /auth or /g/: data is the page's business.
import type { Notice } from '../schema/types'
import { keepNotice, townNow, type Message } from './notice'

declare const self: ServiceWorkerGlobalScope

const FILES = '%FILES%' as unknown as string[]
const CACHE = 'ganchang-%VERSION%'
const OWN = 'ganchang-'
/** What a request's own headers weigh. */
const ASKING = 350

self.addEventListener('install', (event) => event.waitUntil(fill().then(tellBytes)))
self.addEventListener('activate', (event) => event.waitUntil(dropOld().then(() => self.clients.claim())))
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return
  if (event.request.mode === 'navigate') {
    if (!/^\/(g|h|bus|blob|auth|sync|schema|track|operator|sms|health|ready|live|openapi)([/.]|$)/.test(url.pathname)) event.respondWith(page(event.request))
  } else if (url.pathname.startsWith('/a/')) event.respondWith(asset(event.request))
  else if (FILES.includes(url.pathname)) event.respondWith(kept(event.request))
})
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})
self.addEventListener('push', (event) => event.waitUntil(show(event.data?.json() as Message)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open((event.notification.data as { navigate: string }).navigate))
})
// Background Sync, where there is one: wake the pages; they hold the outbox.
self.addEventListener('sync' as 'message', (event) => event.waitUntil(tellPages('sync')))

/** Files that the version before had under the same name are taken over, not fetched again. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    FILES.map(async (file) => {
      const before = file.startsWith('/a/') ? await caches.match(file) : undefined
      const response = before ?? (await fetch(file, { cache: file.startsWith('/a/') ? 'default' : 'no-cache' }))
      if (!response.ok) throw new TypeError(`${file}: ${response.status}`)
      await cache.put(file, response)
    }),
  )
}

/** The version before stays: a page of it may still be open. */
async function dropOld(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== CACHE)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

async function page(request: Request): Promise<Response> {
  const own = await (await caches.open(CACHE)).match('/')
  return own ?? fetch(request)
}

async function kept(request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true })) ?? fetch(request)
}

async function asset(request: Request): Promise<Response> {
  const held = await caches.match(request)
  if (held) return held
  const response = await fetch(request)
  if (response.ok) await (await caches.open(CACHE)).put(request, response.clone())
  return response
}

async function show(message: Message | undefined): Promise<void> {
  const { notification, notice } = message ?? {}
  if (!notification) return
  const known = notice ? !(await keepNotice(notice)) : false
  await tellPages('push')
  // Browsers forgive a push that shows nothing now and then; what is known or past its time would only be noise.
  if (known || (notice?.until ?? Infinity) <= (await townNow())) return
  await self.registration.showNotification(notification.title, {
    body: [notification.body, notice && times(notice, notification.lang)].filter(Boolean).join('\n'),
    tag: notification.tag ?? notice?.id,
    icon: '/icon-192.png',
    badge: '/badge.png',
    lang: notification.lang ?? 'zh-CN',
    data: { navigate: notification.navigate ?? '/inbox' },
  })
}

/** As of when, and how long it holds. */
function times({ at, until }: Notice, lang = 'zh-CN'): string {
  const said = (time: number) => new Date(time * 1000).toLocaleString(lang, { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  return until ? `${said(at)}${lang === 'en' ? ', until ' : '，管到 '}${said(until)}` : said(at)
}

async function open(to: string): Promise<void> {
  const url = new URL(to, self.location.origin)
  if (url.origin !== self.location.origin) return
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const window = windows.find((one) => one.visibilityState === 'visible') ?? windows[0]
  if (!window) return void (await self.clients.openWindow(url.href))
  await window.focus()
  window.postMessage({ navigate: url.pathname + url.search })
}

async function tellPages(what: string, value: boolean | number = true): Promise<void> {
  for (const window of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) window.postMessage({ [what]: value })
}

/** What keeping the app's files has cost: people see how much of the line is used. */
async function tellBytes(): Promise<void> {
  const fetched = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  await tellPages('bytes', fetched.reduce((sum, one) => sum + (one.transferSize && one.transferSize + ASKING), 0))
}
