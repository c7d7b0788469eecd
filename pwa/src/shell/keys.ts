// Keys of a remote control or a keyboard: up and down walk through the page, Escape is back. One walk, top to bottom.
import { back } from './router'

const STOPS = 'a[href],button,input,textarea,select,summary,[tabindex="0"]'

export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.key === 'Enter' && takesOk(event.target as HTMLElement)) {
      event.preventDefault()
      return (event.target as HTMLElement).click()
    }
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (event.key === 'Escape' && !isTyping(event.target)) return back()
    if (!step || keepsKey(event.target as HTMLElement, event.key)) return
    const to = nextStop(step)
    if (!to) return
    event.preventDefault()
    to.focus()
  })
}

/** OK on a remote control is Enter and it has no space bar: what one would tick, choose or photograph answers to it. */
function takesOk(target: HTMLElement): boolean {
  return target.matches('[type=checkbox],[type=radio],[type=file]')
}

/** The next thing to press, when it is near enough to be seen; else the key scrolls as always. */
function nextStop(step: number): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>(STOPS)].filter((one) => one.tabIndex >= 0 && isSeen(one))
  const now = document.activeElement as HTMLElement
  // A remote control has no Tab: its first press takes it into the page.
  if (!now || now === document.body) return step > 0 ? all.find((one) => one.closest('#app')) : undefined
  const at = all.indexOf(now)
  const to = at >= 0 ? all[at + step] : step > 0 ? all.find((one) => follows(now, one)) : all.filter((one) => follows(one, now)).pop()
  if (!to) return undefined
  const box = to.getBoundingClientRect()
  return box.top < innerHeight * 1.5 && box.bottom > -innerHeight * 0.5 ? to : undefined
}

/** What is folded away in a closed `details` has a place on the page, yet takes no focus. */
function isSeen(one: HTMLElement): boolean {
  return one.checkVisibility?.() ?? one.getClientRects().length > 0
}

function follows(first: Node, second: Node): boolean {
  return (first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING) > 0
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}

// A field keeps the keys it needs itself: left and right the caret, up and down a list of choices or several lines.
function keepsKey(target: HTMLElement, key: string): boolean {
  if (target.matches('select,textarea,[type=radio],[type=date]')) return true
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && (key === 'ArrowLeft' || key === 'ArrowRight')
}
