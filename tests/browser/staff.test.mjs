// The centre's tablet in a real browser against a real town: every step of a case, without a line too, and what each seat may not do.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { encode } from 'uqr'
import { axe, colours } from './axe.mjs'
import { newApplicant } from './applicant.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import { signIn } from './resident.mjs'
import { startTown, until } from './town.mjs'

const CLERK = '13900000001'
const CLERK2 = '13900000002'
const SUPERVISOR = '13900000003'
const REVIEWER = '13900000004'
let town
let yang
const devices = []

before(async () => {
  town = await startTown()
  yang = await newApplicant(town)
})
after(async () => {
  for (const device of devices) await device.end()
  await town?.end()
})

async function seat(phone, options) {
  const device = await takeDevice({ size: tabletSize, ...options })
  devices.push(device)
  await device.page.goto(`${town.origin}/sign-in`)
  await signIn(device.page, town, phone)
  assert.equal(new URL(device.page.url()).pathname, '/staff', 'staff land at their desk')
  return device
}

async function openCase(page, tab) {
  await page.getByRole('link', { name: new RegExp(`^${tab}`) }).click()
  await page.locator('.list ol a').first().click()
  await page.getByRole('heading', { name: '农村籍退役士兵定期生活补助' }).waitFor()
}

/** A film for the browser's camera: a sheet of paper with the code on it, held still. */
function filmOf(text, width = 640, height = 480, dot = 9) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const grey = Buffer.alloc(width * height, 190)
  const [left, top] = [(width - size * dot) >> 1, (height - size * dot) >> 1]
  for (let y = 0; y < size * dot; y += 1) for (let x = 0; x < size * dot; x += 1) grey[(top + y) * width + left + x] = data[Math.floor(y / dot)][Math.floor(x / dot)] ? 20 : 235
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc((width * height) / 2, 128)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...Array(10).fill(frame)])
}

const stateOf = (id) => yang.row(id).then((row) => row.state)
const becomes = (id, state) => until(`${id} is ${state}`, async () => (await stateOf(id)) === state)

async function inspect(page, name) {
  for (const [theme, text, width, height] of [['light', '', 1024, 768], ['dark', '', 1024, 768], ['light', 'xl', 1024, 768], ['light', '', 320, 2400], ['light', 'xl', 320, 2400]]) {
    await page.setViewportSize({ width, height })
    await page.evaluate(([theme, text]) => Object.assign(document.documentElement.dataset, { theme, text }), [theme, text])
    await page.waitForTimeout(150)
    assert.deepEqual(await axe(page, theme === 'light' && !text ? undefined : colours), [], `${name}, ${theme} ${text} ${width}`)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide at ${width} ${text}`)
  }
  await page.setViewportSize(tabletSize)
  await page.evaluate(() => Object.assign(document.documentElement.dataset, { theme: 'light', text: '' }))
}

let clerk
let one

test('what is sent in stands on the tablet within a second, and every state of its review is clean for axe', async () => {
  clerk = await seat(CLERK)
  const { page } = clerk
  await page.getByText('这里没有等着办的').waitFor()
  await page.waitForTimeout(2000)
  await inspect(page, 'empty inbox')
  one = await yang.submit({ withheld: ['sbk'] })
  await page.getByText('照片没到齐').first().waitFor({ timeout: 5_000 })
  await openCase(page, '待预审')
  await inspect(page, 'case')
  await page.getByRole('button', { name: '受理', exact: true }).click()
  await page.getByText('还有 1 张照片没传到，到齐才能受理').waitFor()
  await page.getByText('身份证还没看').waitFor()
})

test('two defects go out at once; typed on the tablet they outlive its battery, and sent without a line they wait', async () => {
  const { page } = clerk
  await page.getByLabel('身份证合格').check()
  await page.getByLabel('退伍证要补').first().check()
  await page.getByRole('button', { name: '反光看不清' }).click()
  await page.getByLabel('户口簿要补').first().check()
  await page.getByLabel('户口簿哪一页').selectOption('2')
  await page.getByLabel('户口簿为什么要补').fill('少了本人那一页')
  await inspect(page, 'defects')
  await until('the desk is kept for offline', () => page.evaluate(async () => {
    for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).some((file) => file.url.includes('/a/staff-desk'))) return true
    return false
  }))
  await page.waitForTimeout(1000)
  await clerk.kill()
  await town.kill()
  const again = await clerk.open()
  await again.goto(`${town.origin}/staff`)
  await openCase(again, '待预审')
  assert.equal(await again.getByLabel('户口簿为什么要补').inputValue(), '少了本人那一页')
  await again.getByText('他手机上的通知').click()
  const promised = await again.locator('.quote').nth(1).innerText()
  await again.getByRole('button', { name: '退回补正，2 处' }).click()
  await again.getByText('断网，照常办。1 件待上传').waitFor()
  await inspect(again, 'no line')
  await town.start()
  await becomes(one.id, 'returned')
  await again.getByText('1 件待上传').waitFor({ state: 'detached' })
  assert.deepEqual((await yang.row(one.id)).defects, [{ reason: '反光看不清', material: 'twz' }, { reason: '少了本人那一页', material: 'hkb', page: 2 }])
  const sms = await until('the text message', async () => (await town.messages()).find((message) => message.text.includes('要补 2 处')))
  assert.equal(sms.text, promised, 'the applicant reads what the clerk saw')
})

test('a second list in one round is the supervisor\'s, with a reason', async () => {
  const { page } = clerk
  assert.equal(await page.getByRole('button', { name: /^退回补正/ }).count(), 0, 'a clerk has no button for it')
  const chief = await seat(SUPERVISOR)
  await openCase(chief.page, '等他补')
  await chief.page.getByRole('button', { name: '退回补正，2 处' }).click()
  await chief.page.getByText('还没写再退一次的理由').first().waitFor()
  await inspect(chief.page, 'second list')
  await chief.page.getByLabel('社保卡要补').first().check()
  await chief.page.getByLabel('社保卡为什么要补').fill('卡号看不清')
  await chief.page.getByLabel('这一轮再退一次的理由').fill('第一次漏看了社保卡')
  await chief.page.getByRole('button', { name: '退回补正，3 处' }).click()
  await until('three defects', async () => (await yang.row(one.id)).defects.length === 3)
})

test('a step that came too late is shown with what happened, loses nothing typed, and can be taken again', async () => {
  const two = await yang.submit()
  const { page } = clerk
  await page.goto(`${town.origin}/staff?id=${two.id}`)
  await page.getByLabel('退伍证要补').first().check()
  await page.getByLabel('退伍证为什么要补').fill('第 2 页反光')
  await page.waitForTimeout(600)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '退回补正，1 处' }).click()
  await page.getByText('1 件待上传').waitFor()
  const chief = devices.at(-1).page
  await chief.goto(`${town.origin}/staff?id=${two.id}`)
  await chief.getByRole('button', { name: '其余 4 份都合格' }).click()
  await chief.getByRole('button', { name: '受理', exact: true }).click()
  await becomes(two.id, 'accepted')
  await page.context().setOffline(false)
  await page.getByText('镇上没收下：退回补正').waitFor()
  await page.getByText(/最近一步：李涛/).waitFor()
  await page.getByText('1. 退伍证：第 2 页反光').waitFor()
  await inspect(page, 'not taken')
  await page.getByRole('button', { name: '知道了' }).click()
  assert.equal(await stateOf(two.id), 'accepted')
})

test('accepted and handed over without a line in between, approved by the department, issued at the window', async () => {
  const { page } = clerk
  const three = await yang.submit()
  await page.goto(`${town.origin}/staff?id=${three.id}`)
  await page.getByRole('button', { name: '其余 4 份都合格' }).click()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '受理', exact: true }).click()
  await page.getByLabel('转给哪个部门').waitFor()
  assert.equal(await page.getByLabel('转给哪个部门').inputValue(), '510131-ty', 'the item\'s own department')
  await inspect(page, 'hand over')
  await page.getByRole('button', { name: '转给部门' }).click()
  await page.getByText('2 件待上传').waitFor()
  await page.context().setOffline(false)
  await becomes(three.id, 'in_department')
  assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0, 'the window does not decide')

  const office = await seat(REVIEWER)
  await openCase(office.page, '待审批')
  await office.page.getByText('社保卡上的银行卡号').waitFor({ timeout: 60_000 })
  await inspect(office.page, 'decide')
  assert.equal(await office.page.getByRole('button', { name: /受理/ }).count(), 0, 'the department does not take in')
  await office.page.getByRole('button', { name: '批准' }).click()
  await becomes(three.id, 'approved')

  await page.getByLabel('结果').fill('补助从下个月起打到社保卡')
  await inspect(page, 'issue')
  await page.getByRole('button', { name: '办结，告诉他' }).click()
  await becomes(three.id, 'issued')
  assert.equal((await yang.row(three.id)).result, '补助从下个月起打到社保卡')
})

test('the receipt prints without a line, and its code typed in opens the case', async () => {
  const { page } = clerk
  await page.getByRole('link', { name: '打印回执' }).click()
  await page.getByText('西来镇便民服务中心').waitFor()
  await page.getByRole('img', { name: /回执二维码/ }).waitFor()
  await inspect(page, 'receipt')
  const { code, id } = await yang.row(one.id)
  await page.goto(`${town.origin}/staff?show=scan`)
  await page.getByLabel('回执码').fill('不是码')
  await page.getByRole('button', { name: '打开这一件' }).click()
  await page.getByText('这不是回执码').first().waitFor()
  await inspect(page, 'scan')
  await page.getByLabel('回执码').fill(code.toLowerCase())
  await page.getByRole('button', { name: '打开这一件' }).click()
  await page.waitForURL((url) => url.searchParams.get('id') === id)
})

test('the camera reads the code of a receipt', async () => {
  const { code, id } = await yang.row(one.id)
  const folder = mkdtempSync(join(tmpdir(), 'ganchang-camera-'))
  const film = join(folder, 'receipt.y4m')
  writeFileSync(film, filmOf(`${town.origin}/c/${code}`))
  const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
  const { page } = await seat(CLERK2, { options: { args: ['--no-sandbox', '--disable-gpu', ...camera], permissions: ['camera'] } })
  await page.getByRole('link', { name: '扫回执' }).click()
  await page.waitForURL((url) => url.searchParams.get('id') === id)
  rmSync(folder, { recursive: true })
})

test('what readers say is wrong in the guide reaches the supervisor, and no clerk', async () => {
  await yang.send('guide.report_error', 'guide', { id: crypto.randomUUID(), item: '510131104-JF-0021', text: '电话换了，打不通', place: '510131104' })
  const chief = devices[1].page
  await chief.goto(`${town.origin}/staff?show=reports`)
  await chief.getByText('电话换了，打不通').waitFor()
  await inspect(chief, 'reports')
  assert.equal(await clerk.page.getByRole('link', { name: '群众说指南有错' }).count(), 0)
  for (const device of devices) assert.deepEqual(device.errors, [])
})
