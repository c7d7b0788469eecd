// 怎么走 on a Saturday morning: the timetable without a line, the live bus over the socket, what was just missed, the bus moving on its
// line, a feed that falls silent and comes back, and the same by asking where no socket comes through.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { lineAt, namespacesWork, startLink } from '../link/tun.mjs'
import { profiles } from '../link/profiles.mjs'
import { say, see, TOKEN } from './bus-feed.mjs'
import { takeDevice } from './device.mjs'
import { inspect } from './inspect.mjs'
import { press } from './keys.mjs'
import { deliver, startPushService } from './push-service.mjs'
import { chooseVillage, signIn, untilKept } from './resident.mjs'
import { sleep, startTown, until } from './town.mjs'

const SATURDAY = '2026-12-12T08:36:00+08:00'
const DRIVER = '13900000010'
const RESIDENT = '13800000003'
const BUS = '101-a-daily-0830' // at 铁牛村 at 8:42
const [AFTER_TUANJIE, BEFORE_TIENIU] = [[30.2186, 103.4971], [30.2279, 103.4909]]
// A line of its own, so that benchmarks and the main story may run beside it.
const { farAddress, sideAddress, inServer, inClient } = lineAt(2)
const GOOD = { down: 8000, up: 8000, delay: 1, loss: 0 }
let link
let town
let origin
let device
let ahead

before(async () => {
  ahead = Date.parse(SATURDAY) - Date.now()
  link = namespacesWork() ? await startLink(GOOD, 2) : undefined
  const apart = link && { host: sideAddress, listen: '0.0.0.0', prefix: inServer() }
  town = await startTown({ at: SATURDAY, env: { TRANSIT_TOKEN: TOKEN }, ...apart })
  origin = link ? `http://${farAddress}:${town.port}` : town.origin
  device = await takeDevice(link && { wrap: inClient(), secure: [origin] })
  await device.context.clock.install({ time: new Date(Date.now() + ahead) })
})
after(async () => {
  await device?.end()
  await town?.end()
  await link?.stop()
})

async function lineIs({ down, up, delay, loss }) {
  for (const words of [`rate ${down} ${up}`, `delay ${delay}`, `loss ${loss}`]) await link?.say(words)
}

const now = () => Math.floor((Date.now() + ahead) / 1000)
const at = (clock) => Date.parse(`2026-12-12T${clock}:00+08:00`) / 1000

test('H1 H2 H3 H5 B30: the next bus from my stop, without a line and live over G; just left; the bus moves; a silent feed is told apart from no line', async () => {
  const { page, context } = device
  const sockets = []
  page.on('websocket', (socket) => socket.url().endsWith('/bus/live') && sockets.push(socket))
  await chooseVillage(page, origin)
  await untilKept(page)
  await press(page, page.getByRole('link', { name: '怎么走' }))
  await page.getByRole('link', { name: /^马福村 约每 40 分钟一班/ }).waitFor()
  await page.getByLabel('站名或村名').fill('铁牛')
  await page.getByRole('link', { name: /^铁牛村 8:42，101 路/ }).click()
  await page.getByText('这里的车没有实时。').waitFor()

  await context.setOffline(true)
  await page.getByRole('status').getByText('没网，看不到车到哪了。时刻表照样准').waitFor()
  await page.reload()
  const next = page.getByRole('region', { name: '下一班去西来镇' })
  await next.getByText('8:42').waitFor()
  await next.getByText('8:58 到西来场镇').waitFor()
  await page.getByLabel('我走到这站要').selectOption('2')
  await next.getByText('8:37 出门，走到站 2 分钟').waitFor()
  await page.getByText('18:28 到西来场镇末班车').first().waitFor()
  await page.getByText('18:50 到铁牛村末班车').first().waitFor()
  await page.getByRole('button', { name: '放到首页，天天看' }).click()
  await page.goto(origin)
  await page.getByRole('navigation', { name: '我的车站' }).getByRole('link', { name: /^铁牛村 8:42/ }).click()

  await say(town, { at: now(), trip: BUS, stops: [['pancha', at('08:40')], ['tieniu', at('08:47')]] })
  // From here on a weak GPRS cell; the whole guide over it is another story.
  await lineIs(profiles.G)
  await context.setOffline(false)
  await next.getByText('8:47').waitFor()
  await next.getByText(/还有 \d+ 分钟，离这站还有 1 站，晚 5 分钟/).waitFor()
  assert.match(await page.locator('.strip li:has(svg)').textContent(), /团结村（车快到这站）/)
  assert.equal(await page.getByText('没网，看不到车到哪了').count(), 0)
  assert.deepEqual(await inspect(page, 'stop'), [])

  await say(town, { at: now(), trip: BUS, stops: [['tieniu', now() - 20], ['lianghe', now() + 280]] })
  await next.getByText(/^8:\d\d 101 路 刚开走，1 分钟前$/).waitFor()
  await next.getByText('9:42').waitFor()

  await say(town, { at: now() - 55, trip: BUS, stops: [['tieniu', at('08:47')]] })
  await page.getByRole('status').getByText('有网，但现在没有实时').waitFor()
  assert.equal(await page.getByText('没网，看不到车到哪了').count(), 0)
  for (const ago of [6, 0]) await say(town, { at: now() - ago, trip: BUS, stops: [['tieniu', at('08:49')]] })
  await next.getByText('8:49').waitFor()
  assert.equal(sockets.filter((socket) => !socket.isClosed()).length, 1)
  assert.equal(await page.getByText('有网，但现在没有实时').count(), 0)

  await page.goto(`${origin}/when/510131104?day=2026-12-13`)
  await page.getByRole('link', { name: /^去 8:04 在马福村等 102 路，约每 40 分钟一班，最晚 9:00 到西来场镇/ }).waitFor()
  await page.goto(`${origin}/way/line/xilai%3A101`)
  await page.getByRole('link', { name: /^铁牛村 首班 6:42，末班 18:12/ }).waitFor()
  await page.getByText(/按到站时间推算，车在/).waitFor()
  await see(town, now(), [BUS, ...AFTER_TUANJIE])
  await page.getByText('车在鹤山街道·团结村和铁牛村之间，刚刚', { exact: true }).waitFor()
  const bus = page.locator('.bus-at')
  const place = () => bus.evaluate((drawn) => parseFloat(drawn.style.left))
  const before = await place()
  await bus.evaluate((drawn) => (drawn.title = 'the same'))
  await see(town, now() + 15, [BUS, ...BEFORE_TIENIU])
  await until('the bus has moved', async () => (await place()) > before + 30)
  assert.deepEqual(await bus.evaluate((drawn) => [drawn.title, getComputedStyle(drawn).transitionDuration]), ['the same', '4s'])
  await page.emulateMedia({ reducedMotion: 'reduce' })
  assert.equal(await bus.evaluate((drawn) => getComputedStyle(drawn).transitionDuration), '0s')
  assert.deepEqual(await inspect(page, 'line'), [])

  const frames = []
  sockets.at(-1).on('framereceived', ({ payload }) => frames.push(payload))
  await say(town, { at: now() - 48, trip: BUS, stops: [['tieniu', at('08:49')]] })
  await see(town, now() - 48, [BUS, ...BEFORE_TIENIU])
  await page.getByRole('status').getByText('有网，但现在没有实时').waitFor() // nobody sends it: the town notices by itself
  await page.locator('.bus-at.old').waitFor()
  await page.getByText('车在鹤山街道·团结村和铁牛村之间，1 分钟前').waitFor()
  await see(town, now(), [BUS, ...BEFORE_TIENIU])
  await page.getByText('车在鹤山街道·团结村和铁牛村之间，刚刚', { exact: true }).waitFor()
  assert.equal(await page.getByText('有网，但现在没有实时').count(), 0)
  assert.ok(frames.length && frames.every((frame) => typeof frame !== 'string' && frame.length <= 20), frames.map(String).join())

  await page.routeWebSocket(/\/bus\/live$/, (socket) => socket.close())
  await page.reload()
  await page.getByText('车在鹤山街道·团结村和铁牛村之间，刚刚', { exact: true }).waitFor()
  await see(town, now(), [BUS, ...AFTER_TUANJIE])
  await context.clock.fastForward(11_000)
  await until('it asks again by itself', async () => (await place()) < before + 10)
  assert.deepEqual(device.errors, [])
})

test('the driver of the bus has a phone: it is live at the next stops, also after a dead signal and a killed page, until it is over', async (t) => {
  const phone = await takeDevice({ secure: [town.origin], options: { permissions: ['geolocation', 'notifications'], geolocation: { latitude: 30.2776, longitude: 103.4937, accuracy: 8 } } })
  t.after(() => phone.end())
  const { page, context } = phone
  await context.clock.install({ time: new Date(Date.now() + ahead) })
  const told = async () => (await (await fetch(`${town.origin}/bus/xilai:dunhou`)).json()).arrivals.find((one) => one.to === '蒲江客运站')
  const row = (name) => page.locator('dl.facts > div').filter({ hasText: name })
  const drive = async (...places) => {
    for (const [latitude, longitude] of places) {
      await context.clock.fastForward(10_000)
      await context.setGeolocation({ latitude, longitude, accuracy: 8 })
      await sleep(150)
    }
  }
  await chooseVillage(page, town.origin)
  await untilKept(page)
  await signIn(page, town, DRIVER, { next: '/mine' })
  await press(page, page.getByRole('link', { name: '开车发位置' }))
  await page.getByRole('group', { name: '101 路，往蒲江客运站' }).getByRole('button', { name: '8:40' }).click()
  await page.getByRole('heading', { name: '101 路，往蒲江客运站' }).waitFor()
  await page.getByRole('button', { name: '发车' }).click()
  await row('已发出').getByText('1 个位置').waitFor()
  await page.getByRole('region', { name: '车到哪里' }).getByText('西来场镇').waitFor()
  await until('the bus is live', async () => (await told()).state === 'live')

  await context.setOffline(true)
  await drive([30.2768, 103.4936], [30.276, 103.4935], [30.2753, 103.493])
  await row('等信号').getByText('3 个位置').waitFor()
  await page.getByText('没信号，位置存在手机里，有信号自己补发').waitFor()
  assert.deepEqual(await inspect(page, 'drive'), [])
  await page.goto('about:blank')
  await page.goto(`${town.origin}/drive`)
  await page.getByText('这一班还没收车').waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: '接着开' }).click()
  await row('已发出').getByText(/^[45] 个位置/).waitFor()
  await page.getByRole('button', { name: '到站收车' }).click()
  await page.getByText('还没到终点，真的收车？').waitFor()
  await page.getByRole('button', { name: '到站收车' }).click()
  await page.getByText('收车了，不再发位置').waitFor()
  await until('it is live no more', async () => (await told()).state === 'scheduled')
  assert.deepEqual(phone.errors, [])
})

test('a push says when one must leave for the late bus, and opens its stop', async (t) => {
  const push = await startPushService(link && { host: sideAddress, prefix: inServer() })
  t.after(() => push.stop())
  const phone = await takeDevice({ secure: [town.origin], options: { permissions: ['notifications'] } })
  t.after(() => phone.end())
  const { page, context } = phone
  await context.clock.install({ time: new Date(Date.now() + ahead) })
  await chooseVillage(page, town.origin)
  await untilKept(page)
  await signIn(page, town, RESIDENT, { next: '/way' })
  await push.equip(phone, await page.locator('meta[name=ganchang-vapid]').getAttribute('content'))
  await page.goto(`${town.origin}/way/stop/xilai%3Atieniu?tell=new`)
  await page.getByText('5 分钟', { exact: true }).click()
  await page.getByText('今天', { exact: true }).click()
  await page.getByLabel('从').fill('08:00')
  await page.getByLabel('到', { exact: true }).fill('10:00')
  assert.deepEqual(await inspect(page, 'wish'), [])
  await page.getByRole('button', { name: '到时叫我' }).click()
  await page.getByText('镇上记着，到时叫您').waitFor()

  await context.setOffline(true) // asleep in a pocket: nothing but the push reaches it
  const comes = now() + 660
  await say(town, { at: now(), trip: BUS, stops: [['tieniu', comes]] })
  const told = await until('it rings', async () => (await push.messages()).map((one) => JSON.parse(one)).at(-1), { within: 40_000 })
  // 5 minutes to walk, 3 to wait, and one that a late bus may make up for.
  const leave = new Date((comes - 9 * 60 + 8 * 3600) * 1000).toISOString().slice(11, 16).replace(/^0/, '')
  assert.equal(told.notification.title, `${leave} 前出门：101往西来场镇`)
  assert.ok(!JSON.stringify(told).includes(RESIDENT))
  await deliver(phone, town.origin, JSON.stringify(told))
  const shown = await until('it is shown', () => page.evaluate(async () => {
    const [one] = await (await navigator.serviceWorker.ready).getNotifications()
    return one && [one.title, one.body.split('\n')[0]]
  }))
  assert.deepEqual(shown, [told.notification.title, told.notification.body])
  assert.equal(decodeURIComponent(new URL(told.notification.navigate, town.origin).pathname), '/way/stop/xilai:tieniu')
  assert.deepEqual(phone.errors, [])
})
