// Every path of the app, one line each. `:name` takes one segment and reaches the page as `params.name`.
// Pages are lazy: the page in view stays until the next one is here.
import type { ComponentType } from 'preact'
import { place } from './guide/chosen'

export interface PageProps {
  params: Record<string, string>
  query: URLSearchParams
}

export interface Route {
  path: string
  /** Tab that is lit; pages without one show no tabs. */
  tab?: 'guide' | 'when' | 'mine' | 'way' | 'staff'
  load: () => Promise<{ default: ComponentType<PageProps> }>
}

const book = () => import('./bookings/book-pages')
const when = () => import('./hours/when')
const way = () => import('./transit/way-pages')

export const routes: Route[] = [
  { path: '/', tab: 'guide', load: () => (place.value ? import('./guide/home') : import('./guide/place-page')) },
  { path: '/place', load: () => import('./guide/place-page') },
  { path: '/search', tab: 'guide', load: () => import('./search/page') },
  { path: '/browse', tab: 'guide', load: () => import('./guide/browse') },
  { path: '/i/:code', load: () => import('./guide/item-page') },
  { path: '/i/:code/wrong', load: () => import('./guide/report-page') },
  { path: '/pass', load: () => import('./guide/pass-page') },
  { path: '/apply/:item', load: () => import('./applications/begin') },
  { path: '/draft/:id', load: () => import('./applications/tasks') },
  { path: '/draft/:id/materials', load: () => import('./applications/materials') },
  { path: '/draft/:id/check', load: () => import('./applications/check-answers') },
  { path: '/draft/:id/:step', load: () => import('./applications/step') },
  { path: '/mine', tab: 'mine', load: () => import('./applications/mine') },
  { path: '/mine/:id', tab: 'mine', load: () => import('./applications/case') },
  { path: '/mine/:id/fix', load: () => import('./applications/fix') },
  { path: '/c/:code', load: () => import('./applications/track') },
  { path: '/book', load: book },
  { path: '/book/:id', load: book },
  { path: '/when', tab: 'when', load: when },
  { path: '/when/:centre', tab: 'when', load: when },
  { path: '/way', tab: 'way', load: way },
  { path: '/way/stop/:stop', tab: 'way', load: way },
  { path: '/way/line/:line', tab: 'way', load: way },
  { path: '/drive', load: () => import('./transit/drive-page') },
  { path: '/inbox', tab: 'mine', load: () => import('./notices/inbox') },
  { path: '/follow', load: () => import('./notices/follow') },
  { path: '/sign-in', load: () => import('./accounts/sign-in') },
  { path: '/profile', load: () => import('./accounts/profile') },
  { path: '/seats', load: () => import('./seats/staff-pin') },
  { path: '/staff', load: () => import('./staff/staff-desk') },
  { path: '/ticket', tab: 'mine', load: () => import('./tickets/ticket-page') },
  { path: '/ticket/:code', load: () => import('./tickets/follow-page') },
  { path: '/draw/:centre/:code', load: () => import('./tickets/draw-page') },
  { path: '/hall/:centre', load: () => import('./tickets/hall-page') },
  { path: '/kiosk/:centre', load: () => import('./tickets/kiosk-page') },
  { path: '/calling', load: () => import('./tickets/calling-page') },
  { path: '/settings', load: () => import('./shell/settings') },
  { path: '/cleared', load: () => import('./diagnosis/cleared-page') },
  { path: '/trouble', load: () => import('./diagnosis/trouble') },
]

export const notFound: Route = { path: '*', load: () => import('./shell/not-found') }

/** The route of a path and what its `:names` stand for. */
export function match(path: string): { route: Route; params: Record<string, string> } {
  const asked = path.split('/').filter(Boolean)
  for (const route of routes) {
    const wanted = route.path.split('/').filter(Boolean)
    if (wanted.length !== asked.length) continue
    const params: Record<string, string> = {}
    const same = wanted.every((part, i) => {
      const got = asked[i]!
      if (!part.startsWith(':')) return part === got
      params[part.slice(1)] = decode(got)
      return true
    })
    if (same) return { route, params }
  }
  return { route: notFound, params: {} }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
