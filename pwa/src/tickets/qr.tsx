// A QR drawn on the device, black on white in every theme, also without a line.
import { useEffect, useState } from 'preact/hooks'

export function Qr({ text, label }: { text: string; label: string }) {
  const [drawing, setDrawing] = useState<{ size: number; path: string }>()
  useEffect(() => void import('uqr').then(({ encode }) => setDrawing(drawn(encode(text, { ecc: 'M', border: 4 }).data))), [text])
  if (!drawing) return null
  return (
    <svg class="qr" viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={label} data-text={text} shape-rendering="crispEdges">
      <path d={`M0 0h${drawing.size}v${drawing.size}H0z`} fill="#fff" stroke="none" />
      <path d={drawing.path} fill="#000" stroke="none" />
    </svg>
  )
}

export function drawn(rows: boolean[][]): { size: number; path: string } {
  return { size: rows.length, path: rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') }
}
