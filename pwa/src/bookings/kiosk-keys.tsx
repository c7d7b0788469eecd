// Large keys on the machine's screen for a number that no reader reads; a keyboard types the same. No field of the browser's,
// which would offer the number to the next one.
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../text/t'

interface Props {
  label: string
  typed: string
  set: (typed: string) => void
  /** How its figures stand together */
  groups: number[]
  /** An ID number may end with it */
  x?: boolean
  done: () => void
}

export function KioskKeys({ label, typed, set, groups, x, done }: Props) {
  const most = groups.reduce((sum, size) => sum + size, 0)
  const latest = useRef({ typed, done })
  latest.current = { typed, done }
  const press = (key: string) => {
    const { typed } = latest.current
    const next = key === 'back' ? typed.slice(0, -1) : typed.length < most ? typed + key : typed
    latest.current.typed = next
    set(next)
  }
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return
      const key = event.key.toUpperCase()
      if (/^\d$/.test(key) || (x && key === 'X')) press(key)
      else if (event.key === 'Backspace') press('back')
      else if (event.key === 'Enter' && !(event.target as HTMLElement).closest?.('button,a')) latest.current.done()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
  return (
    <div class="kiosk-type">
      <output aria-label={label} aria-live="off">{grouped(typed, groups)}</output>
      <div class="kiosk-keys" role="group" aria-label={label}>
        {[...'123456789'].map((key) => <Key key={key} words={key} press={() => press(key)} />)}
        {x ? <Key words="X" press={() => press('X')} /> : <span />}
        <Key words="0" press={() => press('0')} />
        <Key words={t('退一位')} press={() => press('back')} />
      </div>
    </div>
  )
}

function Key({ words, press }: { words: string; press: () => void }) {
  return <button class="btn two" type="button" onClick={press}>{words}</button>
}

function grouped(typed: string, groups: number[]): string {
  let from = 0
  return groups.map((size) => typed.slice(from, (from += size)).padEnd(size, '_')).join(' ')
}
