// Offers to be told by push, after something was handed in; never asks by itself, never twice after a no.
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { tellTown } from './keep'
import { askForPush, pushState } from './push'

const NO = 'ganchang-push-no'

export function PushOffer() {
  const [offered, setOffered] = useState(false)
  useEffect(() => {
    if (!localStorage.getItem(NO)) void pushState().then(state => setOffered(state === 'offered'))
  }, [])
  if (!offered) return null

  async function accept(): Promise<void> {
    const subscription = await askForPush().catch(() => undefined)
    setOffered(false)
    if (!subscription) return toast(t('没开通知也没关系，要紧的事会发短信'))
    await tellTown(subscription)
    toast(t('有动静就告诉您'))
  }

  function decline(): void {
    localStorage.setItem(NO, '1')
    setOffered(false)
  }

  return (
    <div class="pad noprint">
      <div class="box stack">
        <p><b><Icon name="i-bell" /> {t('有动静时告诉您？')}</b></p>
        <p>{t('不开这个应用也会在手机上提醒，不发广告。')}</p>
        <p class="choices">
          <button class="btn two" type="button" onClick={() => void accept()}>{t('打开通知')}</button>
          <button class="link" type="button" onClick={decline}>{t('不用')}</button>
        </p>
      </div>
    </div>
  )
}
