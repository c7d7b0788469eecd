// A week of bookings: by keys, with a line and without, taken from under one's hand, anew after a case was sent back; the desk
// that books for a caller, decides on a visit and scans who has come. It is Tuesday 24 November 2026, ten past eight.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import jsQR from 'jsqr'
import { newApplicant } from './applicant.mjs'
import { takeDesk } from './desk.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import { inspect } from './inspect.mjs'
import { press } from './keys.mjs'
import { chooseVillage, signIn, veteran } from './resident.mjs'
import { startTown, until } from './town.mjs'

const NOW = '2026-11-24T08:10:00+08:00'
const supervisor = '13900000003'
const devices = []
const found = []
let town, phone, tablet

async function take(options) {
  const device = await takeDevice(options)
  devices.push(device)
  await device.context.clock.install({ time: NOW })
  return device.page
}

before(async () => {
  town = await startTown({ at: NOW })
  ;[phone, tablet] = [await take(), await take({ size: tabletSize })]
})
after(async () => {
  for (const device of devices) await device.end()
  await town?.end()
})

const at = (page, path) => page.goto(town.origin + path)
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page, name) => page.getByRole('button', { name })
const link = (page, name) => page.getByRole('link', { name })
const chip = (page, word) => page.locator('h1 ~ * .st', { hasText: word }).waitFor()
const onPhone = async (name) => found.push(...(await inspect(phone, name)))
const onTablet = async (name) => found.push(...(await inspect(tablet, name, { size: tabletSize })))
const lineUp = (up) => phone.context().setOffline(!up)

test('B6, B9: the desk says who is on duty and books for a caller; what a person wanted is taken meanwhile, and the next is offered', async () => {
  await at(tablet, '/sign-in?next=/staff')
  await signIn(tablet, town, supervisor)
  await at(tablet, '/staff?show=bookings&day=2026-11-26&task=roster')
  for (const window of ['2 号窗口', '3 号窗口', '4 号窗口']) await tablet.getByRole('checkbox', { name: window }).uncheck()
  await onTablet('roster')
  await button(tablet, '照这样值班').click()

  await chooseVillage(phone, town.origin)
  await signIn(phone, town, veteran.phone, { next: '/book?other=1' })
  await heading(phone, '哪一天去？')
  await phone.getByText('约到 周五 11月27日 16:00 截止').first().waitFor()
  await onPhone('which day')
  await press(phone, link(phone, /周四 11月26日/))
  await button(phone, /9:00 空 1 个/).waitFor()
  await onPhone('what time')

  await link(tablet, '替人预约').click()
  await button(tablet, '约上').click()
  await tablet.getByRole('alert').getByText('还没写名字').waitFor()
  await tablet.getByLabel('谁来办').fill('老吴')
  await tablet.getByLabel('手机号').fill('13800000009')
  await button(tablet, /9:00/).click()
  await onTablet('booking for a caller')
  await button(tablet, '约上').click()
  await chip(tablet, '已约好')
  await until('the caller is told by a text', async () => (await town.messages()).some((sent) => sent.phone === '13800000009' && /11月26日 周四 9:00/.test(sent.text)))

  await press(phone, button(phone, /9:00/))
  await phone.getByRole('alert').getByText('这个时间已经约满了').waitFor()
  await press(phone, button(phone, /就约 后天 周四 11月26日 9:20/))
  await chip(phone, '给您留着')
  await phone.getByText(/给您留到 8:2\d，还有 10 分钟/).waitFor()
  await press(phone, button(phone, '就约这个时间'))
  await chip(phone, '已约好')
  await onPhone('booked')
})

test('B2: one code that says nothing but itself, and a calendar file', async () => {
  const code = (await phone.locator('.book-number').innerText()).replaceAll(' ', '')
  assert.equal(readQr(await phone.getByRole('img', { name: /预约二维码/ }).evaluate((svg) => ({ size: svg.viewBox.baseVal.width, path: svg.querySelector('path').getAttribute('d') }))), code)
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{10}$/)
  const [file] = await Promise.all([phone.waitForEvent('download'), button(phone, /存到手机日历/).click()])
  assert.equal(file.suggestedFilename(), 'ganchang.ics')
})

test('without a line: three wishes that are no booking until the town answers; a visit is asked for and decided', async () => {
  await at(phone, '/book?other=1')
  await heading(phone, '哪一天去？')
  await lineUp(false)
  await phone.getByText('可以先选最多三个想去的时间').waitFor()
  await link(phone, /^周五 11月27日/).click()
  await button(phone, '上午都行').click()
  await button(phone, '14:00–15:00').click()
  await button(phone, '15:00–16:00').click()
  await phone.getByText('选满 3 个了').waitFor()
  await onPhone('hours to wish for')
  await link(phone, '看一遍 3 个想去的时间').click()
  await phone.getByText('这还不是预约。').waitFor()
  await button(phone, '记下，有网就送给镇上').click()
  await chip(phone, '待上传')
  await phone.getByText('这还不是预约。信号回来后镇上答复。').waitFor()
  await lineUp(true)
  await chip(phone, '已约好')
  await heading(phone, '周五 11月27日 9:00')

  await at(phone, '/book?kind=visit')
  await button(phone, '送给镇上，等答复').click()
  await phone.getByRole('alert').waitFor()
  assert.match(await phone.title(), /^有 3 处要改/)
  await onPhone('a visit with errors')
  await phone.getByLabel('要办什么事').fill('老人走不动，要认证')
  await phone.getByLabel('到哪里').fill('马福村 12 组')
  await phone.getByLabel('第 1 个').selectOption({ label: '周六 11月28日 上午' })
  await button(phone, '送给镇上，等答复').click()
  await chip(phone, '待答复')

  await at(tablet, '/staff?show=bookings&day=2026-11-26')
  await tablet.getByText('最忙 9:00，要开 1 个窗口').waitFor()
  await onTablet('the day')
  await link(tablet, /马福村 12 组/).click()
  await button(tablet, '不能安排，告诉他').click()
  await tablet.getByRole('alert').getByText('不能去，要写明原因').waitFor()
  await onTablet('decide on a visit')
  await button(tablet, '定这个时间，告诉他').click()
  await chip(tablet, '已约好')
  await chip(phone, '已约好')
  await phone.getByText('工作人员到时上门，请在家等。').waitFor()
})

test('B8: a case that was sent back is booked anew in one tap; who comes is scanned; what is cancelled without a line can be taken back', async () => {
  await cancel()
  const me = await newApplicant(town, veteran.phone, veteran.name, veteran.idNumber, await signedIn(phone))
  const { id } = await me.submit({ pages: { sfz: 1, hkb: 1, twz: 1, sbk: 1 }, withheld: ['sfz', 'hkb', 'twz', 'sbk'] })
  await (await takeDesk(town))('return', id, { round: 1, defects: [{ reason: '反光看不清', material: 'twz', page: 1 }] })
  await at(phone, `/mine/${id}`)
  await button(phone, /就约最早的：今天 周二 11月24日 9:00/).click()
  await chip(phone, '给您留着')
  await phone.getByText('退伍证').first().waitFor()
  await button(phone, '就约这个时间').click()
  await chip(phone, '已约好')
  const code = await phone.locator('.book-number').innerText()
  await at(phone, `/mine/${id}`)
  await link(phone, /今天 周二 11月24日 9:00/).waitFor()
  await at(phone, '/mine')
  await link(phone, /今天 周二 11月24日 9:00/).waitFor()
  await at(phone, '/')
  await link(phone, /今天 周二 11月24日 9:00/).waitFor()

  await at(tablet, '/staff?show=scan')
  await tablet.getByLabel('回执码').fill(code.toLowerCase())
  await tablet.getByLabel('回执码').press('Enter')
  await tablet.waitForFunction(() => document.activeElement?.textContent === '人到了，记下')
  await tablet.keyboard.press('Enter')
  await chip(tablet, '到了')
  await link(phone, /今天 周二 11月24日 9:00/).click()
  await chip(phone, '到了')
  assert.deepEqual(found, [])
  assert.deepEqual(devices.flatMap((device) => device.errors), [])
})

/** What the phone's own requests carry. */
const signedIn = (page) =>
  page.evaluate(() => new Promise((done) => {
    indexedDB.open('ganchang-outbox').onsuccess = ({ target: { result: db } }) => (db.transaction('device').objectStore('device').get('session').onsuccess = ({ target }) => done(target.result))
  }))

/** As a scanner sees it: four pixels a square. */
function readQr({ size, path }) {
  const side = size * 4
  const image = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) {
    for (let dy = 0; dy < 4; dy += 1) for (let dx = 0; dx < 4; dx += 1) image.fill(0, ((y * 4 + dy) * side + x * 4 + dx) * 4, ((y * 4 + dy) * side + x * 4 + dx) * 4 + 3)
  }
  return jsQR(image, side, side)?.data
}

/** The visit: taken back on the phone before it went, then really. */
async function cancel() {
  await lineUp(false)
  await button(phone, '取消预约').click()
  await button(phone, '取消这个预约').click()
  await chip(phone, '待上传')
  await button(phone, '撤销').click()
  await chip(phone, '已约好')
  await lineUp(true)
  await button(phone, '取消预约').click()
  await button(phone, '取消这个预约').click()
  await chip(phone, '已取消')
}
