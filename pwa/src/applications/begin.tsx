// The start of an application: makes a draft on this phone, or goes on with one of the same item.
import { useEffect, useState } from 'preact/hooks'
import { place, placeName } from '../guide/store'
import type { Answers, Form } from '../forms/schema'
import type { PageProps } from '../routes'
import type { Item, Profile } from '../schema/types'
import { navigate } from '../shell/router'
import { BeforeFirst } from '../shell/install'
import { Page } from '../shell/page'
import { keepStorage } from '../platform/storage'
import { rows } from '../sync/preview'
import { session } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { asksOf, wholeItem } from './asks'
import { cases } from './cases'
import type { Asks } from './draft'
import { openDraft } from './drafts'
import { ready } from './start'

type Found = { item: Item; asks: Asks } | 'absent' | 'formless' | undefined

export default function Begin({ params }: PageProps) {
  const [found, setFound] = useState<Found>()
  const code = params['item']!
  useEffect(() => {
    void look(code).then(setFound)
  }, [code])
  const earlier = cases.value.filter(one => one.draft && !one.draft.done && one.draft.item === code && !one.row?.receipt)
  const title = t('申请')
  if (!found) return <Page title={title} back={`/i/${code}`}><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (found === 'absent' || found === 'formless') return <Absent code={code} formless={found === 'formless'} />
  const { item, asks } = found
  if (!item.online || !item.form) return <AtWindow item={item} why={item.attend ?? t('手机上还不能提交。')} />
  const elsewhere = place.value && item.handled_at && !item.handled_at.some(one => place.value!.startsWith(one)) ? item.handled_at : undefined
  if (elsewhere) {
    return <AtWindow item={item} why={t('这一项要到这些地方办：{places}', { places: elsewhere.map(one => placeName(one) || one).join(t('、')) })} />
  }
  return (
    <Page title={t('申请：{name}', { name: item.name })} bar={title} back={`/i/${code}`}
      dock={<button class="btn" type="button" onClick={() => void begin(item, asks)}>
        {earlier.length ? t('另开一份新的') : t('开始填写')}
      </button>}>
      <section class="sec pad stack">
        <h1>{item.name}</h1>
        <p>{t('随时可以停，填到哪里存到哪里。没网也能填完、能提交。')}</p>
        <BeforeFirst first={cases.value.length === 0} />
        {!place.value && <p class="box fix">{t('还没选您住哪个镇哪个村，先选好，才知道交给哪个窗口。')}</p>}
      </section>
      {earlier.length > 0 && (
        <>
          <h2>{t('上次没填完的')}</h2>
          <div class="sec">
            {earlier.map(one => (
              <a class="row" href={`/draft/${one.id}`} key={one.id}>
                <span><b>{t('接着填')}</b><small>{t('存在手机')} <span class="num">{stamp(one.draft!.saved_at)}</span></small></span>
              </a>
            ))}
          </div>
        </>
      )}
    </Page>
  )
}

async function look(code: string): Promise<Found> {
  await ready()
  const item = await wholeItem(code, place.value)
  if (!item) return 'absent'
  const asks = await asksOf(item)
  return asks ? { item, asks } : 'formless'
}

async function begin(item: Item, asks: Asks): Promise<void> {
  if (!place.value) return navigate('/place')
  void keepStorage().catch(() => undefined)
  const made = await openDraft(item, asks, place.value, prefill(asks.form))
  await navigate(`/draft/${made.id}`, { replace: true })
}

/** What the town knows of the person already need not be typed again. */
function prefill(form: Form | undefined): Answers {
  const profile = session.value ? rows<Profile>('profile').value[0] : undefined
  const known: Record<string, unknown> = {
    'profile.name': profile?.name, 'profile.id_number': profile?.id_number, 'profile.phone': profile?.phone,
    'profile.place': place.value ? placeName(place.value) : undefined
  }
  const answers: Answers = {}
  for (const [field, question] of Object.entries(form?.schema.properties ?? {})) {
    const value = known[question['x-prefill'] ?? '']
    if (value) answers[field] = value
  }
  return answers
}

function AtWindow({ item, why }: { item: Item; why: string }) {
  return (
    <Page title={item.name} back={`/i/${item.code}`}>
      <section class="sec pad stack">
        <p class="box fix"><b>{t('这件事要到窗口办')}</b><br />{why}</p>
        <a class="btn two" href={`/i/${item.code}`}>{t('看要带什么')}</a>
      </section>
    </Page>
  )
}

function Absent({ code, formless }: { code: string; formless: boolean }) {
  return (
    <Page title={t('这张表还没存到手机里')} back={`/i/${code}`}>
      <section class="sec pad stack">
        <p>{formless ? t('事项在，表还没传完。有网的时候再打开一次，以后没网也能填。') : t('有网的时候再打开一次，以后没网也能填。')}</p>
        <a class="btn two" href="/">{t('回到查事项')}</a>
      </section>
    </Page>
  )
}
