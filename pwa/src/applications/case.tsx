// One case: its state and whose turn it is, the road it takes, the receipt, what was sent.
import { useEffect, useState } from 'preact/hooks'
import { PushOffer } from '../alerts/offer'
import { BookAgain } from '../bookings/again'
import { centreOf } from '../guide/store'
import type { PageProps } from '../routes'
import type { Application } from '../schema/types'
import { InstallHint } from '../shell/install'
import { Page } from '../shell/page'
import { serverNow, syncedAt } from '../sync/state'
import { dayOf, stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import './applications.css'
import { caseOf, markFor } from './cases'
import { Chip } from './chip'
import { Receipt } from './receipt'
import { Refusal } from './refusal'
import { road } from './road'
import { RoadList } from './road-list'
import { Sent } from './sent'
import { rejectedOf, sendingOf, turnOf, type Case } from './state'
import { ready } from './start'
import { Unused } from './unused'
import { Waits } from './waits'
import { Withdraw } from './withdraw'

export default function CasePage({ params }: PageProps) {
  const [known, setKnown] = useState(false)
  useEffect(() => void ready().then(() => setKnown(true)), [])
  const one = caseOf(params['id']!)
  if (!one) return <Absent known={known} />
  const { row, draft } = one
  const mark = markFor(one)
  const rejected = rejectedOf(one)
  const returned = row?.state === 'returned' && !sendingOf(one)
  const unsent = (!row || row.state === 'draft') && !draft?.wanted_at && !rejected && !sendingOf(one)
  const running = row?.receipt && !['issued', 'refused', 'declined', 'withdrawn'].includes(row.state)
  const centre = (row?.desk && centreOf(row.desk)?.name) || t('便民服务中心')
  return (
    <Page title={t('办到哪了：{name}', { name: one.name })} bar={t('办到哪了')} back="/mine">
      <section class="sec pad stack">
        <h1>{one.name}</h1>
        <p class="line">
          <span><Chip mark={mark} /></span>
          {row && <Promise row={row} />}
        </p>
        {row && row.state !== 'draft' && row.receipt && !sendingOf(one) && (
          <p>{t(turnOf(row), { who: row.department_name ?? centre, until: row.publicised_until ? dayOf(row.publicised_until) : '', reason: row.reason ?? '', result: row.result ?? '' })}</p>
        )}
        {row?.pickup_on && row.state === 'issued' && <p><b>{t('{day}起到{where}取', { day: dayOf(row.pickup_on, serverNow()), where: (row.pickup_at && centreOf(row.pickup_at)?.name) || centre })}</b></p>}
        {row?.remedy && ['refused', 'declined'].includes(row.state) && <p class="sub">{row.remedy}</p>}
        {returned && !rejected && <p><a class="btn wide" href={`/mine/${one.id}/fix`}>{t('去补材料，{n} 处', { n: row.defects?.length ?? 0 })}</a></p>}
        {unsent && <p><a class="btn wide" href={`/draft/${one.id}`}>{t('接着填')}</a></p>}
        {rejected && <Refusal sent={rejected} row={row} draft={draft} />}
        {row && row.state !== 'draft' && <Unused row={row} draft={draft} />}
        <Waits one={one} />
      </section>
      {row?.receipt && !sendingOf(one) && <BookAgain row={row} />}
      {row && (row.history?.length ?? 0) > 0 && (
        <>
          <h2>{t('一步一步')}</h2>
          <RoadList stops={road(row, centre, draft?.submitted_at, sendingOf(one)?.name === 'applications.mend' ? sendingOf(one)!.made_at : undefined)} />
        </>
      )}
      {row?.code && (
        <>
          <h2>{t('回执码')}</h2>
          <Receipt code={row.code} number={row.receipt} />
          <Printed row={row} />
        </>
      )}
      {row && row.state !== 'draft' && <Sent row={row} />}
      <Actions one={one} />
      {running && <PushOffer />}
      <InstallHint />
      <p class="asof"><Icon name="i-clock" /> {syncedAt.value
        ? <>{t('进度截至')} <span class="num">{stamp(syncedAt.value)}</span>{t('，有网会自动更新')}</>
        : t('还没和镇上通过，有网会自动更新')}</p>
    </Page>
  )
}

function Promise({ row }: { row: Application }) {
  if (row.state === 'returned' && row.mend_by) return <span class="sub"><b class="num">{dayOf(row.mend_by)}</b> {t('前补齐')}</span>
  if (!row.due_on || !['accepted', 'in_department', 'approved'].includes(row.state)) return null
  return <span class="sub">{t('承诺')} <b class="num">{dayOf(row.due_on)}</b> {t('前办好')}</span>
}

function Actions({ one }: { one: Case }) {
  const { row } = one
  const open = row && ['submitted', 'returned', 'accepted'].includes(row.state) && one.waiting.length === 0 && row.receipt
  if (!row?.code && !open) return null
  return (
    <div class="sec noprint">
      {row?.code && (
        <button class="row" type="button" onClick={() => print()}>
          <Icon name="i-print" /><span><b>{t('打印回执')}</b></span>
        </button>
      )}
      {open && <Withdraw row={row} />}
    </div>
  )
}

/** On paper the receipt also says where to go. */
function Printed({ row }: { row: Application }) {
  const centre = row.desk ? centreOf(row.desk) : undefined
  if (!centre) return null
  return (
    <div class="printed pad">
      <p><b>{centre.name}</b></p>
      <p>{[centre.address, centre.phone, centre.hours].filter(Boolean).join(' · ')}</p>
    </div>
  )
}

function Absent({ known }: { known: boolean }) {
  if (!known) return <Page title={t('办到哪了')} back="/mine"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  return (
    <Page title={t('这部手机上没有这一件')} back="/mine">
      <div class="pad stack">
        <p>{t('可能是用别的手机号交的。登录那个手机号，有网时就会出现。')}</p>
        <a class="btn" href="/mine">{t('看我的事')}</a>
      </div>
    </Page>
  )
}
