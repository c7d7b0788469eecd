// The booking's code, large: black on white in every theme, drawn on the phone, the screen lit while it is shown (B2).
import { t } from '../text/t'
import { Qr, spaced } from '../ui/qr'
import { useLitScreen } from './lit-screen'

export function Code({ code }: { code: string }) {
  useLitScreen(true)
  // Nothing but the code: few and large squares, which old scanners read off a dim screen.
  return (
    <section class="sec book-code" aria-label={t('预约码')}>
      <Qr text={code} label={t('预约二维码，编号 {code}', { code: spaced(code) })} />
      <p class="book-number">{spaced(code)}</p>
      <p>{t('到了给窗口的人扫，或报这个号。没网也能用。')}</p>
    </section>
  )
}
