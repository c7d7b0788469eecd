// Leaving this phone: signing out keeps what was not sent; deleting takes away everything of this person.
import { useEffect, useState } from 'preact/hooks'
import { navigate } from '../shell/router'
import { outbox, session } from '../sync/client'
import { isShared } from '../sync/device'
import { unsentBut } from '../sync/unsent'
import { t } from '../text/t'
import { forgetPerson } from './forget-person'
import { signOut } from './turn'
import { toast } from '../ui/toast'

export function Leave() {
  const [sure, setSure] = useState(false)
  const [unsent, count] = useState(0)
  // Drafts and photos lie here alone as much as what waits in the outbox.
  useEffect(() => void unsentBut([]).then(count), [outbox.value, sure])
  const leave = async () => {
    await signOut()
    if (isShared()) return (await import('../seats/staff-seats')).lock()
    toast(t('已退出'))
    void navigate('/settings', { replace: true })
  }
  const erase = async () => {
    const who = session.value?.person
    await signOut()
    if (who) await forgetPerson(who)
    if (isShared()) return (await import('../seats/staff-seats')).lock()
    toast(t('您的资料已从这部手机删掉'))
    void navigate('/settings', { replace: true })
  }
  return (
    <>
      <h2>{t('离开这部手机')}</h2>
      <div class="sec pad stack">
        {unsent > 0 && <p>{t('还有 {n} 样没送到镇上，填的和照片都算。退出后留在这部手机里，您再登录时接着送，别人看不到。', { n: unsent })}</p>}
        <button class="btn two" type="button" onClick={() => void leave()}>
          {t('退出登录')}
        </button>
        {sure ? (
          <div class="box fix stack" role="group" aria-labelledby="erase">
            <p id="erase">
              <b>{unsent > 0 ? t('有 {n} 样还没送到镇上，填的和照片都算，删了就没有了。', { n: unsent }) : t('手机里的草稿和照片会一起删掉。')}</b> {t('已经送到镇上的不受影响。')}
            </p>
            <p class="line">
              <button class="btn two" type="button" onClick={() => setSure(false)}>
                {t('不删')}
              </button>
              <button class="btn two" type="button" onClick={() => void erase()}>
                {t('删掉我的资料')}
              </button>
            </p>
          </div>
        ) : (
          <button class="btn two" type="button" onClick={() => setSure(true)}>
            {t('删掉这部手机里我的资料')}
          </button>
        )}
      </div>
    </>
  )
}
