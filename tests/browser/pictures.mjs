// npm run pictures: the README's pictures, taken of the running app while a resident and a clerk use it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as counter from './clerk.mjs'
import { phoneSize, tabletSize, takeDevice } from './device.mjs'
import * as resident from './resident.mjs'
import { startTown, until } from './town.mjs'

const NOW = '2026-12-10T10:00:00+08:00' // a Thursday; the 11th and the 13th are market days
const CENTRE = '510131104'
const KIOSK = '13900000009'
const DRIVER = '13900000010'

const { veteran } = resident
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'pwa', 'pictures')
const LARGEST = 60_000
const defects = { 退伍证: '反光，部队番号看不清', 户口簿: '少了本人那一页' }
const chip = (page, word) => page.locator('main .st', { hasText: word }).first()
/** As many colours as fit: screens have few, so a palette keeps letters sharp where JPEG would smear them. */
const PALETTE = `
import io, sys
from PIL import Image
image = Image.open(sys.stdin.buffer).convert("RGB")
for colours in (128, 64, 48, 32, 24, 16):
    out = io.BytesIO()
    image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    if out.tell() <= int(sys.argv[2]):
        break
open(sys.argv[1], "wb").write(out.getvalue())
`

async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(700)
  const path = join(folder, `${name}.png`)
  const input = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const done = spawnSync(join(root, '.venv/bin/python'), ['-c', PALETTE, path, String(LARGEST)], { input })
  if (done.status !== 0) throw new Error(String(done.stderr))
  const { size } = statSync(path)
  console.log(`${name}.png ${size} B`)
  if (size > LARGEST) throw new Error(`${name}.png is larger than ${LARGEST} B`)
}

async function wear(page, settings) {
  await page.evaluate((text) => localStorage.setItem('ganchang', text), JSON.stringify(settings))
  await page.reload()
}

async function take(size, deviceScaleFactor) {
  const device = await takeDevice({ size, options: { deviceScaleFactor } })
  open.push(device)
  await device.context.clock.install({ time: NOW })
  return device
}

async function signedIn(town, size, phone, next) {
  const { page } = await take(size, 1.25)
  await page.goto(`${town.origin}/sign-in?next=${next}`)
  await resident.signIn(page, town, phone)
  return page
}

async function withoutALine(town, phone) {
  const { page } = phone
  await phone.context.setOffline(true)
  await town.stop()
  await page.goto(town.origin)
  await page.getByLabel('想办什么？').waitFor()
  await picture(page, 'phone-home')
  await page.getByRole('link', { name: '约时间' }).click()
  await page.getByRole('heading', { name: '12月', exact: true }).waitFor()
  await picture(page, 'phone-when')
  await page.goto(town.origin)
  await page.getByLabel('想办什么？').fill('tysb')
  await page.getByLabel('想办什么？').press('Enter')
  await page.getByRole('link', { name: veteran.item }).first().waitFor()
  await picture(page, 'phone-search')
  await page.getByRole('link', { name: veteran.item }).first().click()
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
  await picture(page, 'phone-item')
  await wear(page, { theme: 'dark' })
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
  await picture(page, 'phone-dark')
  await wear(page, {})
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
  await resident.begin(page)
  await resident.answer(page)
  const materials = page.url()
  await page.goto(materials.replace('/materials', '/service'))
  await page.getByRole('heading', { name: '服役经历' }).waitFor()
  await picture(page, 'phone-form')
  await page.goto(materials)
  for (const [index, material] of veteran.photos.entries()) await resident.photograph(page, material, index + 1)
  await resident.checkAndSubmit(page)
  await chip(page, '待上传').waitFor()
  await phone.context.setOffline(false)
  await town.start()
}

/** The tablet's clerk finds two things; the picture is of the moment before the one answer that names both. */
async function twoDefects(tablet) {
  await counter.withPhotos(tablet, '待预审', 60_000)
  for (const [material, reason] of Object.entries(defects)) {
    await tablet.getByRole('radiogroup', { name: material }).getByText('要补').click()
    await tablet.getByLabel(`${material}为什么要补`).fill(reason)
  }
  await tablet.evaluate(() => document.activeElement?.blur())
  await picture(tablet, 'tablet-review')
  await tablet.getByRole('button', { name: '退回补正，2 处' }).click()
}

async function aBooking(town, page) {
  await page.goto(`${town.origin}/book?other=1`)
  await page.getByRole('link', { name: /周五 12月11日 逢场/ }).click()
  await page.getByRole('button', { name: /9:20/ }).click()
  await page.getByRole('button', { name: '就约这个时间' }).click()
  await chip(page, '已约好').waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await picture(page, 'phone-booking')
}

/** The stop of one's village, its line on the map, and the driver who says where the bus is. */
async function theBus(town, page) {
  await page.goto(`${town.origin}/way/stop/xilai%3Amafu`)
  await page.getByRole('link', { name: '出门前叫我' }).waitFor()
  await picture(page, 'phone-stop')
  await page.goto(`${town.origin}/way/line/xilai%3A101`)
  await page.getByRole('button', { name: '看路线图' }).click()
  const map = page.getByRole('region', { name: '101 路路线图' })
  await map.getByRole('img').waitFor()
  await map.evaluate((drawn) => drawn.scrollIntoView())
  await picture(page, 'phone-line')
  const { page: driver } = await take(phoneSize, 1.5)
  await resident.chooseVillage(driver, town.origin)
  await resident.untilKept(driver)
  await resident.signIn(driver, town, DRIVER)
  await driver.goto(`${town.origin}/drive`)
  await driver.getByRole('button', { name: '发车' }).waitFor()
  await picture(driver, 'phone-drive')
}

/** Six draw a number at the counter and two are called: the screen over the door as people see it. */
async function theHall(town, tablet) {
  const screen = await signedIn(town, { width: 1280, height: 720 }, KIOSK, `/hall/${CENTRE}`)
  await screen.getByRole('img', { name: '取号的二维码' }).waitFor()
  await tablet.goto(`${town.origin}/calling`)
  for (const kind of ['受理号', '受理号', '咨询号', '受理号', '取件号', '受理号']) {
    await tablet.getByRole('button', { name: new RegExp(`^${kind}`) }).click()
    await tablet.getByText(/^取好了/).waitFor()
    await tablet.waitForTimeout(1_100) // two presses within a second are one person
  }
  for (const again of [false, true]) {
    if (again) await tablet.getByRole('button', { name: '办完了' }).click()
    await tablet.getByRole('button', { name: '叫下一位' }).click()
    await tablet.getByRole('button', { name: '再叫一遍' }).waitFor()
  }
  await screen.getByText('受理 2 号').first().waitFor()
  await screen.waitForTimeout(2_000)
  await picture(screen, 'hall')
}

const open = []
mkdirSync(folder, { recursive: true })
try {
  const town = await startTown({ at: NOW, env: { PUBLIC_URL: 'https://ganchang.example' } })
  open.push(town)
  const phone = await take(phoneSize, 1.5)
  const { page } = phone
  await resident.chooseVillage(page, town.origin)
  await resident.signIn(page, town, veteran.phone)
  await resident.untilKept(page)
  await until('the app is kept', () => page.evaluate(() => caches.keys().then((names) => names.length > 0)), { within: 60_000 })
  await withoutALine(town, phone)
  await page.getByText(/\d{9}-\d{6}-\d{4}/).first().waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: '以后再说' }).click() // the hint to install, which comes once
  await chip(page, '已送达').waitFor({ timeout: 60_000 })
  await page.getByText('回执号').first().evaluate((label) => label.closest('section').scrollIntoView({ block: 'center' }))
  await picture(page, 'phone-receipt')
  const tablet = await signedIn(town, tabletSize, counter.clerk, '/staff')
  await tablet.getByRole('navigation', { name: '收件' }).waitFor()
  await twoDefects(tablet)
  await chip(page, '需补正 2 处').waitFor({ timeout: 60_000 })
  await page.evaluate(() => scrollTo(0, 0))
  await picture(page, 'phone-mend')
  await aBooking(town, page)
  await theBus(town, page)
  await theHall(town, tablet)
  if (phone.errors.length) throw new Error(phone.errors.join('\n'))
} finally {
  for (const thing of open.reverse()) await thing.end()
}
