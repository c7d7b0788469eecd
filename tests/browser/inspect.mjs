// One state of one page, looked at as everybody meets it: both themes, large type, narrow screens, fingers, keyboard.
// PICTURES=folder keeps a picture of each state, for people.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { axe, colours } from './axe.mjs'
import { phoneSize } from './device.mjs'

const pictures = process.env.PICTURES
let taken = 0

/** What is wrong with the page as it is now, one line a finding; an empty list when all is well. */
export async function inspect(page, name, { size = phoneSize } = {}) {
  await page.waitForTimeout(300)
  const found = []
  const say = (look, lines) => found.push(...lines.map((line) => `${name}, ${look}: ${line}`))
  for (const theme of ['light', 'dark']) {
    await wear(page, { theme })
    await picture(page, `${name} ${theme}`)
    // As tall as the page: what merely lies under a bar until one scrolls is no small target.
    await page.setViewportSize({ width: size.width, height: await page.evaluate(() => document.documentElement.scrollHeight + 200) })
    say(theme, await axe(page, theme === 'light' ? undefined : colours))
    if (theme === 'light') say('fingers', await page.evaluate(smallTargets))
    await page.setViewportSize(size)
  }
  await wear(page, { theme: 'light' })
  say('keyboard', await page.evaluate(coveredFocus))
  for (const width of [320, size.width]) say(`${width} px`, await tooWide(page, width))
  await wear(page, { theme: 'light', text: 'xl' })
  await page.setViewportSize(size)
  await picture(page, `${name} large`)
  say('large type', await page.evaluate(coveredFocus))
  // 大字 on the narrowest phone, then at 200 % zoom of the browser.
  for (const width of [size.width, 320, 180]) say(`large type, ${width} px`, await tooWide(page, width))
  await page.setViewportSize(size)
  await wear(page, { theme: 'light' })
  await page.evaluate(() => scrollTo(0, 0))
  return found
}

const wear = (page, { theme, text = '' }) => page.evaluate((look) => Object.assign(document.documentElement.dataset, look), { theme, text })

async function tooWide(page, width) {
  await page.setViewportSize({ width, height: phoneSize.height })
  // Against the width that was asked for: a phone widens its own to what overflows.
  return page.evaluate((width) => {
    if (document.documentElement.scrollWidth <= width) return []
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 0.5 && !one.closest('.strip'))
    return [`${document.documentElement.scrollWidth} px wide, by ${out.slice(0, 3).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 20)}`).join(' | ')}`]
  }, width)
}

async function picture(page, name) {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  taken += 1
  await page.screenshot({ path: join(pictures, `${String(taken).padStart(3, '0')} ${name.replaceAll('/', '_')}.png`) })
}

/** In the page: what a thumb must hit and is under 48 px; links within a sentence are exempt. */
function smallTargets() {
  const seen = (one) => one.getClientRects().length > 0 && one.checkVisibility({ visibilityProperty: true })
  const inSentence = (one) => one.matches('a,.link') && [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 1)
  return [...document.querySelectorAll('a[href],button,input,textarea,select,summary')].flatMap((one) => {
    if (one.type === 'hidden' || one.type === 'submit' && one.hidden || !seen(one) || inSentence(one)) return []
    if (one.classList.contains('skip')) return []
    const target = one.matches('[type=radio],[type=checkbox],[type=file]') ? one.closest('label') ?? one : one
    const { width, height } = target.getBoundingClientRect()
    if (width >= 47.5 && height >= 47.5) return []
    return [`only ${Math.round(width)} × ${Math.round(height)} px: ${target.tagName} ${target.className} “${(target.textContent || target.getAttribute('aria-label') || target.id).slice(0, 30)}”`]
  })
}

/** In the page: what takes focus and is not to be seen then, because a bar lies over it or it shows no mark. */
function coveredFocus() {
  const stops = [...document.querySelectorAll('a[href],button,input,textarea,select,summary')].filter((one) => one.tabIndex >= 0 && one.type !== 'hidden' && one.getClientRects().length > 0 && one.checkVisibility())
  const bars = [...document.querySelectorAll('.bar,.dock,.tabs,.toast,.busy')].filter((one) => getComputedStyle(one).position === 'sticky')
  const bad = []
  for (const one of [...stops, ...stops.toReversed()]) {
    one.focus({ focusVisible: true })
    const box = (one.type === 'file' ? one.closest('label') ?? one : one).getBoundingClientRect()
    const over = bars.find((bar) => {
      if (bar.contains(one) || Number(getComputedStyle(one).zIndex) > Number(getComputedStyle(bar).zIndex)) return false
      const { top, bottom } = bar.getBoundingClientRect()
      return Math.min(bottom, box.bottom) - Math.max(top, box.top) > Math.max(2, (box.bottom - box.top) / 3)
    })
    const label = `${one.tagName} “${(one.getAttribute('aria-label') || one.textContent || one.id || one.className).trim().slice(0, 30)}”`
    if (over) bad.push(`focus under .${over.className}: ${label}`)
    else if (box.bottom <= 0 || box.top >= innerHeight) bad.push(`focus out of sight: ${label}`)
  }
  document.activeElement?.blur()
  return [...new Set(bad)]
}
