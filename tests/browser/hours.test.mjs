// 哪天能去 on a phone that is abroad, by the town's clock: open now, the month without a line, why, keys; the plain page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { takeDevice, tabletSize } from './device.mjs'
import { inspect } from './inspect.mjs'
import { goTo } from './keys.mjs'
import { chooseVillage, findByInitials, untilKept } from './resident.mjs'
import { startTown } from './town.mjs'

const THURSDAY = '2026-12-10T10:00:00+08:00'
let town
let device

before(async () => {
  town = await startTown({ at: THURSDAY })
  device = await takeDevice({ options: { timezoneId: 'America/New_York' } })
  await device.context.clock.install({ time: new Date(THURSDAY) })
})
after(async () => {
  await device?.end()
  await town?.end()
})

test('B23: when can I go? On home, for a month without a line, by keys, for an item, at another centre, without the app', async () => {
  const { page, context } = device
  await chooseVillage(page, town.origin)
  await page.getByRole('heading', { name: '现在开门，到 17:00' }).waitFor()
  await page.getByText('今天 周四 12月10日，不逢场').waitFor()
  await page.getByText('12月11日 周五逢场，9:00–17:00 开门').waitFor()
  await untilKept(page)

  await context.setOffline(true)
  await page.getByRole('link', { name: '约时间' }).click()
  await page.getByRole('heading', { name: '12月', exact: true }).waitFor()
  const cell = (name) => page.getByRole('table').getByRole('button', { name })
  await cell('周日 12月13日，9:00–13:00，逢场').click()
  await page.getByRole('status').getByText('9:00–13:00').waitFor()
  await page.getByText('网上预约到 12月11日 16:00').waitFor()
  assert.match(await page.getByRole('link', { name: '约这一天' }).getAttribute('href'), /^\/book\?centre=510131104&day=2026-12-13$/)
  await cell('周日 12月20日，不开门').click()
  await page.getByRole('status').getByText('只在逢场时开门，这天不逢场').waitFor()
  assert.equal(await page.getByRole('link', { name: '约这一天' }).count(), 0)

  await goTo(page, cell('周日 12月20日'), 'Tab')
  await page.keyboard.press('ArrowUp')
  const isAt = (name) => page.waitForFunction((wanted) => document.activeElement.textContent.includes(wanted), name)
  await isAt('周日 12月13日')
  await page.keyboard.press('PageDown')
  await page.getByRole('heading', { name: '2027年1月', exact: true }).waitFor()
  await page.getByRole('status').getByText('还没有公布 2027 年的放假安排，可能会变').waitFor()
  await isAt('1月13日')
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => url.pathname === '/')
  await page.goto(`${town.origin}/when/510132`)
  await page.getByText('这个中心的时间没有存在手机里，要有网才能看。').waitFor()

  await context.setOffline(false)
  await page.goto(`${town.origin}/when`)
  await page.getByRole('heading', { name: '12月', exact: true }).waitFor()
  assert.deepEqual(await inspect(page, 'when'), [])
  await page.setViewportSize(tabletSize)
  assert.deepEqual(await inspect(page, 'when on a tablet', { size: tabletSize }), [])
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('link', { name: '换一个中心' }).click()
  await page.getByLabel('哪个便民服务中心').fill('成都')
  await page.getByRole('link', { name: '成都市政务服务中心' }).click()
  await page.getByRole('heading', { name: '现在开门' }).waitFor()

  await page.goto(town.origin)
  await findByInitials(page)
  await page.getByRole('link', { name: '什么时候能去办' }).click()
  await page.getByText('办：农村籍退役士兵定期生活补助').waitFor()
  assert.match(await page.getByRole('link', { name: '约这一天' }).getAttribute('href'), /item=/)

  // The app is installed by now, and yet the address that is handed on is the town's own page.
  await page.goto(`${town.origin}/h/510131104`)
  await page.getByRole('heading', { name: '现在开门，到 17:00' }).waitFor()
  assert.equal(await page.evaluate(() => document.scripts.length), 0)
  assert.deepEqual(device.errors, [])
})
