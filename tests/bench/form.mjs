// draft.form: how long a practised hand needs for the A26 application, by a keystroke-level model over what really was tapped.
import { takeDevice } from '../browser/device.mjs'
import { answer, begin, checkAndSubmit, chooseVillage, findByInitials, photograph, signIn, veteran } from '../browser/resident.mjs'
import { startTown } from '../browser/town.mjs'
import { row } from './rows.mjs'

// Seconds, after Card, Moran and Newell: a key by a good typist, pointing, and making up one's mind once a field or page.
const KEY = 0.28
const TAP = 1.1
const MIND = 1.35
/** A Chinese character by pinyin: two or three letters and a choice. */
const KEYS_A_CHARACTER = 3
/** A photograph: the camera comes up, one aims; its taps (take, shutter, keep) come on top. */
const AIM = 4
const TAPS_A_PHOTO = 3

/** In the page: taps, what was filled in, and the screens seen. */
function watchHands() {
  const kept = JSON.parse(sessionStorage.getItem('hands') ?? '{"taps":0,"fields":{},"photos":0,"screens":[]}')
  const keep = () => sessionStorage.setItem('hands', JSON.stringify(kept))
  const screen = () => (location.pathname === '/' ? '首页' : (document.querySelector('main h1')?.textContent ?? ''))
  addEventListener('pointerdown', () => (kept.taps++, keep()), true)
  addEventListener('input', ({ target }) => {
    if (target.type === 'file') kept.photos += 1
    else if (!/radio|checkbox/.test(target.type)) kept.fields[`${screen()} ${[...document.querySelectorAll('input, textarea')].indexOf(target)}`] = target.value
    keep()
  }, true)
  new MutationObserver(() => {
    if (!screen() || kept.screens.includes(screen())) return
    kept.screens.push(screen())
    keep()
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

const town = await startTown()
const device = await takeDevice()
const { page } = device
await chooseVillage(page, town.origin)
await signIn(page, town, veteran.phone)
await page.goto(town.origin)
await page.getByText(/这里能查 \d+ 项/).waitFor()
await page.addInitScript(watchHands)
await page.reload()
await findByInitials(page)
await begin(page)
await answer(page)
for (const [at, material] of veteran.photos.entries()) await photograph(page, material, at + 1)
await checkAndSubmit(page)
await page.getByRole('heading', { name: '看一遍，对了再交' }).waitFor({ state: 'hidden' })

const hands = JSON.parse(await page.evaluate(() => sessionStorage.getItem('hands')))
const typed = Object.values(hands.fields)
const keys = typed.join('').split('').reduce((sum, char) => sum + (char > '⺀' ? KEYS_A_CHARACTER : 1), 0)
// Filling in a field by the test needs no tap; a hand needs one.
const taps = hands.taps + typed.length + hands.photos * TAPS_A_PHOTO
const seconds = keys * KEY + taps * TAP + (typed.length + hands.screens.length) * MIND + hands.photos * AIM
row('draft.form', seconds, 's', 180, `${keys} keys × ${KEY} + ${taps} taps × ${TAP} + ${typed.length} fields and ${hands.screens.length} screens × ${MIND} + ${hands.photos} photos × ${AIM}; from home, signed in, to sent`)
row('draft.form.taps', taps, 'taps')
row('draft.form.screens', hands.screens.length, 'screens', undefined, hands.screens.join(' → '))
await device.end()
await town.end()
