// A person without a mouse or a finger: goes by keys to what they look for, and sees at every stop where they are.
import assert from 'node:assert/strict'

const MOST = 250

/** Presses `key` until `wanted` has the focus; every stop on the way must be in sight and marked. */
export async function goTo(page, wanted, key = 'Tab') {
  for (let presses = 0; presses < MOST; presses += 1) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press(key)
    const trouble = await page.evaluate(hiddenFocus)
    assert.equal(trouble, '', `${trouble}, on ${page.url()}`)
  }
  assert.fail(`not reached with ${key}: ${wanted}`)
}

export async function press(page, wanted, key = 'Enter', by = 'Tab') {
  await goTo(page, wanted, by)
  await page.keyboard.press(key)
}

export async function type(page, wanted, text, by = 'Tab') {
  await goTo(page, wanted, by)
  await page.keyboard.insertText(text)
}

/** In the page: why the person cannot see where they are, or nothing. */
function hiddenFocus() {
  const now = document.activeElement
  // Where nothing can be pressed the arrows scroll on, and what was passed goes out of sight as for everybody.
  if (!now || now === document.body || now === window.lastStop) return ''
  window.lastStop = now
  const mark = now.type === 'file' ? now.closest('label') ?? now : now
  const box = mark.getBoundingClientRect()
  const name = `${now.tagName} “${(now.getAttribute('aria-label') || now.textContent || now.id).trim().slice(0, 30)}”`
  if (box.bottom <= 0 || box.top >= innerHeight) return `out of sight: ${name}`
  const bars = [...document.querySelectorAll('.bar,.dock,.tabs,.toast')].filter((bar) => getComputedStyle(bar).position === 'sticky' && !bar.contains(now))
  const x = box.left + box.width / 2
  const middle = document.elementFromPoint(x, Math.min(innerHeight - 1, Math.max(1, (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2)))
  if (bars.some((bar) => bar.contains(middle))) return `under a bar: ${name}`
  if (now.matches('h1,[tabindex="-1"],main')) return ''
  const marked = [now, mark, now.closest('.find')].some((one) => one && (getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'))
  return marked ? '' : `not marked: ${name}`
}
