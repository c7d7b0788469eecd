// What has not left the phone yet: why, when it is tried again, and that nobody has to wait for it.
import { PageThumb } from '../files/page-thumb'
import { refused } from '../files/under-way'
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
  const pages = new Map(Object.values(one.row?.materials ?? {}).flat().map(page => [page.blob, page]))
  return (
    <div class="box up stack">
      <p role="status"><b>{t('表已送到，还有 {n} 张照片没传完', { n: awaiting.length })}</b></p>
      <ul class="thumbs">
        {awaiting.map((hash, at) => pages.has(hash) && <li key={hash}><PageThumb page={pages.get(hash)!} label={t('没传完的第 {n} 张', { n: at + 1 })} /></li>)}
      </ul>
      <p>{line.value === 'off' ? t('现在没网。有网时再打开，从断的地方接着传。') : t('镇上先看小图。开着就会传，断了接着传；关上也不丢，下次打开再传。')}</p>
      {bad && <p class="msg">{errorText(refused.value.get(bad)!)}</p>}
    </div>
  )
}
