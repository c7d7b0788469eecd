// Home: the town, when its centre is open, what one wants to do, what is under way, what people do most.
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Now as NowOf } from '../hours/now'
import { Page, LargeType } from '../shell/page'
import { navigate } from '../shell/router'
import { session } from '../sync/state'
import { device, withOutbox } from '../sync/store'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { AsOf, Arriving } from './parts'
import { centre, guideState, openGuide, place, placeName, titles, townOf, type Title } from './store'
import { shortName } from './words'

const LONGEST_WAIT_MS = 1000

export default function Home() {
  const opened = useOpened()
  const under = useUnderWay()
  const at = place.value
  if (!at) return null
  const town = placeName(townOf(at)) || t('赶场')
  return (
    <Page title={t('{town}便民服务中心', { town })} header={<Eaves town={town} at={at} />}>
      <Opening town={town} />
      {opened && <Search />}
      {opened && under && (
        <>
          {under.map((Part) => <Part />)}
          <Often />
          <Topics />
          <Arriving />
          {guideState.value.titles > 0 && (
            <AsOf>
              {t('这里能查 {n} 项，', { n: guideState.value.total })}
              <a href="/browse">{t('全部事项')}</a> <a href="/settings">{t('设置')}</a>
              {t('。')}
            </AsOf>
          )}
        </>
      )}
    </Page>
  )
}

/** What the phone holds is read in a moment; what stands below waits for it, so that nothing jumps under the finger. */
function useOpened(): boolean {
  const [opened, set] = useState(guideState.value.titles > 0)
  useEffect(() => void openGuide().finally(() => set(true)), [])
  return opened
}

function Search() {
  return (
    <form class="pad" role="search" action="/search" onSubmit={search}>
      <label class="ask" for="q">
        {t('想办什么？')}
      </label>
      <p class="find">
        <Icon name="i-find" />
        <input id="q" name="q" type="search" placeholder={t('低保，或首字母 db')} autocomplete="off" autocapitalize="off" enterkeyhint="search" />
        <button type="submit">{t('查')}</button>
      </p>
    </form>
  )
}

/** Favourite stops, and what is under way: their code is fetched only where there may be something. Undefined until that is known. */
function useUnderWay(): ComponentType[] | undefined {
  const [under, set] = useState<ComponentType[]>()
  useEffect(() => {
    // On a line that is too slow for it the rest of the page does not wait.
    const timer = setTimeout(() => set((now: ComponentType[] | undefined) => now ?? []), LONGEST_WAIT_MS)
    const nothing = () => undefined
    const stops = localStorage.getItem('ganchang-stops') && import('../transit/favourites').then((part) => part.Favourites)
    const mine = begun().then(async (something) => {
      if (!something) return undefined
      const part = await import('./under-way')
      await part.known()
      return part.UnderWay
    })
    void Promise.all([mine, stops || undefined].map((one) => one?.catch(nothing))).then((parts) => set(parts.flatMap((part) => part ?? [])))
    return () => clearTimeout(timer)
  }, [session.value !== null])
  return under
}

/** Asked of the disk: who is signed in is known to the page only later. */
async function begun(): Promise<boolean> {
  const [drafts, signedIn] = await Promise.all([withOutbox((db) => db.count('drafts')), device('session')])
  return drafts > 0 || Boolean(signedIn)
}

function search(event: SubmitEvent): void {
  event.preventDefault()
  const query = new FormData(event.currentTarget as HTMLFormElement).get('q') as string
  void navigate(`/search?q=${encodeURIComponent(query)}`)
}

function Eaves({ town, at }: { town: string; at: string }) {
  const village = at.length === 12 ? shortName({ code: at, name: placeName(at) }) : ''
  return (
    <header class="eaves">
      <a class="place" href="/place">
        {town} {village && <small>{village}</small>} <Icon name="i-down" label={t('换地方')} />
      </a>
      <LargeType />
      {session.value && (
        <a href="/inbox">
          <Icon name="i-bell" label={t('通知')} />
        </a>
      )}
    </header>
  )
}

/** Until the calendar speaks, only what the centre itself says. */
function Opening({ town }: { town: string }) {
  const here = centre()
  const [Now, set] = useState<typeof NowOf | null>(null)
  useEffect(() => void (here && import('../hours/now').then((part) => set(() => part.Now), () => 0)), [!here])
  const words = (
    <h1 id="open" class="big">
      {here?.hours?.split(/[；;。]/)[0] || t('镇上的事，在手机上办')}
    </h1>
  )
  return (
    <section class="sec pad stack" aria-labelledby="open">
      <p class="sub">{here?.name ?? t('{town}便民服务中心', { town })}</p>
      {Now && here ? <Now centre={here}>{words}</Now> : words}
    </section>
  )
}

/** Under the word people use for it. */
function Often() {
  const most = titles().filter((title) => title.rank).sort((a, b) => a.rank! - b.rank!).slice(0, 6)
  return <Duo name={t('大家常办')} rows={most.map((title) => [`/i/${encodeURIComponent(title.code)}`, everyday(title)])} />
}

const everyday = (title: Title) => title.words?.find((word) => word.length <= 6) ?? title.name

function Topics() {
  const counts = new Map<string, number>()
  for (const title of titles()) for (const topic of title.topics ?? []) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 12)
  return <Duo name={t('按类别找')} rows={most.map(([topic, count]) => [`/browse?topic=${encodeURIComponent(topic)}`, topic, count])} />
}

function Duo({ name, rows }: { name: string; rows: [href: string, words: string, count?: number][] }) {
  if (!rows.length) return null
  return (
    <>
      <h2>{name}</h2>
      <nav class="sec duo" aria-label={name}>
        {rows.map(([href, words, count]) => (
          <a class="row" href={href} key={href}>
            <span>
              {words} {count && <small class="num">{count}</small>}
            </span>
          </a>
        ))}
      </nav>
    </>
  )
}
