// What came of a booking at the machine: the time with its code, or why not and the next free times, or that nothing was heard.
import type { SlotAt } from '../schema/types'
import { serverNow } from '../sync/state'
import { errorText } from '../text/errors'
import { t } from '../text/t'
import { Qr, spaced } from '../ui/qr'
import type { Answer } from './kiosk-take'
import { Question } from './kiosk-steps'
import { timeWords } from './words'

interface Props { answer: Answer; centre: string; take: (offer: SlotAt) => void }

export function Came({ answer, centre, take }: Props) {
  const { booking, code, lost } = answer
  if (booking) {
    return (
      <div class="two">
        <div class="stack">
          <Question>{t('约好了')}</Question>
          <p class="kiosk-when">{timeWords(booking.start!, serverNow())}</p>
          <p>{[centre, booking.window].filter(Boolean).join(' ')}</p>
          <p>{t('请拿好纸条。到时带身份证，先在这台机器刷卡取号，也可以扫这个码。')}</p>
        </div>
        <div class="stack center">
          <Qr text={booking.code!} label={t('预约二维码，编号 {code}', { code: spaced(booking.code!) })} />
          <p class="book-number">{spaced(booking.code!)}</p>
        </div>
      </div>
    )
  }
  if (code) return <Refused answer={answer} take={take} />
  if (lost) {
    return (
      <div role="alert" class="stack">
        <Question>{lost === 'unsent' ? t('没约上') : t('不知道约上没有')}</Question>
        <p>{lost === 'unsent' ? t('网断了，没有送出去。请到窗口请人帮您约。') : t('网断了，没等到答复。请到窗口问一问，带上身份证。')}</p>
      </div>
    )
  }
  return <p role="status">{t('正在约，请等一下…')}</p>
}

function Refused({ answer: { code = '', detail, offers = [] }, take }: { answer: Answer; take: (offer: SlotAt) => void }) {
  return (
    <>
      <div role="alert" class="box fix stack">
        <Question>{t('没约上')}</Question>
        <p>{code === 'booking_exists' ? t('这一天您已经约过了。要换时间，请打电话或到窗口说一声。') : errorText(code, detail)}</p>
      </div>
      {offers.length > 0 && <h2 class="plain">{t('还空着的时间')}</h2>}
      <div class="kiosk-days">
        {offers.map((offer) => <button class="kiosk-day" type="button" key={offer.start} onClick={() => take(offer)}><b>{t('就约 {time}', { time: timeWords(offer.start, serverNow()) })}</b></button>)}
      </div>
    </>
  )
}
