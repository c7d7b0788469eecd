// How one will hear of it: whether this phone can ring, what it will ask, and what happens where it cannot.
import { useEffect, useState } from 'preact/hooks'
import { tellTown } from '../alerts/keep'
import { askForPush, pushState, type Push } from '../alerts/push'
import { installed, isIos } from '../platform/install'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

export function usePush(): [Push | undefined, (asked: Push) => void] {
  const [push, set] = useState<Push>()
  useEffect(() => void pushState().then(set), [])
  return [push, set]
}

/** Only within a tap: browsers ask then alone. Nobody waits for it: a push service that cannot be reached may never answer. */
export async function ring(): Promise<Push> {
  const subscription = await askForPush().catch(() => undefined)
  if (subscription) await tellTown(subscription)
  return pushState()
}

export function Ringing({ push, asked }: { push: Push | undefined; asked?: (push: Push) => void }) {
  if (!push) return null
  return (
    <div class="pad stack">
      <p><Icon name="i-bell" /> {words(push)}</p>
      {push !== 'on' && <p class="sub">{t('不响也不会丢：到时写在“通知”里，开着这里的页面也会提醒。')}</p>}
      {push === 'offered' && asked && <p><button class="btn two" type="button" onClick={() => void ring().then(asked)}>{t('让手机响')}</button></p>}
    </div>
  )
}

function words(push: Push): string {
  if (push === 'on') return t('到时这部手机会响，不开应用也响。')
  if (push === 'offered') return t('手机会先问能不能发通知，点“允许”才会响。只在该出门时和车有变时响。')
  if (push === 'denied') return t('这部手机关了通知，不会响。到手机的设置里能打开。')
  if (isIos() && !installed()) return t('苹果手机要先把赶场放到主屏幕才会响：点浏览器的“分享”，再点“添加到主屏幕”，从那里打开。')
  return t('这部手机收不到推送，不会响。')
}
