// A day or month as separate boxes for year, month and day; kept as ISO text, half-typed dates included.
import { useEffect, useState } from 'preact/hooks'
import { t } from '../text/t'
import type { ControlProps } from './fields'

const NAMES = ['年', '月', '日'] as const
const SPOKEN = ['年份', '月份', '日子'] as const

export function DateControl({ id, title, value, parts, describedBy, invalid, onValue }: ControlProps & { parts: 2 | 3 }) {
  const stored = String(value ?? '')
  const [typed, setTyped] = useState(() => split(stored, parts))
  useEffect(() => {
    if (join(typed) !== stored) setTyped(split(stored, parts))
  }, [stored])

  function type(at: number, text: string): void {
    const next = typed.map((part, place) => (place === at ? text.replace(/\D/g, '') : part))
    setTyped(next)
    onValue(join(next))
  }

  return (
    <p class="ym">
      {typed.map((part, at) => (
        <>
          <input
            id={at === 0 ? id : undefined}
            inputMode="numeric"
            autocomplete="off"
            maxLength={at === 0 ? 4 : 2}
            value={part}
            aria-label={`${title} ${t(SPOKEN[at]!)}`}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            onInput={event => type(at, event.currentTarget.value)}
          />
          <span>{t(NAMES[at]!)}</span>
        </>
      ))}
    </p>
  )
}

function split(iso: string, parts: number): string[] {
  const [year = '', ...rest] = iso.split('-')
  const small = Array.from({ length: parts - 1 }, (_, at) => rest[at]?.replace(/^0(?=.)/, '') ?? '')
  return [year, ...small]
}

/** Month and day get their leading zero; a date that is not whole keeps what was typed. */
export function join(parts: string[]): string {
  if (parts.every(part => part === '')) return ''
  const [year, ...rest] = parts
  return [year, ...rest.map(part => (part === '' ? '' : part.replace(/^0+(?=.)/, '').padStart(2, '0')))].join('-')
}
