// The booking's code, large: black on white in every theme, drawn on the phone, the screen lit while it is shown (B2).
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/t'
import { useLitScreen } from './lit-screen'
import { spaced } from './words'

export function Code({ code }: { code: string }) {
  const [drawing, setDrawing] = useState<{ size: number; path: string }>()
  useLitScreen(true)
  useEffect(() => {
    // Nothing but the code: few and large squares, which old scanners read off a dim screen.
    void import('uqr').then(({ encode }) => setDrawing(drawn(encode(code, { ecc: 'M', border: 4 }).data)))
  }, [code])
  return (
    <section class="sec book-code" aria-label={t('预约码')}>
      {drawing && (
        <svg viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={t('预约二维码，编号 {code}', { code: spaced(code) })} shape-rendering="crispEdges">
          <path d={drawing.path} fill="#000" stroke="none" />
        </svg>
      )}
      <p class="book-number">{spaced(code)}</p>
      <p>{t('到了给窗口的人扫，或报这个号。没网也能用。')}</p>
    </section>
  )
}

function drawn(rows: boolean[][]): { size: number; path: string } {
  return { size: rows.length, path: rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('') }
}
