// 开车: a driver chooses the trip and starts it; while it runs the phone says where the bus is. Only for who has the role.
import { useEffect, useState } from 'preact/hooks'
import { Page } from '../shell/page'
import { keepPage } from '../staff/keep'
import { open } from '../sync/client'
import { needsSignIn, session } from '../sync/state'
import { t } from '../text/t'
import './drawings'
import './drive.css'
import { Choose } from './drive-choose'
import { feedsDriven } from './drive-roles'
import { driving, left, look } from './drive-run'
import { Unfinished } from './drive-unfinished'
import { Road } from './drive-road'

export default function DrivePage() {
  const [known, setKnown] = useState(false)
  const who = session.value?.person
  useEffect(() => void open().then(look).finally(() => setKnown(true)), [who])
  const feeds = feedsDriven()
  const drives = feeds.length > 0
  useEffect(() => {
    if (drives) void keepPage()
  }, [drives])
  if (!known) return <Page title={t('开车发位置')} back="/mine"><p class="pad" role="status">{t('正在打开…')}</p></Page>
  if (driving.value) return <Road drive={driving.value} />
  if (!drives || !who || (needsSignIn.value && !left.value)) return <Stranger signedIn={who !== undefined && !needsSignIn.value} />
  return left.value ? <Unfinished drive={left.value} /> : <Choose feeds={feeds} />
}

function Stranger({ signedIn }: { signedIn: boolean }) {
  return (
    <Page title={t('开车发位置')} back="/mine">
      <div class="pad stack">
        <p>{signedIn ? t('这里给开班车的师傅用。您这个手机号没有登记开车，请找客运公司或镇上登记。') : t('这里给开班车的师傅用，请用登记的手机号登录。')}</p>
        {!signedIn && <p><a class="btn" href="/sign-in?next=/drive">{t('用手机号登录')}</a></p>}
      </div>
    </Page>
  )
}
