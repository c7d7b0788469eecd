// Handing a page on: to a person by the phone's share sheet, to another phone by a QR that it scans (C4).
import { useState } from 'preact/hooks'
import type { PageProps } from '../routes'
import { share } from '../platform/share'
import { Page } from '../shell/page'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { Qr } from '../ui/qr'
import './guide.css'

export default function PassPage({ query }: PageProps) {
  const asked = query.get('to') ?? '/'
  // Only pages of this app: the code must not lead anywhere else.
  const url = new URL(asked.startsWith('/') && !asked.startsWith('//') ? asked : '/', location.origin)
  const name = query.get('name') ?? t('赶场')
  const [said, setSaid] = useState('')
  const pass = async () => {
    const done = await share(name, url.href)
    if (done) setSaid(done === 'copied' ? t('地址抄下了，粘贴给对方就行') : t('转出去了'))
  }
  return (
    <Page title={t('转给别人')} back={url.pathname + url.search}
      dock={
        <button class="btn" type="button" onClick={() => void pass()}>
          <Icon name="i-share" /> {t('发给别人')}
        </button>
      }>
      <section class="sec pad stack">
        <h2 class="plain">{name}</h2>
        <p>{t('让另一部手机扫这个码，打开的就是这一页。')}</p>
        <Qr text={url.href} label={t('这一页的二维码')} />
        <p class="sub">{url.href}</p>
        <p role="status">{said}</p>
      </section>
    </Page>
  )
}
