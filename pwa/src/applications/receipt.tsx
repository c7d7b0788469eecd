// The receipt: its number, and a QR that says nothing about the person (C1, C3). Drawn on the phone, also without a line.
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/t'
import './applications.css'

interface Drawing { size: number; path: string }

export function Receipt({ code, number }: { code: string; number?: string }) {
  const [drawing, setDrawing] = useState<Drawing>()
  const url = `${location.origin}/c/${code}`
  useEffect(() => {
    void import('uqr').then(({ encode }) => setDrawing(drawn(encode(url, { ecc: 'M', border: 4 }).data)))
  }, [url])
  const spoken = spaced(code)
  return (
    <section class="sec pad center" aria-label={t('回执码')}>
      {drawing && (
        <svg class="qr" viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={t('回执二维码，编号 {code}', { code: spoken })} shape-rendering="crispEdges">
          <path d={`M0 0h${drawing.size}v${drawing.size}H0z`} fill="#fff" stroke="none" />
          <path d={drawing.path} fill="#000" stroke="none" />
        </svg>
      )}
      <p class="code num">{spoken}</p>
      {number && <p>{t('回执号')} <b class="long">{number}</b></p>}
      <p class="sub">{t('到窗口给人扫，或报这个号。别人扫只看到办到哪一步，看不到您的信息。')}</p>
    </section>
  )
}

/** Read out in fours: 7KQ4 M2XD 9P. */
export function spaced(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1 ')
}

function drawn(rows: boolean[][]): Drawing {
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { size: rows.length, path }
}
