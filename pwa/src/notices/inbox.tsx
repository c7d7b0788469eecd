// The inbox: what the town told, new ones first; opening it marks them as read once they were seen.
import { useEffect, useState } from 'preact/hooks'
import { Chip } from '../applications/chip'
import { today } from '../applications/cases'
import { markOfRow, type Mark } from '../applications/state'
import { ready } from '../applications/start'
import { PushOffer } from '../alerts/offer'
import type { Notice, State } from '../schema/types'
import { Page } from '../shell/page'
import { needsSignIn, serverNow, session, syncedAt } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { isNew, loadPushed, markRead, notices } from './all'
import { detail, sentence } from './words'
import './notices.css'

const SEEN_MS = 3_000

export default function Inbox() {
  /** New when the page was opened: they stay on top while they are being read. */
  const [onTop, setOnTop] = useState<string[]>([])
  const [known, setKnown] = useState(false)
  useEffect(() => void Promise.all([ready(), loadPushed()]).then(() => setKnown(true)), [])
  const all = notices.value
  const now = serverNow()
  const unread = known ? all.filter(notice => isNew(notice, now)).map(notice => notice.id) : []
  useEffect(() => {
    if (!unread.length) return
    setOnTop(before => [...new Set([...before, ...unread])])
    const timer = setTimeout(() => { if (!document.hidden) void markRead(unread) }, SEEN_MS)
    return () => clearTimeout(timer)
  }, [unread.join()])
  const news = all.filter(notice => onTop.includes(notice.id) || unread.includes(notice.id))
  const old = all.filter(notice => !news.includes(notice))
  return (
    <Page title={t('通知')} back="/mine">
      {known && all.length === 0 && <Empty />}
      {news.length > 0 && <h2>{t('新的 {n} 条', { n: news.length })}</h2>}
      <div class="sec">{news.map(notice => <One key={notice.id} notice={notice} fresh />)}</div>
      {old.length > 0 && <h2>{t('看过的')}</h2>}
      <div class="sec">{old.map(notice => <One key={notice.id} notice={notice} />)}</div>
      {known && session.value && <PushOffer />}
      <p class="pad"><a class="btn two" href="/follow">{t('逢场和改时间的通知')}</a></p>
      <p class="asof"><Icon name="i-clock" /> {syncedAt.value > 0
        ? <>{t('收到')} <span class="num">{stamp(syncedAt.value)}</span> {t('为止的。要紧的事也会发短信')}</>
        : t('要紧的事也会发短信')}</p>
    </Page>
  )
}

function One({ notice, fresh }: { notice: Notice; fresh?: boolean }) {
  const mark = markFor(notice)
  return (
    <article class={`note ${fresh ? 'unread' : 'read'}`}>
      <p class="head"><b>{notice.hours ? sentence(notice.hours) : notice.title}</b>{mark && <Chip mark={mark} />}</p>
      <p class="lines">{notice.hours ? detail(notice.hours) : notice.body}</p>
      <small>
        {notice.from && `${notice.from} · `}<span class="num">{stamp(notice.at)}</span>
        {notice.until !== undefined && <>{notice.until > serverNow() ? t('，管到 ') : t('，已经过时：')}<span class="num">{stamp(notice.until)}</span></>}
      </small>
      {notice.application && (
        <p class="act">
          {notice.kind === 'defects'
            ? <a href={`/mine/${notice.application}/fix`}>{t('去补材料')}</a>
            : <a href={`/mine/${notice.application}`}>{t('看办到哪了')}</a>}
        </p>
      )}
      {notice.hours && <p class="act"><a href={`/when/${notice.hours.centre}?day=${notice.hours.on}`}>{t('看那天几点开门')}</a></p>}
      {notice.stop && <p class="act"><a href={`/way/stop/${encodeURIComponent(notice.stop)}`}>{t('看这一站的车')}</a></p>}
      {notice.booking && <p class="act"><a href={`/book/${notice.booking}`}>{t('看这个预约')}</a></p>}
    </article>
  )
}

/** The state that the notice is about, without a count that may have changed since. */
function markFor(notice: Notice): Mark | undefined {
  if (!notice.state) return undefined
  const mark = markOfRow({ state: notice.state as State }, today())
  return notice.state === 'returned' ? { ...mark, word: '需补正' } : mark
}

function Empty() {
  return (
    <div class="sec pad center stack">
      <p><b>{t('还没有通知')}</b></p>
      <p class="sub">{session.value && !needsSignIn.value ? t('交了申请，每走一步这里都会告诉您') : t('登录后，办事的每一步都会在这里告诉您')}</p>
      {!session.value && <p><a class="btn two" href="/sign-in?next=/inbox">{t('用手机号登录')}</a></p>}
    </div>
  )
}
