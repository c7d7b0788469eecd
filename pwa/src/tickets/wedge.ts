// What a card reader or a QR scanner types: they are keyboards that are very fast and end with Enter.
import { idNumberOk } from '../accounts/rules'

/** Between two keys, ms: nobody types so fast. */
const FAST_MS = 120

export type Read = { id_number: string } | { booking: string } | undefined

/** An ID number anywhere in the text (readers put names and dates around it), else the code of a booking's QR. Pure. */
export function read(text: string, today: string): Read {
  for (const [found] of text.matchAll(/\d{17}[\dXx]/g)) {
    if (idNumberOk(found, today)) return { id_number: found.toUpperCase() }
  }
  const last = text.trim().replace(/[?#].*$/, '').replace(/^.*\//, '').replace(/[\s-]/g, '').toUpperCase()
  const code = last.replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? { booking: code } : undefined
}

/** Calls `heard` with each line that was typed faster than a person can; keys of people go where they always do. */
export function listenToReader(heard: (text: string) => void): () => void {
  let typed = ''
  let last = 0
  const hear = (event: KeyboardEvent) => {
    const fast = event.timeStamp - last < FAST_MS
    last = event.timeStamp
    if (event.key === 'Enter') {
      if (typed.length >= 8 && fast) {
        event.preventDefault()
        event.stopPropagation()
        heard(typed)
      }
      typed = ''
    } else if (event.key.length === 1) typed = fast ? typed + event.key : event.key
  }
  addEventListener('keydown', hear, true)
  return () => removeEventListener('keydown', hear, true)
}
