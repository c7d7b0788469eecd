// After signing in on a phone that came back empty: what is back, what is gone, and how it does not happen again.
import { useEffect } from 'preact/hooks'
import type { PageProps } from '../routes'
import { InstallRow } from '../shell/install'
import { Page } from '../shell/page'
import { navigate } from '../shell/router'
import { dayOf, isoDay } from '../text/dates'
import { t } from '../text/t'
import { losses, type Loss } from './cleared'

export default function ClearedPage({ query }: PageProps) {
  const asked = query.get('next') ?? '/mine'
  const next = /^\/(?![/\\])/.test(asked) ? asked : '/mine'
  const known = losses.value
  useEffect(() => {
    if (!known.length) void navigate(next, { replace: true })
  }, [])
  if (!known.length) return null
  const sure = known.some((one) => one.sure)
  return (
    <Page title={sure ? t('手机清掉过存的东西') : t('另一部手机上还有没传的')}
      dock={<a class="btn" href={next}>{t('接着办')}</a>}>
      <section class="pad stack">
        {sure && <p>{t('这部手机把赶场存的东西清掉了。')}</p>}
        {known.map((loss, i) => <p class="box fix" key={i}>{words(loss)}</p>)}
        <p>{t('送到过镇上的都在：草稿、交了的事、通知，正在取回来。')}</p>
      </section>
      {sure && <div class="sec"><InstallRow /></div>}
    </Page>
  )
}

function words({ sure, at, unsent }: Loss): string {
  const day = dayOf(isoDay(at))
  if (!sure) return t('{day}那部手机还有 {n} 样没传上来。要是就是这一部、被清过，那 {n} 样没有了，要重新填；要是另一部，有网时打开它就接着传。', { day, n: unsent })
  if (unsent) return t('{day}和镇上联系的时候，还有 {n} 样没传上来。这 {n} 样和那以后填的没有了，要重新填。', { day, n: unsent })
  return t('{day}和镇上联系的时候，都传上来了。那以后要是填过别的，就要重新填。', { day })
}
