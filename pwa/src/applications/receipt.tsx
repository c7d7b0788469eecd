// The receipt: its number, and a QR that says nothing about the person (C1, C3). Drawn on the phone, also without a line.
import { t } from '../text/t'
import { Qr, spaced } from '../ui/qr'
import './applications.css'

export function Receipt({ code, number }: { code: string; number?: string }) {
  const spoken = spaced(code)
  return (
    <section class="sec pad center" aria-label={t('回执码')}>
      <Qr text={`${location.origin}/c/${code}`} label={t('回执二维码，编号 {code}', { code: spoken })} />
      <p class="code num">{spoken}</p>
      {number && <p>{t('回执号')} <b class="long">{number}</b></p>}
      <p class="sub">{t('到窗口给人扫，或报这个号。别人扫只看到办到哪一步，看不到您的信息。')}</p>
    </section>
  )
}
