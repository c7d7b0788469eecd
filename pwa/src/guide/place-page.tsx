// Choosing where one lives: county, town, village; or by name. Remembered on this phone, changed from the eaves. Its looks
// are in guide.css, which parts.tsx brings: named here too, it would tie everything behind the first page to this chunk.
import { useEffect, useState } from 'preact/hooks'
import { Page, LargeType } from '../shell/page'
import { navigate } from '../shell/router'
import type { PageProps } from '../routes'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { below, find, pathOf, places, type Spot } from './places'
import { choosePlace, place } from './chosen'

export default function PlacePage({ query }: PageProps) {
  const [all, setAll] = useState<Spot[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [typed, setTyped] = useState('')
  const at = query.get('in') ?? ''
  const fetchAll = () => {
    setFailed(false)
    places().then(setAll, () => setFailed(true))
  }
  useEffect(() => {
    fetchAll()
    addEventListener('online', fetchAll)
    return () => removeEventListener('online', fetchAll)
  }, [])
  const found = all && typed.trim() ? find(all, typed.trim()) : []
  const body = !all ? (
    <Waiting failed={failed} again={fetchAll} />
  ) : (
    <>
      <form class="pad" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="ask" for="name">
          {t('镇或村的名字')}
        </label>
        <p class="find">
          <Icon name="i-find" />
          <input id="name" type="search" autocomplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </p>
      </form>
      {typed.trim() ? <Spots all={all} spots={found} title={t('找到 {n} 处', { n: found.length })} /> : <Level all={all} at={at} />}
    </>
  )
  return place.value ? (
    <Page title={t('换地方')} back="/">
      {body}
    </Page>
  ) : (
    <Page title={t('您住哪里')} header={<FirstHeader />}>
      <section class="sec pad stack">
        <h1>{t('您住在哪个镇、哪个村？')}</h1>
        <p class="sub">{t('选好以后，镇上的办事指南存进手机，没网也能查。不用登录。')}</p>
      </section>
      {body}
    </Page>
  )
}

const FirstHeader = () => (
  <header class="eaves">
    <span class="place">{t('赶场')}</span>
    <LargeType />
  </header>
)

function Waiting({ failed, again }: { failed: boolean; again: () => void }) {
  return (
    <div class="pad stack" role="status">
      <p>{failed ? t('地方的名单要有网才取得到，第一次用请连上网。') : t('正在取地方的名单…')}</p>
      {failed && (
        <button class="btn" type="button" onClick={again}>
          {t('再取一次')}
        </button>
      )}
    </div>
  )
}

function Level({ all, at }: { all: Spot[]; at: string }) {
  const path = pathOf(all, at)
  let spots = below(all, at)
  // One city or one county is no choice.
  while (spots.length === 1 && spots[0]!.code.length < 9) spots = below(all, spots[0]!.code)
  const here = path[path.length - 1]
  const title = here ? t('{name}的哪里？', { name: here.name }) : spots[0]?.code.length === 9 ? t('哪个镇、哪个街道？') : t('哪个区、哪个县？')
  return <Spots all={all} spots={spots} title={title} town={at.length === 9 ? here : undefined} />
}

function Spots({ all, spots, title, town }: { all: Spot[]; spots: Spot[]; title: string; town?: Spot }) {
  const take = (spot: Spot) => {
    const names = pathOf(all, spot.code).filter((one) => one.code.length >= 6)
    choosePlace(spot.code, names.map((one) => one.name))
    void navigate('/', { replace: true })
  }
  return (
    <>
      <h2>{title}</h2>
      <ul class="sec">
        {spots.map((spot) => (
          <li key={spot.code}>
            {spot.code.length === 12 ? (
              <button class="row" type="button" onClick={() => take(spot)}>
                <Named all={all} spot={spot} />
              </button>
            ) : (
              <a class="row" href={`/place?in=${spot.code}`}>
                <Named all={all} spot={spot} />
                <Icon name="i-next" />
              </a>
            )}
          </li>
        ))}
        {town && (
          <li>
            <button class="row" type="button" onClick={() => take(town)}>
              <span>
                <b>{t('不选村，就用{name}', { name: town.name })}</b>
              </span>
            </button>
          </li>
        )}
      </ul>
      {spots.length === 0 && !town && <p class="pad">{t('没有这个名字。换一个字试试，或者清空后从区县选起。')}</p>}
    </>
  )
}

function Named({ all, spot }: { all: Spot[]; spot: Spot }) {
  const above = pathOf(all, spot.code).slice(0, -1).filter((one) => one.code.length >= 6)
  return (
    <span>
      <b>{spot.name}</b>
      {above.length > 0 && <small>{above.map((one) => one.name).join(' ')}</small>}
    </span>
  )
}
