// The centre's tablet: the inbox on the left, the case on the right; one of the two where the screen is narrow.
import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import { Page } from '../shell/page'
import { loadDrafts } from '../applications/drafts'
import { open, session } from '../sync/client'
import { outbox } from '../sync/state'
import { t } from '../text/t'
import '../ui/form.css'
import './staff.css'
import { isShared } from '../sync/device'
import { Offer } from '../seats/offer'
import { Picker } from '../seats/picker'
import { deskLink } from './address'
import { BookingsPage } from './bookings-page'
import { Case } from './case'
import { casesOf, caseOf, centreCode, roles, scopes, supervises, tabs } from './desk'
import { deskView, watchGuide } from './guide'
import type { Tab } from './inbox'
import { Inbox } from './inbox-pane'
import { HoursPane } from './hours'
import { keepForOffline } from './keep'
import { Reports } from './reports'
import { loadReviews, tidyReviews } from './reviews'
import { tidyThumbnails } from './pictures'
import { People } from './people'
import { Handed } from './handed'
import { ReceiptSheet } from './receipt-sheet'
import { Scan } from './scan'
import { TakeInPage } from './take-in'
import { watchCounter } from './taking-in'
import { Top } from './top'

export default function StaffDesk({ query }: PageProps) {
  const [ready, setReady] = useState(false)
  const who = session.value?.person
  useEffect(() => {
    const root = document.documentElement
    root.classList.add('staff')
    watchGuide()
    void keepForOffline()
    return () => root.classList.remove('staff')
  }, [])
  useEffect(() => {
    void open().then(loadReviews).then(() => {
      setReady(true)
      if (!who) return
      tidy(who)
      void loadDrafts().then(watchCounter)
    })
  }, [who])
  void deskView.value
  if (!ready) return <Page title={t('便民服务中心')}><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (!who && isShared()) return <Picker />
  if (!roles.value.length) return <Stranger signedIn={who !== undefined} />
  const id = query.get('id') ?? undefined
  const tab = (tabs.value.includes(query.get('tab') as Tab) ? query.get('tab') : tabs.value[0]) as Tab
  const scope = scopes.value.includes(query.get('of') ?? '') ? query.get('of')! : undefined
  const shows = query.get('show')
  const row = id ? caseOf(id) : undefined
  if (row && shows === 'receipt') return <ReceiptSheet row={row} back={deskLink({ tab, scope, id })} />
  if (shows === 'scan') return <Scan back={deskLink({ tab, scope })} open={(found) => deskLink({ tab, scope, id: found })} />
  if (shows === 'take-in' && centreCode.value) return <TakeInPage id={id} />
  if (shows === 'bookings' && centreCode.value) return <BookingsPage query={query} />
  const reports = shows === 'reports' && supervises.value
  const people = shows === 'people'
  const hours = shows === 'hours' && supervises.value
  return (
    <>
      <Top />
      <Offer />
      <main id="main" class={id || reports || people || hours ? 'desk open' : 'desk'}>
        <Inbox tab={tab} scope={scope} id={id} alone={!row && !reports && !people && !hours} />
        {hours ? <HoursPane back={deskLink({ tab, scope })} /> : people ? <People back={deskLink({ tab, scope })} /> : reports ? <Reports back={deskLink({ tab, scope })} /> : row ? <Case key={id} row={row} tab={tab} scope={scope} /> : <Nothing id={id} back={deskLink({ tab, scope })} />}
      </main>
    </>
  )
}

function Nothing({ id, back }: { id?: string; back: string }) {
  return (
    <section class="case empty" aria-label={t('办件')}>
      <div class="pad stack">
        <p>{id ? t('这一件不在您这里，或还没传到这台平板。') : t('从左边选一件。扫回执码也能直接打开。')}</p>
        {id && <a class="btn two" href={back}>{t('回到收件')}</a>}
      </div>
    </section>
  )
}

function Stranger({ signedIn }: { signedIn: boolean }) {
  return (
    <Page title={t('便民服务中心')} back="/">
      <div class="pad stack">
        <p>{signedIn ? t('这里给镇上的工作人员用。您这个手机号没有登记岗位，办自己的事请到“我的事”。') : t('这里给镇上的工作人员用，请用登记的手机号登录。')}</p>
        <Handed />
        {signedIn ? <a class="btn" href="/mine">{t('看我的事')}</a> : <a class="btn" href="/sign-in?next=/staff">{t('用手机号登录')}</a>}
      </div>
    </Page>
  )
}

const OVER = ['refused', 'declined', 'issued', 'withdrawn']

function tidy(who: string): void {
  const all = casesOf()
  const over = new Set(all.filter((row) => OVER.includes(row.state)).map((row) => row.id))
  const busy = new Set(outbox.value.map((one) => one.lane))
  tidyReviews((id) => over.has(id) && !busy.has(id))
  const named = all.filter((row) => !over.has(row.id)).flatMap((row) => Object.values(row.materials ?? {}).flat().map((page) => page.blob))
  void tidyThumbnails(who, new Set(named))
}
