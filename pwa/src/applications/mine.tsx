// 我的事: everything of the person on this phone, grouped by whose turn it is.
import { useEffect, useState } from 'preact/hooks'
import { BookingList } from '../bookings/list'
import { bookings } from '../bookings/mine'
import { unread } from '../notices/unread'
import { TicketRow } from '../tickets/row'
import { InstallHint } from '../shell/install'
import { Page } from '../shell/page'
import { needsSignIn, session, syncedAt } from '../sync/state'
import { dayOf, stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { cases, markFor } from './cases'
import { Chip } from './chip'
import { Deleted } from './deleted'
import { LowRoom } from '../files/low-room'
import type { Case, Turn } from './state'
import { ready } from './start'
import { feedsDriven } from '../transit/drive-roles'

const GROUPS: [Turn, string][] = [['yours', '要您动手'], ['waiting', '等着'], ['over', '办完的']]

export default function Mine() {
  const [known, setKnown] = useState(false)
  useEffect(() => void ready().then(() => setKnown(true)), [])
  const marked = cases.value.map(one => ({ one, mark: markFor(one) }))
  return (
    <Page title={t('我的事')}>
      <LowRoom />
      {known && <Account />}
      {known && marked.length === 0 && bookings.value.length === 0 && <Empty />}
      {known && <TicketRow />}
      {known && <BookingList />}
      {GROUPS.map(([turn, words]) => {
        const group = marked.filter(({ mark }) => mark.turn === turn)
        if (!group.length) return null
        return (
          <section key={turn} aria-labelledby={`g-${turn}`}>
            <h2 id={`g-${turn}`}>{t(words)}{'　'}<span class="num">{t('{n} 件', { n: group.length })}</span></h2>
            <ul class="sec">
              {group.map(({ one, mark }) => (
                <li key={one.id}>
                  <a class="row" href={hrefOf(one)}>
                    <span><b>{one.name}</b><small>{lineOf(one)}</small></span>
                    <Chip mark={mark} />
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      {known && <Deleted />}
      <InstallHint />
      <p class="asof"><Icon name="i-clock" /> {syncedAt.value > 0
        ? <>{t('进度截至')} <span class="num">{stamp(syncedAt.value)}</span></>
        : t('还没和镇上通过，有网会自动更新')}</p>
    </Page>
  )
}

function Account() {
  const signedIn = session.value !== null && !needsSignIn.value
  return (
    <div class="sec">
      <a class="row" href="/inbox">
        <Icon name="i-bell" /><span><b>{t('通知')}</b></span>
        {unread.value > 0 && <span class="st sent">{t('新的 {n} 条', { n: unread.value })}</span>}
        <Icon name="i-next" />
      </a>
      {feedsDriven().length > 0 && (
        <a class="row" href="/drive"><Icon name="i-bus" /><span><b>{t('开车发位置')}</b></span><Icon name="i-next" /></a>
      )}
      {!signedIn && (
        <a class="row" href="/sign-in?next=/mine">
          <Icon name="i-mine" />
          <span>
            <b>{session.value ? t('登录过期了，再登录一次') : t('用手机号登录')}</b>
            <small>{t('登录后，别的手机上填的、镇上办的都在这里。填的都还在')}</small>
          </span>
          <Icon name="i-next" />
        </a>
      )}
    </div>
  )
}

function Empty() {
  return (
    <div class="sec pad center stack">
      <p><b>{t('还没有要办的事')}</b></p>
      <p class="sub">{t('先查查要带什么材料，没网也能查')}</p>
      <p><a class="btn two" href="/">{t('查事项')}</a></p>
    </div>
  )
}

function hrefOf(one: Case): string {
  const started = one.draft?.wanted_at || one.waiting.some(sent => sent.name !== 'applications.save')
  return (!one.row || one.row.state === 'draft') && !started ? `/draft/${one.id}` : `/mine/${one.id}`
}

/** Who has it, and until when. */
function lineOf(one: Case): string {
  const { row, draft } = one
  if (!row || row.state === 'draft') return draft && !draft.elsewhere ? t('存在手机 {time}', { time: stamp(draft.wanted_at ?? draft.saved_at) }) : t('别的手机上填的')
  if (row.state === 'returned' && row.mend_by) return t('{day} 前补齐', { day: dayOf(row.mend_by) })
  if (row.due_on && ['accepted', 'in_department', 'approved'].includes(row.state)) {
    return t('承诺 {day} 前办好', { day: dayOf(row.due_on) }) + (row.department_name ? ` · ${row.department_name}` : '')
  }
  if (row.state === 'issued' && row.result) return row.result
  return row.submitted_at ? t('交于 {time}', { time: stamp(row.submitted_at) }) : ''
}
