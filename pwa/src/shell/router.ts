// The History router: which page is in view, links, back, scroll and focus.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { match, type PageProps, type Route } from '../routes'

export interface View {
  url: string
  route: Route
  Page: ComponentType<PageProps>
  props: PageProps
}

/** What is in view; null until the first page's chunk is here. */
export const view = signal<View | null>(null)
/** True when a page has been awaited for more than 300 ms. */
export const slow = signal(false)
/** Path whose page could not be fetched. */
export const failed = signal<string | null>(null)

let turn = 0
const opened = { depth: 0 }

export function startRouter(): Promise<void> {
  history.scrollRestoration = 'manual'
  opened.depth = (history.state as { depth?: number } | null)?.depth ?? 0
  addEventListener('popstate', (event) => {
    const state = event.state as { depth?: number; y?: number } | null
    opened.depth = state?.depth ?? 0
    void show(here(), state?.y ?? 0)
  })
  document.addEventListener('click', followLink)
  return show(here(), 0)
}

/** Go to a path of this app. */
export function navigate(to: string, how: { replace?: boolean } = {}): Promise<void> {
  const { pathname, search, hash } = new URL(to, location.href)
  keepScroll()
  if (how.replace) history.replaceState({ depth: opened.depth }, '', pathname + search + hash)
  else history.pushState({ depth: ++opened.depth }, '', pathname + search + hash)
  return show(here(), 0)
}

/** Back to the page one came from, or to `otherwise` when the app was opened here. */
export function back(otherwise = '/'): void {
  if (opened.depth > 0) history.back()
  else void navigate(otherwise, { replace: true })
}

/** Fetch a page's chunk ahead of the tap. */
export function prefetch(to: string): void {
  void match(new URL(to, location.href).pathname).route.load().catch(() => undefined)
}

function here(): string {
  return location.pathname + location.search
}

function keepScroll(): void {
  history.replaceState({ ...(history.state as object | null), depth: opened.depth, y: scrollY }, '')
}

async function show(url: string, y: number): Promise<void> {
  const mine = ++turn
  const asked = new URL(url, location.origin)
  const { route, params } = match(asked.pathname)
  const timer = setTimeout(() => (slow.value = true), 300)
  try {
    const Page = (await route.load()).default
    if (mine !== turn) return
    const first = !view.value
    const samePath = view.value !== null && new URL(view.value.url, location.origin).pathname === asked.pathname
    failed.value = null
    view.value = { url, route, Page, props: { params, query: asked.searchParams } }
    if (!first && !samePath) requestAnimationFrame(() => settle(y))
  } catch (error) {
    if (mine !== turn) return
    console.error(error)
    failed.value = url
  } finally {
    clearTimeout(timer)
    if (mine === turn) slow.value = false
  }
}

/** After a change of page the reader starts at its heading. */
function settle(y: number): void {
  const heading = document.querySelector<HTMLElement>('h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
  scrollTo(0, y)
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element).closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (/^\/(g|blob|auth|sync|schema|operator)(\/|$)/.test(link.pathname)) return
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return
  event.preventDefault()
  if (link.dataset.back !== undefined) back(link.pathname)
  else void navigate(link.href)
}
