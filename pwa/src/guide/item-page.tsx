// One item (事项): the answer first, then who may, what to bring, how it goes, how long, where. Read offline and printed.
import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import type { Item } from '../schema/types'
import { Page } from '../shell/page'
import { line, serverNow } from '../sync/state'
import { dayOf } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { Conditions, Limits, Materials, Steps, Where } from './item-parts'
import { AsOf } from './parts'
import { fetchItem, guideState, isWhole, item as itemHere, openGuide, place, placeName, townOf } from './store'
import { fee, visits, workdays } from './words'
import '../ui/road.css'

type Found = { item?: Item; state: 'looking' | 'title' | 'whole' | 'absent' | 'unreachable' }

/** What the phone has is shown at once; what it lacks is fetched before everything else. */
function useItem(code: string, from: string | null): Found {
  const [found, setFound] = useState<Found>({ state: 'looking' })
  const { asOf, full, known } = guideState.value
  const at = from ?? place.value
  useEffect(() => {
    let left = false
    const look = async () => {
      await openGuide()
      const here = isHere(at) ? await itemHere(code) : undefined
      if (left) return
      if (here && isWhole(here)) return setFound({ item: here, state: 'whole' })
      if (here) setFound({ item: here, state: 'title' })
      if (!at) return setFound({ state: 'absent' })
      const got = await fetchItem(at, code).catch(() => null)
      if (left) return
      if (got) setFound({ item: got, state: 'whole' })
      else setFound({ item: here, state: got === null ? 'unreachable' : here ? 'title' : 'absent' })
    }
    void look()
    return () => void (left = true)
  }, [code, at, asOf, full, known, line.value])
  return found
}

const isHere = (at: string | null) => at !== null && place.value !== null && townOf(at) === townOf(place.value)

export default function ItemPage({ params, query }: PageProps) {
  const from = query.get('p')
  const { item, state } = useItem(params.code!, from)
  if (!item) return <Missing state={state} from={from} />
  return (
    <Page title={item.name} bar={t('办事指南')} back="/" dock={<Dock item={item} whole={state === 'whole'} />}>
      {from && !isHere(from) && place.value && <OtherPlace from={from} />}
      <Head item={item} />
      {state !== 'whole' && <Coming unreachable={state === 'unreachable'} />}
      <Conditions item={item} />
      <Materials item={item} key={item.code} />
      <Steps item={item} />
      <Limits item={item} />
      {state === 'whole' && <Where item={item} />}
      <Foot item={item} from={from} />
    </Page>
  )
}

function Head({ item }: { item: Item }) {
  const times = visits(item)
  return (
    <section class="sec pad stack">
      <h1>{item.name}</h1>
      {item.summary && <p>{item.summary}</p>}
      <p class="trio">
        {times !== undefined && (
          <span>
            {t('最多跑')}
            <b class="num">{t('{n} 次', { n: times })}</b>
          </span>
        )}
        {item.fee !== undefined && (
          <span>
            {t('费用')}
            <b>{fee(item)}</b>
          </span>
        )}
        {item.promised_days !== undefined && (
          <span>
            {t('承诺办好')}
            <b class="num">{workdays(item.promised_days)}</b>
          </span>
        )}
      </p>
      {item.sample && <p class="sub">{t('示例内容，不是正式的办事指南')}</p>}
    </section>
  )
}

function Coming({ unreachable }: { unreachable: boolean }) {
  return (
    <p class="pad" role="status">
      {unreachable ? t('全文还没存到手机里，有网就先取这一项。') : t('正在取全文…')}
    </p>
  )
}

function OtherPlace({ from }: { from: string }) {
  return (
    <p class="box">
      <b>{t('这是别的地方的事项')}</b>
      <br />
      {placeName(from) || from}
      {t('，可能和您那里不一样。')}
    </p>
  )
}

function Foot({ item, from }: { item: Item; from: string | null }) {
  const query = new URLSearchParams()
  const at = from ?? place.value
  if (at) query.set('p', at)
  const self = `/i/${encodeURIComponent(item.code)}?${query}`
  return (
    <>
      <p class="asof">
        <Icon name="i-clock" />{' '}
        {item.version !== undefined && t('指南第 {n} 版，', { n: item.version })}
        {item.from && (
          <>
            <span class="num">{dayOf(item.from, serverNow())}</span> {t('起用')}
          </>
        )}
      </p>
      <AsOf />
      <div class="pad noprint tools">
        <a class="btn two" href={`/pass?to=${encodeURIComponent(self)}&name=${encodeURIComponent(item.name)}`}>
          <Icon name="i-share" /> {t('转给别人')}
        </a>
        <button class="btn two" type="button" onClick={() => print()}>
          <Icon name="i-print" /> {t('打印')}
        </button>
        <a class="btn two" href={`/i/${encodeURIComponent(item.code)}/wrong`}>
          <Icon name="i-flag" /> {t('这里写错了')}
        </a>
      </div>
    </>
  )
}

function Dock({ item, whole }: { item: Item; whole: boolean }) {
  if (item.online && (item.form || !whole)) {
    return (
      <a class="btn" href={`/apply/${encodeURIComponent(item.code)}`}>
        {t('开始申请')}
      </a>
    )
  }
  if (!whole) return null
  const where = item.window ?? t('窗口')
  return (
    <p class="sub">
      <b>{t('这件事要到{where}办', { where })}</b>
      {t('。')}
      {item.attend ?? t('手机上还不能申请，材料照上面带齐就行。')}
    </p>
  )
}

function Missing({ state, from }: { state: Found['state']; from: string | null }) {
  const words = {
    looking: '正在打开…',
    title: '',
    whole: '',
    absent: from || place.value ? '没有这个事项，可能已经撤了，或者换了编号。' : '先选您住在哪里，才知道归哪里办。',
    unreachable: '这一项还没存到手机里，要有网才能打开。以后没网也能看。',
  }[state]
  return (
    <Page title={t('办事指南')} back="/">
      <div class="pad stack">
        <p role="status">{t(words)}</p>
        {state !== 'looking' && (
          <a class="btn" href={place.value ? '/search' : '/place'}>
            {place.value ? t('查别的事项') : t('选地方')}
          </a>
        )}
      </div>
    </Page>
  )
}
