// What one may take along: the hours in the phone's calendar, one's own bookings in it, a link for others, a sheet of paper.
import { useState } from 'preact/hooks'
import { share } from '../platform/share'
import { session } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'

export function Keep({ centre }: { centre: string }) {
  const [said, say] = useState('')
  const pass = async () => {
    const done = await share(t('哪天能去'), `${location.origin}/h/${centre}`)
    if (done === 'copied') say(t('地址抄下了，粘贴给对方就行'))
  }
  return (
    <>
      <h2>{t('带走')}</h2>
      <div class="sec">
        <a class="row" href={`/h/${centre}.ics`} download>
          <Icon name="i-day" />
          <span>
            <b>{t('开门时间存进手机日历')}</b>
            <small>{t('点开存一次。日历里订阅这个地址，改了会跟着改：')}</small>
            <small class="own">{`${location.origin}/h/${centre}.ics`}</small>
          </span>
        </a>
        <button class="row" type="button" onClick={() => void pass()}>
          <Icon name="i-share" />
          <span>
            <b>{t('转给别人')}</b>
            <small>{t('不用装应用也能看')}</small>
          </span>
        </button>
        <a class="row" href={`/h/${centre}/poster`} target="_blank" rel="noopener">
          <Icon name="i-print" />
          <span>
            <b>{t('打印海报')}</b>
            <small>{t('一张 A4，有二维码，贴在村上')}</small>
          </span>
        </a>
        {session.value && <Own />}
      </div>
      <p class="pad" role="status" hidden={!said}>{said}</p>
    </>
  )
}

/** The address of one's own calendar is made when it is asked for, and shown once. */
function Own() {
  const [address, set] = useState<string>()
  const [failed, fail] = useState(false)
  const ask = async (method: 'POST' | 'DELETE') => {
    fail(false)
    const headers = { Authorization: `Bearer ${session.value?.session}` }
    const response = await fetch('/h/me', { method, headers }).catch(() => undefined)
    if (!response?.ok) return fail(true)
    set(method === 'POST' ? location.origin + ((await response.json()) as { path: string }).path : undefined)
  }
  return (
    <div class="row">
      <Icon name="i-mine" />
      <span>
        <b>{t('我的预约存进手机日历')}</b>
        {address ? <small>{t('在手机日历里订阅这个地址。谁有这个地址谁就看得到，别转给别人：')}</small> : <small>{t('做一个只给您的地址，以后约的、改的都会进日历')}</small>}
        {address && <small class="num own">{address}</small>}
        {failed && <small role="alert">{t('要有网才能做，等一下再试')}</small>}
        <span class="choices">
          <button class="link" type="button" onClick={() => void ask('POST')}>{address ? t('换一个地址') : t('做一个地址')}</button>
          <button class="link" type="button" onClick={() => void ask('DELETE')}>{t('停用旧地址')}</button>
        </span>
      </span>
    </div>
  )
}
