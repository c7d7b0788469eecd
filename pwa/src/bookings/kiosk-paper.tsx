// A booking to hold in the hand: by the receipt printer where the machine has one, else as the browser prints.
import type { Booking } from '../schema/types'
import { t } from '../text/t'
import { large, qr, slip, text } from '../tickets/paper'
import { onPaper } from '../tickets/paper-ticket'
import { Qr, spaced } from '../ui/qr'
import { dayWords, hourOf } from './words'
import { isoDay } from '../text/dates'

export interface BookingSlip { centre: string; day: string; time: string; window?: string; code: string }

export function bookingSlip({ centre, day, time, window, code }: BookingSlip): Uint8Array {
  return slip([
    text(`${centre}\n预约\n`),
    large(`${day}\n${time}\n`, 2),
    window ? text(`${window}\n`) : [],
    qr(code),
    text(`预约码 ${spaced(code)}\n到时带身份证，先在这台机器刷卡取号，也可以扫这个码\n来不了，请打电话说一声，让给别人\n`),
  ])
}

function slipOf({ start = 0, window, code = '' }: Booking, centre: string): BookingSlip {
  return { centre, day: dayOn(start), time: hourOf(start), window, code }
}

/** Without 明天, which the paper would say tomorrow too. */
const dayOn = (start: number): string => dayWords(isoDay(start), start - 30 * 86_400)

export const printBooking = (booking: Booking, centre: string): Promise<void> => onPaper(() => bookingSlip(slipOf(booking, centre)))

/** `drawn` is called once it may be printed. */
export function PaperBooking({ booking, centre, drawn }: { booking: Booking; centre: string; drawn: () => void }) {
  const { day, time, window, code } = slipOf(booking, centre)
  return (
    <section class="paper-ticket kiosk-slip" aria-hidden="true">
      <p>{centre}</p>
      <p>{t('预约')}</p>
      <p class="number">{day}<br />{time}</p>
      {window && <p>{window}</p>}
      <Qr text={code} label="" drawn={drawn} />
      <p>{t('预约码 {code}', { code: spaced(code) })}</p>
      <p>{t('到时带身份证，先在这台机器刷卡取号，也可以扫这个码。')}</p>
      <p>{t('来不了，请打电话说一声，让给别人。')}</p>
    </section>
  )
}
