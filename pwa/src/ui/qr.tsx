// A code to be scanned, black on white in every theme and also without a line, or to be read out.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'

/** `drawn` is called once it is in the page, and also where it cannot be drawn at all. */
export function Qr({ text, label, drawn }: { text: string; label: string; drawn?: () => void }) {
  const [squares, setSquares] = useState<boolean[][]>()
  useEffect(() => void import('uqr').then(({ encode }) => setSquares(encode(text, { ecc: 'M', border: 4 }).data), () => setSquares([])), [text])
  useLayoutEffect(() => {
    if (squares) drawn?.()
  }, [squares])
  if (!squares?.length) return null
  const size = squares.length
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={squares.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')} fill="#000" />
    </svg>
  )
}

/** Read out in fours: 7KQ4 M2XD 9P. */
export const spaced = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')
