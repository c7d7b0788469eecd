// To staff without a PIN: is this tablet used by several people? Asked once, and never forced.
import { useEffect, useState } from 'preact/hooks'
import { isShared } from '../sync/device'
import { device, keepOnDevice } from '../sync/store'
import { t } from '../text/t'

export function Offer() {
  const [asks, ask] = useState(false)
  useEffect(() => void device<boolean>('seat-later').then((later) => ask(!later && !isShared())), [])
  if (!asks) return null
  return (
    <aside class="box noprint offer" aria-label={t('几个人用这台平板')}>
      <p class="line">
        <span><b>{t('这台平板几个人用？')}</b> {t('设了 PIN，各人的件封着，没网也能换人。')}</span>
        <a class="btn two" href="/seats">{t('设 PIN')}</a>
        <button class="btn two" type="button" onClick={() => void keepOnDevice('seat-later', true).then(() => ask(false))}>{t('以后再说')}</button>
      </p>
    </aside>
  )
}
