// 出门前叫我: which bus, how far one walks, on which day or days and between which times. Whoever is not signed in is told why they must.
import { useEffect } from 'preact/hooks'
import { dayAfter, dayOf } from '../hours/find'
import { useDays } from '../hours/use-days'
import type { BusStop } from '../schema/types'
import { Page } from '../shell/page'
import { serverNow, session } from '../sync/state'
import { t } from '../text/t'
import type { Buses } from './guide'
import { walkTo } from './kept'
import { nextRides } from './next'
import { wishOf } from './watch'
import { WatchForm } from './watch-form'
import { begun, USUAL_WALK, type Bus, type Wish } from './watch-rules'

const FAR = 14

/** The router keeps one's place within a path: here it is another page. */
function toTop(): void {
  const heading = document.querySelector<HTMLElement>('h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
  scrollTo(0, 0)
}

function useTop(): void {
  useEffect(() => {
    const path = location.pathname
    toTop()
    return () => void requestAnimationFrame(() => location.pathname === path && toTop())
  }, [])
}

/** `query`: `tell` is `new` or a wish's id; `line`, `to` and `at` name the bus that was tapped. */
export function WatchPage({ buses, stop, query }: { buses: Buses; stop: BusStop; query: URLSearchParams }) {
  const days = useDays(buses.town)
  useTop()
  const back = `/way/stop/${encodeURIComponent(stop.code)}`
  if (!session.value) return <Page title={t('出门前叫我')} bar={t('出门前叫我')} back={back}><SignIn back={back} query={query} /></Page>
  if (days === undefined) return <Page title={t('出门前叫我')} back={back}><p class="pad" role="status">{t('正在打开…')}</p></Page>
  const id = query.get('tell')!
  const held = wishOf(id)
  const now = serverNow()
  const market = Array.from({ length: FAR }, (_none, ahead) => days?.day(dayAfter(dayOf(now), ahead))).find((day) => day?.market.length)
  const first = nextRides(buses.lines, stop.code, now).find((ride) => !ride.every)
  const next = first && { line: first.line.code, to: first.pattern.to, at: first.leaves }
  const wish: Wish = held ? ((held.sent?.args['stop'] ? held.sent.args : held.wish) as unknown as Wish) : begun(stop.code, walkTo(stop.code) ?? USUAL_WALK, now, tapped(query), next, market)
  return <WatchForm key={id} {...{ buses, stop, back, wish, days }} id={held?.wish.id} />
}

function tapped(query: URLSearchParams): Bus | undefined {
  const [bus, to, at] = [query.get('line'), query.get('to'), Number(query.get('at'))]
  return bus && to && at ? { line: bus, to, at } : undefined
}

const SignIn = ({ back, query }: { back: string; query: URLSearchParams }) => (
  <div class="pad stack">
    <h1>{t('车快到了，叫您出门')}</h1>
    <p>{t('登录后才能设：到时要知道告诉谁。几点有车不用登录也能看。')}</p>
    <p><a class="btn" href={`/sign-in?next=${encodeURIComponent(`${back}?${query}`)}`}>{t('用手机号登录')}</a></p>
  </div>
)
