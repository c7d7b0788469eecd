// 哪天能去: a centre, an item and a day → open or not, until when, when next and why; a month at a look. Works without a line.
import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import type { Item } from '../schema/types'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { fetchItem, guideState, item as itemHere, openGuide, place } from '../guide/store'
import { line } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { Answer, Call, NextMarket } from './answer'
import { Centres } from './centres'
import { dayIn } from './day-in'
import { DayPanel } from './day-panel'
import { daysOf, ownCentres, type Known } from './elsewhere'
import { dayOf } from './find'
import { Keep } from './keep'
import { Month } from './month'
import { useNow } from './now'
import { answer, todayWords } from './words'
import './hours.css'

/** Undefined while it is looked for; null where nobody knows the centre; 'unreachable' without a line. */
type Looked = Known | undefined | null | 'unreachable'

export default function When({ params, query }: PageProps) {
  const typed = query.get('item') || undefined
  const found = useItem(typed, params.centre)
  const asked = found === null ? undefined : typed
  const code = useCentre(params.centre, found)
  const known = useKnown(code)
  const link = (more: Record<string, string | undefined>, centre = code) => {
    const kept = { item: asked, ...more }
    const words = new URLSearchParams(Object.entries(kept).filter((pair): pair is [string, string] => Boolean(pair[1]))).toString()
    return `/when${centre ? `/${centre}` : ''}${words ? `?${words}` : ''}`
  }
  const choosing = query.has('choose') || (code === null && !params.centre)
  return (
    <Page title={t('哪天能去')} bar={t('哪天能去')} back={params.centre || choosing ? '/when' : undefined}>
      {choosing ? (
        <Choose link={link} />
      ) : (
        <>
          {typed && <About item={found} without={link({ item: undefined })} />}
          <Body known={known} item={asked} day={dayIn(query.get('day'))} link={link} />
        </>
      )}
    </Page>
  )
}

type Link = (more: Record<string, string | undefined>, centre?: string | null) => string

function Choose({ link }: { link: Link }) {
  return (
    <>
      <h1 class="pad">{t('去哪里办？')}</h1>
      <Centres to={(code) => link({}, code)} />
    </>
  )
}

function About({ item, without }: { item: Item | null | undefined; without: string }) {
  return (
    <p class="pad line" role="status">
      <b>{item === null ? t('没有这个事项，可能已经撤了，或者换了编号。') : t('办：{item}', { item: item?.name ?? '…' })}</b>
      <a href={without}>{t('不分办什么事')}</a>
    </p>
  )
}

function Body({ known, item, day, link }: { known: Looked; item?: string; day?: string; link: Link }) {
  const at = useNow()
  const today = dayOf(at)
  if (known === undefined) return <p class="pad" role="status">{t('正在打开…')}</p>
  if (known === null) return <Nothing text={t('没有这个中心，可能并到别处了。')} link={link} />
  if (known === 'unreachable') return <Nothing text={t('这个中心的时间没有存在手机里，要有网才能看。')} link={link} />
  const { centre, days } = known
  const place = (
    <p class="line">
      <small>{centre.name}</small>
      <a href={link({ choose: '1' })}>{t('换一个中心')}</a>
    </p>
  )
  if (!days) {
    return (
      <section class="sec pad stack">
        {place}
        <h1 class="big">{centre.hours ?? t('开门时间请打电话问')}</h1>
        <Call centre={centre} />
      </section>
    )
  }
  // Without a choice the day that the answer speaks of: it can be booked at once.
  const chosen = day && days.day(day) ? day : (answer(days, at, item).day?.on ?? today)
  return (
    <>
      <section class="sec pad stack">
        {place}
        <p class="sub">{todayWords(days, at)}</p>
        <Answer days={days} at={at} item={item} />
        <NextMarket days={days} at={at} centre={centre} />
        <Call centre={centre} />
      </section>
      <Month days={days} chosen={chosen} today={today} item={item} choose={(on) => void navigate(link({ day: on }), { replace: true })} />
      <DayPanel days={days} on={chosen} today={today} at={at} centre={centre.code} item={item} />
      <Keep centre={centre.code} />
      <p class="asof">
        <Icon name="i-clock" /> {t('开门时间截至 ')}
        <span class="num">{stamp(days.asOf)}</span>
        {t('，都按北京时间')}
      </p>
    </>
  )
}

function Nothing({ text, link }: { text: string; link: Link }) {
  return (
    <div class="pad stack">
      <h1 class="big">{text}</h1>
      <a class="btn" href={link({ choose: '1' }, null)}>{t('换一个中心')}</a>
    </div>
  )
}

/** Null: nobody knows it. Without a line to ask over, the guide of one's own place tells. */
function useItem(code: string | undefined, centre: string | undefined): Item | null | undefined {
  const [known, set] = useState<{ code: string; item: Item | null | undefined }>()
  const { titles } = guideState.value
  const at = centre ?? place.value
  useEffect(() => {
    let left = false
    const look = async () => {
      await openGuide()
      const absent = titles && at && place.value?.startsWith(at) ? null : undefined
      return (await itemHere(code!)) ?? (at ? await fetchItem(at, code!).then((item) => item ?? null, () => absent) : undefined)
    }
    if (code) void look().then((item) => !left && set({ code, item }))
    return () => void (left = true)
  }, [code, at, titles, line.value])
  return known && known.code === code ? known.item : undefined
}

/** The one that the address names, else where the item is done, else the nearest; null where no place was chosen. */
function useCentre(given: string | undefined, item: Item | null | undefined): string | null | undefined {
  const [opened, set] = useState(false)
  useEffect(() => void openGuide().then(() => set(true)), [])
  void guideState.value.asOf
  if (given) return given
  if (!place.value) return null
  if (!opened) return undefined
  const own = ownCentres()
  return (own.find((one) => one.code === item?.org) ?? own.find((one) => one.code.length <= 9))?.code ?? (guideState.value.titles ? null : undefined)
}

function useKnown(code: string | null | undefined): Looked {
  const [known, set] = useState<{ code: string; found: Looked }>()
  const { asOf, percent } = guideState.value
  useEffect(() => {
    let left = false
    const tell = (found: Looked) => !left && set({ code: code!, found })
    if (code) void daysOf(code).then((found) => tell(found ?? null), () => tell('unreachable'))
    return () => void (left = true)
  }, [code, asOf, percent, line.value])
  if (code === null) return null
  return known?.code === code ? known?.found : undefined
}
