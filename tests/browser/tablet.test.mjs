// One tablet, two clerks and the head of the centre, in a real browser against a real town: each opens only their own, with
// and without a line; a raw dump of the tablet's disk tells nothing; ended posts and lost tablets lose no work.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { axe } from './axe.mjs'
import { newApplicant } from './applicant.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import { guides, readable } from './dump.mjs'
import { signIn } from './resident.mjs'
import { startTown, until } from './town.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ZHOU = { phone: '13900000001', name: '周敏', pin: '240517', seat: /周\*/ }
const WANG = { phone: '13900000002', name: '王玉兰', pin: '860312', seat: /王\*/ }
const LI = { phone: '13900000003', name: '李涛', pin: '751209', seat: /李\*/ }
const CHEN = { phone: '13900000004', name: '陈建国', pin: '639174', seat: /陈\*/ }
const WRITTEN = '退伍证第二页反光看不清'
/** Of the case, of Zhou and of what Zhou typed. */
const SECRETS = ['杨成福', '510131195402180001', '6228480000000000000', '马福村 12 组', ZHOU.phone, ZHOU.name, WRITTEN, 'applications.return']
const ITEM = '农村籍退役士兵定期生活补助'
let town
let yang
let tablet
const devices = []

before(async () => {
  town = await startTown()
  yang = await newApplicant(town)
})
after(async () => {
  for (const device of devices) await device.end()
  await town?.end()
})

const take = async () => {
  const device = await takeDevice({ size: tabletSize })
  devices.push(device)
  return device
}
const keyIn = async (page, pin) => {
  for (const digit of pin) await page.getByRole('group', { name: '数字键' }).getByRole('button', { name: digit, exact: true }).click()
}
async function choosePin(page, { pin }) {
  await page.getByLabel('选一个 PIN').waitFor()
  await keyIn(page, pin)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('再按一次').fill(pin)
  await page.getByRole('button', { name: '设好 PIN' }).click()
  await page.waitForURL((url) => url.pathname === '/staff')
}
async function lock(page) {
  await page.getByRole('button', { name: '锁上，换人' }).click()
  await page.getByRole('heading', { name: '谁来用这台平板' }).waitFor()
}
async function open(page, who) {
  await page.getByRole('button', { name: who.seat }).click()
  await keyIn(page, who.pin)
  await page.getByRole('button', { name: '打开', exact: true }).click()
  await page.getByRole('navigation', { name: '收件' }).waitFor()
}
async function join_(page, who) {
  await page.getByRole('link', { name: '添一个人，用手机号登录' }).click()
  await signIn(page, town, who.phone)
  await choosePin(page, who)
}
const stateOf = (id) => yang.row(id).then((row) => row.state)
async function seen(page, name) {
  assert.deepEqual(await axe(page), [], name)
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 })
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide at ${width}`)
  }
  await page.setViewportSize(tabletSize)
}
const nothing = async (page, when) => assert.deepEqual(await readable(page, SECRETS), [], when)

const inTown = (sql, phone) => {
  const code = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=20); db.execute(sys.argv[2], [sys.argv[3]]); db.commit()'
  const done = spawnSync(join(root, '.venv/bin/python'), ['-c', code, join(town.folder, 'ganchang.sqlite'), sql, phone], { encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
}

/** As if the minute between two codes for one number had passed. */
async function signInAgain(page, phone) {
  inTown("UPDATE sign_in SET sent = '[]' WHERE phone = ?", phone)
  const mine = async () => (await town.messages()).filter((message) => message.phone === phone && message.text.includes('验证码'))
  const had = (await mine()).length
  await page.getByLabel('手机号').fill(phone)
  await page.getByRole('button', { name: '发验证码' }).click()
  const [newest] = await until('another code', async () => ((await mine()).length > had ? mine() : null))
  await page.getByLabel('验证码').fill(newest.text.match(/\d{6}/)[0])
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'))
}

async function judge(page, id) {
  await page.locator(`.list a[href*="${id}"]`).click()
  await page.getByRole('heading', { name: ITEM }).waitFor()
}

async function sendBack(page, id) {
  await judge(page, id)
  await page.getByRole('radiogroup', { name: '退伍证' }).getByText('要补').click()
  await page.getByLabel('退伍证为什么要补').fill(WRITTEN)
  await page.getByRole('button', { name: '退回补正，1 处' }).click()
  await page.getByText('1 件待上传').waitFor()
}

let one

test('D2: a clerk makes the tablet a shared one; locked, a raw dump of its disk tells nothing of people or cases', async () => {
  one = await yang.submit()
  tablet = await take()
  const { page } = tablet
  await page.goto(`${town.origin}/sign-in`)
  await signIn(page, town, ZHOU.phone)
  assert.equal(new URL(page.url()).pathname, '/staff', 'staff land at their desk, PIN or not')
  await page.getByRole('link', { name: new RegExp(ITEM) }).first().waitFor()
  assert.notDeepEqual(await readable(page, SECRETS), [], 'before there is a PIN the disk is readable: the dump sees what there is')
  await page.getByRole('link', { name: '设 PIN' }).click()
  await page.getByLabel('选一个 PIN').fill('123456')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText('太好猜了，换一个').first().waitFor()
  await seen(page, 'choosing a PIN')
  await page.getByLabel('选一个 PIN').fill('')
  await choosePin(page, ZHOU)
  await until('the desk is kept for offline', () => page.evaluate(async () => {
    const kept = []
    for (const name of await caches.keys()) kept.push(...(await (await caches.open(name)).keys()).map((file) => file.url))
    return ['staff-desk', 'staff-seats'].every((part) => kept.some((file) => file.includes(`/a/${part}`))) && navigator.serviceWorker.controller
  }), { within: 60_000 })
  await nothing(page, 'open, in use')
  await page.context().setOffline(true)
  await sendBack(page, one.id)
  await lock(page)
  await nothing(page, 'locked')
  await seen(page, 'who is here')
  await page.getByRole('button', { name: /周\*，2 号窗口.*1 件没送出/s }).click()
  await page.getByLabel('PIN').fill('111222')
  await page.getByLabel('PIN').press('Enter')
  await page.getByText('PIN 不对，还能试 9 次').first().waitFor()
  await seen(page, 'wrong PIN')
  await page.getByRole('button', { name: '换一个人' }).click()
})

test('D2: a second seat beside it; each opens their own without a line, and the guide is there once', async () => {
  const { page } = tablet
  await page.context().setOffline(false)
  await join_(page, WANG)
  await page.getByRole('link', { name: new RegExp(ITEM) }).first().waitFor()
  await nothing(page, 'in the session of a colleague')
  assert.equal(await stateOf(one.id), 'submitted', 'nobody else sends what is Zhou’s')
  const before = await guides(page)
  await page.context().setOffline(true)
  await lock(page)
  await open(page, ZHOU)
  await page.getByText('1 件待上传').waitFor()
  assert.deepEqual(await guides(page), before)
  await nothing(page, 'Zhou’s own session')
  await page.context().setOffline(false)
  await until('sent once its person is back', async () => (await stateOf(one.id)) === 'returned')
  assert.equal((await yang.row(one.id)).defects[0].reason, WRITTEN)
  await lock(page)
})

test('D2: ten wrong PINs lock a seat and lose nothing; signing in by phone opens it again', async () => {
  const { page } = tablet
  const two = await yang.submit()
  await open(page, ZHOU)
  await page.locator(`.list a[href*="${two.id}"]`).waitFor()
  await page.context().setOffline(true)
  await judge(page, two.id)
  await page.getByRole('button', { name: /份都合格/ }).click()
  await page.getByRole('button', { name: '受理', exact: true }).click()
  await page.getByText('1 件待上传').waitFor()
  await lock(page)
  await page.getByRole('button', { name: ZHOU.seat }).click()
  for (let left = 9; left >= 0; left -= 1) {
    await page.getByLabel('PIN').fill('111222')
    await page.getByRole('button', { name: '打开', exact: true }).click()
    await page.getByText(left ? `PIN 不对，还能试 ${left} 次` : '没送出的 1 件还封存在平板里，一件没丢').first().waitFor()
  }
  await seen(page, 'locked seat')
  await nothing(page, 'after ten tries')
  assert.equal(await page.getByLabel('PIN').count(), 0)
  await page.context().setOffline(false)
  await page.getByRole('link', { name: '用手机号登录' }).click()
  await signInAgain(page, ZHOU.phone)
  await choosePin(page, ZHOU)
  await until('sent after the same person signed in', async () => (await stateOf(two.id)) === 'accepted')
  await lock(page)
})

test('D1: a sign-in that ran out: the PIN still opens, work is kept and is sent only after signing in again', async () => {
  const { page } = tablet
  const three = await yang.submit()
  await open(page, ZHOU)
  await page.locator(`.list a[href*="${three.id}"]`).waitFor()
  inTown('UPDATE session SET expires_at = 1 WHERE person = (SELECT id FROM person WHERE phone = ?)', ZHOU.phone)
  await judge(page, three.id)
  await page.getByRole('radiogroup', { name: '退伍证' }).getByText('要补').click()
  await page.getByLabel('退伍证为什么要补').fill(WRITTEN)
  await page.getByRole('button', { name: '退回补正，1 处' }).click()
  await page.getByText('登录过期了，办的都还在').waitFor()
  await lock(page)
  await open(page, ZHOU)
  await page.getByText('登录过期了，办的都还在').waitFor()
  assert.equal(await stateOf(three.id), 'submitted')
  await page.getByText('登录过期了，办的都还在').click()
  await signInAgain(page, ZHOU.phone)
  await until('sent', async () => (await stateOf(three.id)) === 'returned')
})

function loadWithout(phone) {
  const above = mkdtempSync(join(tmpdir(), 'ganchang-county-'))
  const folder = join(above, 'xilai') // staff belong to the folder they were loaded from
  cpSync(join(root, 'server/guide/demo/xilai'), folder, { recursive: true })
  const staff = readFileSync(join(folder, 'staff.csv'), 'utf8').split('\n')
  writeFileSync(join(folder, 'staff.csv'), staff.filter((line) => !line.startsWith(phone)).join('\n'))
  const done = spawnSync(join(root, '.venv/bin/python'), ['-m', 'server', 'guide', 'load', folder], { cwd: root, encoding: 'utf8', env: { ...process.env, DATA_DIR: town.folder } })
  rmSync(above, { recursive: true })
  assert.equal(done.status, 0, done.stderr)
}

test('D3: a post ends while its work waits: the step goes to the head of the centre, not into the case, and the desk leaves the tablet', async () => {
  const { page } = tablet
  const four = await yang.submit()
  await page.locator(`.list a[href*="${four.id}"]`).waitFor()
  await page.context().setOffline(true)
  await sendBack(page, four.id)
  loadWithout(ZHOU.phone)
  await page.context().setOffline(false)
  await page.getByText('您没送出的 1 步已经交给主任，一步没丢').waitFor()
  assert.equal(await stateOf(four.id), 'submitted', 'not applied')

  const chief = await take()
  await chief.page.goto(`${town.origin}/sign-in`)
  await signIn(chief.page, town, LI.phone)
  await chief.page.getByRole('link', { name: /人和平板.*1 步等您处理/s }).click()
  await chief.page.getByText(WRITTEN).waitFor()
  await chief.page.getByText('岗位已经变了，这一步没有办').waitFor()
  await seen(chief.page, 'people and tablets')
  await chief.page.getByRole('button', { name: '照这样由我办' }).click()
  await until('taken by the chief', async () => (await stateOf(four.id)) === 'returned')
  assert.equal((await yang.row(four.id)).handler, '李涛，1 号窗口')
  await chief.page.getByText('等您处理').waitFor({ state: 'detached' })
})

test('D3: a tablet that was lost deletes the seat at its next contact, locked or not', async () => {
  const { page } = tablet
  const chief = devices[1].page
  await page.goto(`${town.origin}/staff`)
  await page.getByRole('heading', { name: '谁来用这台平板' }).waitFor()
  await open(page, WANG)
  await page.waitForTimeout(500)
  await lock(page)
  await chief.getByRole('button', { name: '丢失：王玉兰的机子' }).click()
  await chief.getByRole('button', { name: '丢了，删掉上面的资料' }).click()
  await chief.getByText(/^丢失，/).waitFor()
  await page.reload()
  await until('the seat is gone', async () => (await page.getByRole('button', { name: WANG.seat }).count()) === 0 && (await page.getByRole('button', { name: ZHOU.seat }).count()) === 1)
  await chief.getByText('丢失，已叫它删掉').waitFor()
  for (const device of devices) assert.deepEqual(device.errors, [])
})

test('D2: where the device can, a fingerprint or face opens the seat', async () => {
  const { page, context } = await take()
  const origin = town.origin.replace('127.0.0.1', 'localhost') // an address in figures has no passkeys
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const able = { hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true, automaticPresenceSimulation: true }
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', ...able } })
  await page.goto(`${origin}/sign-in`)
  await signIn(page, town, CHEN.phone)
  await page.getByRole('link', { name: '设 PIN' }).click()
  await choosePin(page, CHEN)
  await page.getByRole('link', { name: /设置和退出登录/ }).click()
  await page.getByRole('link', { name: /PIN 和上锁/ }).click()
  await page.getByRole('button', { name: '以后用指纹或面容打开' }).click()
  await page.getByText('好了，下次可以用指纹或面容打开').waitFor()
  await page.getByRole('link', { name: '返回' }).click()
  await page.getByRole('link', { name: /到窗口的收件/ }).click()
  await lock(page)
  await page.getByRole('button', { name: CHEN.seat }).click()
  await page.getByRole('button', { name: '用指纹或面容打开' }).click()
  await page.getByRole('navigation', { name: '收件' }).waitFor()
})
