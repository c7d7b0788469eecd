// The bar on top of the tablet: the town, the line in one calm sentence with what is not sent, and who is at the window.
import { useEffect } from 'preact/hooks'
import { LargeType } from '../shell/page'
import { line, needsSignIn, syncedAt } from '../sync/state'
import { session } from '../sync/client'
import { isShared } from '../sync/device'
import { clock, isoDay, stamp } from '../text/dates'
import { t } from '../text/t'
import { today } from '../applications/cases'
import { Icon } from '../ui/icon'
import { UpdatePrompt } from '../shell/update'
import { centreCode, roles, unsent } from './desk'
import { townName } from './guide'
import { lock } from '../seats/staff-seats'
import { deskLink } from './address'

export function Top() {
  // Two panes that scroll apart need the height of the window; the pages beside the desk scroll as ever.
  useEffect(() => {
    const root = document.documentElement
    root.classList.add('panes')
    return () => root.classList.remove('panes')
  }, [])
  const town = townName(centreCode.value)
  const seat = roles.value.map((held) => held.window).find(Boolean)
  const office = roles.value.some((held) => held.role === 'reviewer') ? t('审批') : ''
  const me = [session.value?.name, seat || office].filter(Boolean).join('，')
  return (
    <>
      <header class="top noprint">
        <a href="/" aria-label={t('{town}，回到办事指南', { town: town || t('赶场') })}>{town || t('赶场')}</a>
        <p role="status"><LineWords /></p>
        <LargeType />
        <a href="/settings" aria-label={t('{name}，设置和退出登录', { name: me })}>
          {!isShared() && <Swap />}
          {me}
        </a>
        {isShared() && <button class="large" type="button" onClick={() => void lock()}><Swap /> {t('锁上，换人')}</button>}
      </header>
      <UpdatePrompt />
    </>
  )
}

function LineWords() {
  const n = unsent.value.length
  if (needsSignIn.value) {
    return <a class="link" href="/sign-in?next=/staff"><Icon name="i-noline" /> {t('登录过期了，办的都还在。重新登录，接着送')}</a>
  }
  if (line.value === 'off') {
    return (
      <a class="link" href={deskLink({ tab: n ? 'unsent' : undefined })}>
        <Icon name="i-noline" />
        <span>
          {n ? t('断网，照常办。{n} 件待上传', { n }) : t('断网，照常办')}
          {syncedAt.value > 0 && <>{t('，上次连上')} <span class="num">{when(syncedAt.value)}</span></>}
        </span>
      </a>
    )
  }
  return n ? <a class="link" href={deskLink({ tab: 'unsent' })}><Icon name="s-up" class="sync" /> {t('{n} 件正在上传', { n })}</a> : null
}

const when = (at: number) => (isoDay(at) === today() ? clock(new Date(at * 1000)) : stamp(at))

/** Drawn here: what the sprite holds travels with every resident's first page. */
const Swap = () => <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 8h15l-4-4M20 16H5l4 4" /></svg>
