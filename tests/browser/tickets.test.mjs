// One ticket from the door to the end: the screen's QR scanned by a phone, another kind, called on the tablet, seen and
// spoken in the hall; then the tablet without a line, and the kiosk with a card reader. PICTURES=folder keeps pictures.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import jsqr from 'jsqr'
import { axe, colours } from './axe.mjs'
import { phoneSize, tabletSize, takeDevice } from './device.mjs'
import { readable } from './dump.mjs'
import { signIn } from './resident.mjs'
import { startTown, until } from './town.mjs'

const CENTRE = '510131104'
const [RESIDENT, CLERK, KIOSK] = ['13800000001', '13900000001', '13900000009']
const screenSize = { width: 1280, height: 720 }
const kioskSize = { width: 768, height: 1024 }
let town
let device
let screen

before(async () => {
  town = await startTown()
  device = await takeDevice({ size: tabletSize })
})
after(async () => {
  await device?.end()
  await town?.end()
})

/** A page of its own: each is another machine with its own storage. */
async function machine(size) {
  const context = await device.context.browser().newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true, isMobile: size.width < 600 })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => device.errors.push(String(error)))
  return page
}

async function look(page, name, withAxe = true) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`)
  for (const theme of ['light', 'dark']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme)
    if (process.env.PICTURES) {
      mkdirSync(process.env.PICTURES, { recursive: true })
      await page.screenshot({ path: join(process.env.PICTURES, `${name}-${theme}.png`) })
    }
    if (withAxe) assert.deepEqual(await axe(page, theme === 'light' ? undefined : colours), [], `${name} ${theme}`)
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'))
}

/** A card reader types faster than a busy machine lets playwright. */
const reads = (page, text) => page.evaluate((text) => {
  for (const key of [...text, 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}, text)

/** What a camera in front of it reads. */
async function scanned(page) {
  const picture = [...(await page.locator('.qr').first().screenshot())]
  const { width, height, data } = await page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)]))
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d')
    pen.drawImage(image, 0, 0)
    return { width: image.width, height: image.height, data: [...pen.getImageData(0, 0, image.width, image.height).data] }
  }, picture)
  return jsqr(Uint8ClampedArray.from(data), width, height).data
}

test('E2, E6: drawn at the door by scanning the screen, converted, called on the tablet, shown and spoken, finished', async () => {
  const [hall, phone, tablet] = await Promise.all([machine(screenSize), machine(phoneSize), machine(tabletSize)])
  screen = hall
  // A voice that only remembers: there is none in this browser, and nobody listens.
  await screen.addInitScript(() => {
    window.said = []
    Object.defineProperty(window, 'speechSynthesis', {
      value: { getVoices: () => [{ lang: 'zh-CN' }], speak: (one) => { window.said.push(one.text); setTimeout(() => one.onend(), 1) } },
    })
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } set voice(_) {} }
  })
  await Promise.all([
    screen.goto(`${town.origin}/sign-in?next=/hall/${CENTRE}`).then(() => signIn(screen, town, KIOSK)),
    phone.goto(`${town.origin}/sign-in?next=/ticket`).then(() => signIn(phone, town, RESIDENT)),
    tablet.goto(`${town.origin}/sign-in?next=/calling`).then(() => signIn(tablet, town, CLERK)),
  ])
  await screen.getByRole('heading', { name: '还没有叫号' }).waitFor()
  assert.equal(await screen.getByText('随到随办').count(), 0, 'nobody serves yet')
  await screen.getByRole('button', { name: '打开声音' }).press('Enter')
  await screen.getByText('声音开着').waitFor()

  await screen.getByRole('img', { name: '取号的二维码' }).waitFor()
  const link = await scanned(screen)
  assert.match(link, new RegExp(`^${town.origin}/draw/${CENTRE}/[0-9A-Z]{10}$`))
  await phone.goto(`${town.origin}/draw/${CENTRE}/NONSENSE00`)
  await phone.getByRole('alert').getByText('屏幕上的码换过了，请再扫一次').waitFor()
  await phone.goto(link)
  await phone.getByRole('heading', { name: '您来办什么？' }).waitFor()
  await look(phone, 'draw')
  await phone.getByRole('button', { name: /^咨询号/ }).press('Enter')
  await phone.getByText('咨询 1 号').waitFor()
  await phone.getByText('下一位就是您').waitFor()
  await phone.getByRole('button', { name: /^换一种号/ }).press('Enter')
  await phone.getByRole('button', { name: /^受理号/ }).press('Enter')
  await phone.getByText('受理 1 号').waitFor()
  await look(phone, 'ticket')
  await screen.getByText('接下来：受理 1 号').waitFor()

  await tablet.getByText('1 位在等').waitFor()
  await tablet.getByRole('button', { name: '受理 1 号，别的' }).click()
  await look(tablet, 'windows')
  await tablet.getByRole('button', { name: '叫下一位' }).press('Enter')
  await tablet.getByRole('button', { name: '再叫一遍' }).waitFor()
  await phone.getByText('请到 2 号窗口').waitFor()
  await screen.getByRole('heading', { name: '请到窗口' }).waitFor()
  await until('it is spoken twice', () => screen.evaluate(() => window.said.length === 2))
  assert.deepEqual(await screen.evaluate(() => window.said[0]), '请，受理，1号，到2 号窗口')
  await look(screen, 'hall')
  assert.ok(await screen.evaluate(() => document.querySelector('.door').getBoundingClientRect().bottom <= document.querySelector('footer').getBoundingClientRect().top), 'the code at the door is whole on the screen')
  await phone.goto(link)
  await phone.waitForURL(/\/ticket$/)
  assert.equal((await (await fetch(`${town.origin}/q/${CENTRE}`)).json()).waiting.length, 0, 'scanned twice, one ticket')
  await look(tablet, 'called', false)
  await tablet.getByRole('button', { name: '办完了' }).press('Enter')
  await phone.getByText('今天的号办完了').waitFor()

  // The tablet's line is cut: numbers of its own, its own choice, and everything has happened when it comes back.
  await until('numbers are on the tablet', () => tablet.evaluate(() => new Promise((done) => {
    const asked = indexedDB.open('ganchang-cache')
    asked.onsuccess = () => { asked.result.transaction('rows').objectStore('rows').getAllKeys().onsuccess = (event) => { asked.result.close(); done(event.target.result.some((key) => key[2] === 'ticket_block')) } }
  })))
  await tablet.context().setOffline(true)
  await tablet.getByText(/^断网，照常办/).waitFor()
  await tablet.getByRole('button', { name: /^取件号/ }).press('Enter')
  await tablet.getByText(/^取好了：取件 [56]01 号$/).waitFor()
  await tablet.getByRole('button', { name: '叫下一位' }).press('Enter')
  await tablet.getByRole('button', { name: '办完了' }).press('Enter')
  await look(tablet, 'windows-offline', false)
  await tablet.context().setOffline(false)
  await until('the town knows', async () => (await (await fetch(`${town.origin}/q/${CENTRE}`)).json()).calls.some((call) => call.number > 500))
  await screen.getByText(/取件 [56]01 号/).first().waitFor()

  await screen.context().setOffline(true)
  await screen.getByText(/^没有网，上面是/).waitFor()
  await look(screen, 'hall-offline', false)
  assert.deepEqual(device.errors, [])
})

test('E6: at the kiosk a card is read, the number comes with a QR, and a stranger\'s phone follows it', async () => {
  const phone = await machine(phoneSize)
  const kiosk = screen // the hall has one machine today, and it is signed in
  await kiosk.addInitScript(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)))
  await kiosk.context().setOffline(false)
  await kiosk.goto(`${town.origin}/kiosk/${CENTRE}`)
  await kiosk.getByRole('heading', { name: '请刷身份证或社保卡' }).waitFor()
  await look(kiosk, 'kiosk')
  await reads(kiosk, '510131194903150018')
  await kiosk.getByText('没有读出来，请再刷一次').waitFor()
  await reads(kiosk, '吴大爷|510131194903150017|19490315')
  await kiosk.getByRole('button', { name: /^受理号/ }).press('Enter')
  await kiosk.getByText(/^受理 \d+ 号$/).first().waitFor()
  await until('it is printed', () => kiosk.evaluate(() => window.printed === 1))
  await look(kiosk, 'kiosk-number')
  const link = await scanned(kiosk)
  await phone.goto(link)
  await phone.getByText(/^受理 \d+ 号$/).first().waitFor()
  await phone.getByText('下一位就是您').waitFor()
  await look(phone, 'follow')

  // The same card books a day to come back; then nothing of it is on the machine.
  await kiosk.getByRole('button', { name: '下一位' }).press('Enter')
  await kiosk.getByRole('button', { name: /^约时间/ }).press('Enter')
  await kiosk.setViewportSize(kioskSize)
  await look(kiosk, 'kiosk-book')
  await reads(kiosk, '吴大爷|510131194903150017|19490315')
  await kiosk.locator('button.kiosk-day').first().press('Enter')
  const times = kiosk.getByRole('button', { name: /^\d+:\d\d$/ })
  await times.first().waitFor()
  await look(kiosk, 'kiosk-times')
  assert.ok(await times.first().evaluate((one) => Math.min(one.offsetWidth, one.offsetHeight) >= 64), 'for any finger')
  await times.first().press('Enter')
  await kiosk.getByText('510***********0017').waitFor()
  await kiosk.getByRole('button', { name: '约上，打印纸条' }).press('Enter')
  await kiosk.getByRole('heading', { name: '约好了' }).waitFor()
  await until('it is printed', () => kiosk.evaluate(() => window.printed === 2))
  await look(kiosk, 'kiosk-booked')
  const code = await scanned(kiosk)
  assert.equal((await (await fetch(`${town.origin}/booking/${code}`)).json()).state, 'confirmed')
  await kiosk.getByRole('button', { name: '下一位' }).press('Enter')
  await kiosk.getByRole('heading', { name: '请刷身份证或社保卡' }).waitFor()
  assert.deepEqual(await readable(kiosk, ['510131194903150017']), [])
  assert.deepEqual(device.errors, [])
})
