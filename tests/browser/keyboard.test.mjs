// The whole story of a resident by keys alone, and reading the guide with the arrows and OK of a remote control.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { takeDesk } from './desk.mjs'
import { takeDevice } from './device.mjs'
import { goTo, press, type } from './keys.mjs'
import { takePhoto, veteran } from './resident.mjs'
import { startTown, until } from './town.mjs'

let town
const devices = []

before(async () => {
  town = await startTown()
})
after(async () => {
  for (const device of devices) await device.end()
  await town?.end()
})

async function newPhone() {
  const device = await takeDevice()
  devices.push(device)
  // With one listener that stays, the browser asks the test for every file from the first key on.
  device.page.on('filechooser', () => {})
  await device.page.goto(town.origin)
  await device.page.getByLabel('镇或村的名字').waitFor({ timeout: 60_000 })
  return device.page
}

const button = (page, name) => page.getByRole('button', { name })
const link = (page, name) => page.getByRole('link', { name })
const box = (page, name) => page.getByLabel(name, { exact: true })
const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor()
const next = (page) => press(page, button(page, '保存，下一步'))

async function choosePhoto(page, input, photo, key = 'Enter') {
  await goTo(page, input)
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press(key)])
  await chooser.setFiles(photo)
}

test('by Tab, Enter, Space and arrows alone: village, search, item, form, photos, sign-in, submit, case, mending', async () => {
  const page = await newPhone()
  await type(page, page.getByLabel('镇或村的名字'), '马福')
  await press(page, button(page, '马福').first())
  await page.getByText(/这里能查 \d+ 项/).waitFor({ timeout: 90_000 })

  await type(page, page.getByLabel('想办什么？'), 'tysb')
  await page.keyboard.press('Enter')
  await press(page, link(page, veteran.item).first())
  await heading(page, veteran.item)
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/search/)
  await press(page, link(page, veteran.item).first())
  await heading(page, veteran.item)
  await press(page, link(page, '开始申请'))
  await press(page, button(page, '开始填写'))
  await page.getByText(/5 步，填好了/).waitFor()
  await press(page, link(page, /开始填/))

  await heading(page, '符不符合条件')
  await next(page)
  await page.getByRole('alert').waitFor()
  await press(page, link(page, /您现在是农村户口吗/))
  const rural = page.getByRole('group', { name: '您现在是农村户口吗' })
  assert.ok(await rural.getByLabel('是', { exact: true }).evaluate((one) => one === document.activeElement), 'the summary leads into the question')
  await page.keyboard.press('ArrowDown')
  assert.ok(await rural.getByLabel('不是', { exact: true }).isChecked(), 'arrows choose among the answers')
  await page.keyboard.press('ArrowUp')
  assert.ok(await rural.getByLabel('是', { exact: true }).isChecked())
  await press(page, page.getByLabel('是义务兵', { exact: true }), 'Space')
  await next(page)

  await heading(page, '本人和住址')
  await type(page, box(page, '姓名'), veteran.name)
  await type(page, box(page, '身份证号'), veteran.idNumber)
  await type(page, box(page, '手机号'), veteran.phone)
  await type(page, box(page, '家住哪个村、哪个组'), '马福村 12 组')
  await next(page)

  await heading(page, '服役经历')
  for (const [label, text] of [['哪年哪月入伍 年份', '1974'], ['哪年哪月入伍 月份', '12'], ['哪年哪月退伍 年份', '1978'], ['哪年哪月退伍 月份', '3']]) await type(page, box(page, label), text)
  // OK of a remote control is Enter: it chooses here and does not send the form.
  await press(page, page.getByLabel('没有领', { exact: true }))
  await next(page)

  await heading(page, '打到哪张卡')
  await type(page, page.getByLabel('社保卡上的银行卡号'), veteran.card)
  // Enter in a field goes on, as it does everywhere.
  await page.keyboard.press('Enter')

  await heading(page, '材料照片')
  for (const [index, material] of veteran.photos.entries()) {
    await choosePhoto(page, page.getByLabel(`拍${material}`), await takePhoto(page, index + 1), index % 2 ? 'Space' : 'Enter')
    await page.getByRole('heading', { name: new RegExp(`^${material} 1 页`) }).waitFor()
    await page.getByRole('img', { name: `${material}第 1 页` }).waitFor()
    await page.getByRole('status').getByText('已保存在手机').waitFor()
  }
  await next(page)

  await heading(page, '看一遍，对了再交')
  await press(page, page.getByRole('checkbox'), 'Space')
  await press(page, button(page, '登录并提交'))
  await heading(page, '用手机号登录')
  await type(page, page.getByLabel('手机号'), veteran.phone)
  await page.keyboard.press('Enter')
  await page.getByLabel('验证码').waitFor()
  await type(page, page.getByLabel('验证码'), await town.codeFor(veteran.phone))
  await page.keyboard.press('Enter')
  await page.getByText(/^510131104-\d{6}-\d{4}$/).waitFor()

  const id = new URL(page.url()).pathname.split('/').pop()
  const clerk = await takeDesk(town)
  await clerk('return', id, { round: 1, defects: [{ reason: '反光看不清', material: 'twz', page: 1 }, { reason: '卡号不对', field: 'card' }] })
  await press(page, link(page, '去补材料，2 处'))
  await heading(page, veteran.item)
  await choosePhoto(page, page.getByLabel('重拍第 1 页'), await takePhoto(page, 9))
  await page.getByText('补好 1 处，还差 1 处').waitFor()
  await goTo(page, page.getByRole('textbox', { name: '社保卡上的银行卡号' }))
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('6228480000000000018')
  await page.getByText('2 处都补好了').waitFor()
  await press(page, button(page, '提交补正'))
  await until('the mended case is with the town again', () => page.getByText('已送达').first().isVisible(), { within: 30_000 })
  await press(page, link(page, '我的事'), 'Enter', 'Shift+Tab')
  await page.waitForURL(/\/mine$/)
  await press(page, link(page, new RegExp(veteran.item)))
  await heading(page, veteran.item)
})

test('with the arrows and OK of a remote control: village, search, item, large type, back', async () => {
  const page = await newPhone()
  const down = (wanted, key = 'Enter') => press(page, wanted, key, 'ArrowDown')
  await down(link(page, '西来镇'))
  await down(button(page, '马福'))
  await page.getByText(/这里能查 \d+ 项/).waitFor({ timeout: 90_000 })
  await goTo(page, page.getByLabel('想办什么？'), 'ArrowDown')
  // What the remote's on-screen keyboard puts in.
  await page.keyboard.insertText('tysb')
  await page.keyboard.press('Enter')
  await down(link(page, veteran.item).first())
  await heading(page, veteran.item)
  await goTo(page, link(page, '开始申请'), 'ArrowDown')
  await press(page, button(page, '大字'), 'Enter', 'ArrowUp')
  assert.equal(await page.evaluate(() => document.documentElement.dataset.text), 'xl')
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/search/)
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => url.pathname === '/')
  await down(link(page, '全部事项'))
  await heading(page, '全部事项')
  await down(link(page, /^养老/))
  await heading(page, '养老')
})
