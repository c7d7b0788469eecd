// What has not left the phone: why it waits, and that nobody has to wait for it; undo while it is still here.
import { line, needsSignIn, session } from '../sync/state'
import { waitReason } from '../applications/state'
import { clock } from '../text/dates'
import { t } from '../text/t'
import { navigate } from '../shell/router'
import { sendingOf, type One } from './state'
import { toast } from '../ui/toast'
import { takeBack } from './take-back'

const UNDO: Record<string, string> = {
  'bookings.request': '不约了，收回来', 'bookings.hold': '不约了，收回来', 'bookings.move': '不改了，收回来', 'bookings.cancel': '不取消了，收回来',
}

export function Waits({ one }: { one: One }) {
  const sending = sendingOf(one)
  if (!sending) return null
  const signedIn = session.value !== null && !needsSignIn.value
  const reason = waitReason(sending, line.value, signedIn)
  const undo = UNDO[sending.name]

  const back = async () => {
    const gone = await takeBack(sending.id)
    if (!gone) toast(t('已经送到镇上了，收不回来'))
    else if (!one.row?.version) await navigate('/mine', { replace: true })
  }

  return (
    <div class="box up stack">
      <p role="status"><b>{t(reason.word, reason.until ? { time: clock(new Date(reason.until * 1000)) } : undefined)}</b></p>
      {!signedIn && <p><a class="btn" href={`/sign-in?next=${encodeURIComponent(`/book/${one.id}`)}`}>{t('用手机号登录')}</a></p>}
      {undo && sending.state === 'waiting' && <p><button class="link" type="button" onClick={() => void back()}>{t(undo)}</button></p>}
    </div>
  )
}
