// 窗口代办 on the centre's tablet: without a line a clerk fills in for somebody who has no phone, and gives a receipt that holds.
// PICTURES=folder keeps a picture of each screen.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe } from './axe.mjs'
import * as counter from './clerk.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import { signIn, veteran } from './resident.mjs'
import { startTown, until } from './town.mjs'

let town
let tablet

before(async () => {
  town = await startTown()
})
after(async () => {
  await tablet?.end()
  await town?.end()
})

async function inspect(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`)
  if (!process.env.PICTURES) return
  mkdirSync(process.env.PICTURES, { recursive: true })
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}

const tick = (page, group, word) => page.getByRole('group', { name: group }).getByText(word, { exact: true }).click()

async function fillIn(page) {
  await page.getByRole('searchbox', { name: '办哪一件' }).fill('tysb')
  await page.getByRole('button', { name: veteran.item }).click()
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
  await page.getByLabel('姓名').first().fill(veteran.name)
  await page.getByLabel('身份证号').first().fill(veteran.idNumber)
  await tick(page, '您现在是农村户口吗', '是')
  await page.getByText('是义务兵', { exact: true }).click()
  await page.getByLabel('家住哪个村、哪个组').fill('马福村 12 组')
  await page.locator('#f-phone').fill('13800000009')
  await page.getByLabel('哪年哪月入伍 年份').fill('1974')
  await page.getByLabel('哪年哪月入伍 月份').fill('12')
  await page.getByLabel('哪年哪月退伍 年份').fill('1978')
  await page.getByLabel('哪年哪月退伍 月份').fill('3')
  await page.getByText('没有领', { exact: true }).click()
  await page.getByLabel('社保卡上的银行卡号').fill(veteran.card)
}

test('W6: without a line the window hands in for somebody without a phone, and the number on paper is the town\'s', async () => {
  tablet = await takeDevice({ size: tabletSize })
  const { page } = tablet
  await page.goto(`${town.origin}/sign-in?next=/staff`)
  await signIn(page, town, counter.clerk)
  await page.getByRole('link', { name: '窗口代办' }).click()
  await page.getByText('这台平板备着 300 个回执号').waitFor()
  await until('the form is on the tablet', async () => (await page.getByRole('button', { name: veteran.item }).count()) > 0)
  await page.waitForTimeout(1000)
  await page.context().setOffline(true)
  await fillIn(page)
  await page.getByRole('button', { name: '交件，给回执号' }).click()
  await page.getByRole('alert').getByText('要先念给本人听，本人同意了才能交').waitFor()
  await page.getByRole('alert').getByText('还差材料：身份证').waitFor()
  await inspect(page, '7-take-in-faults')
  for (const material of veteran.photos) await page.getByRole('checkbox', { name: new RegExp(`^${material}`) }).check()
  await page.getByRole('checkbox', { name: /^以上都念给本人听过/ }).check()
  await inspect(page, '8-take-in')
  await page.getByRole('button', { name: '交件，给回执号' }).click()
  await page.getByText(/^510131104-W000001$/).waitFor()
  await page.getByRole('img', { name: /回执二维码/ }).waitFor()
  await inspect(page, '9-receipt-without-a-line')
  const code = (await page.locator('.code').innerText()).replaceAll(' ', '')

  await page.context().setOffline(false)
  const track = await until('the town has it under that code', async () => {
    const answer = await fetch(`${town.origin}/track/${code}`)
    return answer.ok && answer.json()
  })
  assert.equal(track.state, 'submitted')
  await page.goto(`${town.origin}/staff`)
  await counter.open(page, '待预审')
  await page.getByText('510131104-W000001').waitFor()
  await page.getByText('纸质件，在窗口收的').first().waitFor()
  await inspect(page, '10-taken-in-case')
  await counter.returnWith(page, { 户口簿: '少了本人那一页' })
  await page.getByText('本人来窗口补了').click()
  await page.getByRole('checkbox', { name: '收到纸质件：户口簿' }).check()
  await page.getByRole('checkbox', { name: '都看过、念过了，本人同意' }).check()
  await inspect(page, '11-mended-at-the-window')
  await page.getByRole('button', { name: '补正收下' }).click()
  await counter.open(page, '补正回来')
  await page.getByRole('button', { name: '其余 4 份都合格' }).click()
  await page.getByRole('button', { name: '受理', exact: true }).click()
  await page.getByRole('link', { name: /^受理了要转 1/ }).waitFor()
  await page.goto(`${town.origin}/staff?show=take-in`)
  await page.getByText('这台平板备着 299 个回执号').waitFor()
  assert.equal(await page.getByText('还要您动手的').count(), 0, 'what the town has is no business of the tablet any more')
  await page.goto(`${town.origin}/mine`)
  await page.getByText('还没有要办的事').waitFor()
  assert.deepEqual(tablet.errors, [])
})
