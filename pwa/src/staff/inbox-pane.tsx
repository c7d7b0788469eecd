// The inbox: tabs with counts, search, and the cases ordered by the day they are due.
import { useState } from 'preact/hooks'
import { today } from '../applications/cases'
import { dayAt } from '../applications/state'
import type { Application } from '../schema/types'
import { serverNow, syncedAt } from '../sync/state'
import { clock, stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { SyncChip } from '../ui/state-chip'
import { heldBack } from './held-back'
import { casesOf, casesUnder, centreCode, scopes, supervises, tabs, waitingOf } from './desk'
import { scopeName, villageOf } from './guide'
import { dueWords, found, inOrder, masked, TAB_NAMES, waited, type Tab } from './inbox'
import { navigate } from '../shell/router'
import { deskLink } from './address'
import { bookingsLink } from './bookings-address'

const SHOWN = 100

interface Props {
  tab: Tab
  scope?: string
  id?: string
  /** Nothing is open beside it, so the page's heading is here. */
  alone: boolean
}

export function Inbox({ tab, scope, id, alone }: Props) {
  const [query, setQuery] = useState('')
  const asked = query.trim()
  const cases = asked ? inOrder(found(casesOf(scope), asked)) : casesUnder(tab, scope)
  return (
    <nav class="list" aria-label={t('收件')}>
      {alone && <h1 class="unseen">{t('收件')}</h1>}
      <div class="seek">
        <div class="find" role="search">
          <Icon name="i-find" />
          <input type="search" aria-label={t('按回执号或姓名找')} placeholder={t('回执号、姓名')} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </div>
        <a class="btn two" href={deskLink({ tab, scope, show: 'scan' })}><Icon name="i-camera" /> {t('扫回执')}</a>
        {centreCode.value && <a class="btn two" href={deskLink({ show: 'take-in' })}>{t('窗口代办')}</a>}
        {centreCode.value && <a class="btn two" href="/calling">{t('叫号')}</a>}
        {centreCode.value && <a class="btn two" href={bookingsLink({})}>{t('预约')}</a>}
      </div>
      {scopes.value.length > 1 && <Scopes tab={tab} scope={scope} />}
      {!asked && (
        <div class="tabset">
          {tabs.value.map((one) => (
            <a key={one} href={deskLink({ tab: one, scope })} aria-current={one === tab ? 'true' : undefined}>
              {t(TAB_NAMES[one])} <b class="num">{casesUnder(one, scope).length}</b>
            </a>
          ))}
        </div>
      )}
      {cases.length === 0 ? <p class="pad">{asked ? t('没有对得上的。换回执号或姓名再找') : t('这里没有等着办的')}</p> : (
        <ol aria-label={asked ? t('找到的') : t(TAB_NAMES[tab])}>
          {cases.slice(0, SHOWN).map((row) => <li key={row.id}><CaseRow row={row} tab={tab} scope={scope} current={row.id === id} /></li>)}
        </ol>
      )}
      <p class="asof">
        {cases.length > SHOWN ? t('先列 {n} 件，其余的请搜', { n: SHOWN }) : t('按到期先后排')}
        {syncedAt.value > 0 && <>　{t('内容截至')} <span class="num">{stamp(syncedAt.value)}</span></>}
      </p>
      {(supervises.value || heldBack.value.length > 0) && <p class="pad"><a class="row" href={deskLink({ tab, scope, show: 'people' })}><Icon name="i-mine" /><span><b>{t('人和平板')}</b><small>{heldBack.value.length > 0 && t('{n} 步等您处理', { n: heldBack.value.length })}</small></span><Icon name="i-next" /></a></p>}
      {supervises.value && <p class="pad"><a class="row" href={deskLink({ tab, scope, show: 'hours' })}><Icon name="i-clock" /><span><b>{t('改开门时间')}</b></span><Icon name="i-next" /></a></p>}
      {centreCode.value && <p class="pad"><a class="row" href={`/h/${centreCode.value}/poster`} target="_blank" rel="noopener"><Icon name="i-print" /><span><b>{t('打印海报')}</b><small>{t('一张 A4，有二维码，贴在村上')}</small></span><Icon name="i-next" /></a></p>}
      {supervises.value && <p class="pad"><a class="row" href={deskLink({ tab, scope, show: 'reports' })}><Icon name="i-flag" /><span><b>{t('群众说指南有错')}</b></span><Icon name="i-next" /></a></p>}
    </nav>
  )
}

function Scopes({ tab, scope }: { tab: Tab; scope?: string }) {
  return (
    <p class="field">
      <label for="scope">{t('看哪里的')}</label>
      <select id="scope" value={scope ?? ''} onChange={(event) => void navigate(deskLink({ tab, scope: event.currentTarget.value }), { replace: true })}>
        <option value="">{t('全部')}</option>
        {scopes.value.map((one) => <option key={one} value={one}>{scopeName(one)}</option>)}
      </select>
    </p>
  )
}

function CaseRow({ row, tab, scope, current }: { row: Application; tab: Tab; scope?: string; current: boolean }) {
  const waiting = waitingOf(row.id)
  const state = waiting.find((one) => one.state === 'rejected')?.state ?? waiting[0]?.state
  const due = dueWords(row, today())
  return (
    <a class="row" href={deskLink({ tab, scope, id: row.id })} aria-current={current ? 'true' : undefined}>
      <span>
        <b>{row.item_name}</b>
        <small>{[villageOf(row), masked(row.applicant?.name ?? '')].filter(Boolean).join('　')}　<Since row={row} /></small>
      </span>
      <span class="chips">
        {state && <SyncChip state={state} />}
        {(row.awaiting?.length ?? 0) > 0 && <span class="st up"><Icon name="s-up" />{t('照片没到齐')}</span>}
        {due && <span class={due.urgent ? 'st fix' : 'st'}><Icon name={due.urgent ? 's-late' : 'i-clock'} />{t(due.text, due.values)}</span>}
      </span>
    </a>
  )
}

function Since({ row }: { row: Application }) {
  const { days, at } = waited(row, serverNow())
  if (!at) return null
  const time = <span class="num">{clock(new Date(at * 1000))}</span>
  if (dayAt(at) === today()) return row.state === 'submitted' ? <>{t('送达')} {time}</> : <>{t('今天')} {time}</>
  return <>{t('等了 {n} 天', { n: days })}</>
}
