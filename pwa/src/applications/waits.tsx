// What has not left the phone yet: why, when it is tried again, and that nobody has to wait for it.
import { refused, underWay } from '../files/under-way'
import { line, needsSignIn, session } from '../sync/state'
import { clock } from '../text/dates'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { sendingOf, waitReason, type Case } from './state'
import { unsubmit } from './submit'

export function Waits({ one }: { one: Case }) {
  const signedIn = session.value !== null && !needsSignIn.value
  const sending = sendingOf(one)
  const wanted = one.draft?.wanted_at
  if (sending || wanted) {
    const reason = waitReason(sending, line.value, signedIn)
    return (
      <div class="box up stack">
        <p role="status"><b>{t(reason.word, reason.until ? { time: clock(new Date(reason.until * 1000)) } : undefined)}</b></p>
        <p>{t('您交的存在手机里，还没送到镇上。送到了这里会有回执号，也会告诉您。')}</p>
        {!signedIn && <p><a class="btn" href={`/sign-in?next=${encodeURIComponent(`/mine/${one.id}`)}`}>{t('用手机号登录')}</a></p>}
        {wanted && <p><button class="link" type="button" onClick={() => void unsubmit(one.id)}>{t('先不交，再改改')}</button></p>}
      </div>
    )
  }
  return <PhotoWaits one={one} />
}

function PhotoWaits({ one }: { one: Case }) {
  const awaiting = one.row?.awaiting ?? []
  if (!awaiting.length || one.row?.state === 'draft' || one.row?.state === 'withdrawn') return null
  const bad = awaiting.find(hash => refused.value.has(hash))
  const share = underWay.value?.application === one.id ? Math.round(underWay.value.share * 100) : undefined
  return (
    <div class="box up stack">
      <p role="status"><b>{t('表已送到，还有 {n} 张照片没传完', { n: awaiting.length })}</b></p>
      <p>{share !== undefined ? t('这一张传了 {n}%。断了会接着传，不用守着。', { n: share }) : t('有网会接着传，不用守着。')}</p>
      {bad && <p class="msg">{errorText(refused.value.get(bad)!)}</p>}
    </div>
  )
}
