// The supervisor closes tomorrow on the tablet, without a line at first; the phone that follows the centre is rung, and its inbox
// and home say the same; taken back, all are corrected. It is Thursday 10 December 2026. PICTURES=folder keeps the screens.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe } from './axe.mjs'
import { tabletSize, takeDevice } from './device.mjs'
import { deliver, startPushService } from './push-service.mjs'
import { chooseVillage, signIn, untilKept, veteran } from './resident.mjs'
import { startTown, until } from './town.mjs'

const SUPERVISOR = '13900000003'
const CLOSED = '12月11日 周五逢场，但不开门'
const OPEN = '更正：12月11日 周五逢场，9:00–17:00 开门'
let town, push, phone, tablet

before(async () => {
  ;[town, push, phone, tablet] = await Promise.all([startTown({ at: '2026-12-10T15:00:00+08:00' }), startPushService(), takeDevice(), takeDevice({ size: tabletSize })])
})
after(async () => {
  await Promise.all([phone?.end(), tablet?.end()])
  await town?.end()
  push?.stop()
})

async function inspect(page, name) {
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`)
  if (!process.env.PICTURES) return
  mkdirSync(process.env.PICTURES, { recursive: true })
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true })
}

/** The newest message that the phone's push service holds. */
const rung = (words) => until(`a push says ${words}`, async () => {
  const messages = (await push.messages()).map((one) => JSON.parse(one))
  return messages.find((one) => one.notification.title === words)
})

test('who follows the centre says so with one tap, and the settings tell', async () => {
  const { page } = phone
  await chooseVillage(page, town.origin)
  await untilKept(page)
  await signIn(page, town, veteran.phone, { next: '/follow' })
  await page.getByRole('group', { name: '西来镇便民服务中心' }).waitFor()
  await inspect(page, '1-follow')
  await push.equip(phone, await page.locator('meta[name=ganchang-vapid]').getAttribute('content'))
  await page.getByRole('button', { name: '关注，到时告诉我' }).click()
  await page.getByText('关注了，会在手机上提醒').waitFor()
  await page.goto(`${town.origin}/settings`)
  await page.getByText('关注了：西来镇便民服务中心').waitFor()
})

test('a day closed on the tablet without a line is wished for; with the line all hear of it, and hear again when it is undone', async () => {
  const { page } = tablet
  await page.goto(`${town.origin}/sign-in?next=/staff`)
  await signIn(page, town, SUPERVISOR)
  await page.getByRole('link', { name: '改开门时间' }).click()
  await page.getByLabel('哪一天').waitFor()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '照这样改' }).click()
  await page.getByText('请写明原因').waitFor()
  await page.getByLabel('为什么').fill('停电检修')
  await page.getByText(CLOSED).waitFor()
  await inspect(page, '2-close-a-day')
  await page.getByRole('button', { name: '照这样改' }).click()
  const change = page.getByRole('listitem').filter({ hasText: '停电检修' })
  await change.getByText('待上传').waitFor()
  assert.equal((await push.messages()).length, 0)
  await page.context().setOffline(false)
  await change.getByText('已生效').waitFor()
  await inspect(page, '3-in-effect')

  const told = await rung(CLOSED)
  assert.equal(told.notification.body, '西来镇便民服务中心。停电检修')
  assert.ok(!JSON.stringify(told).includes(veteran.phone))
  await phone.page.goto(`${town.origin}/`)
  await phone.page.getByText(CLOSED).waitFor()
  await inspect(phone.page, '4-home')
  await deliver(phone, town.origin, JSON.stringify(told))
  await phone.page.goto(`${town.origin}/inbox`)
  await phone.page.getByText(CLOSED).waitFor()
  await inspect(phone.page, '5-inbox')

  await change.getByRole('button', { name: '撤掉12月11日的改动' }).click()
  await change.getByText('撤掉了').waitFor()
  assert.equal((await rung(OPEN)).notification.tag, told.notification.tag)
  await phone.page.getByText(OPEN).waitFor()
  assert.equal(await phone.page.getByText(CLOSED, { exact: true }).count(), 0, 'what no longer holds is taken away')
  assert.deepEqual([...phone.errors, ...tablet.errors], [])
})
