// A market Sunday, end to end: asked for on the hill without a line, wished for, confirmed, told the evening before, drawn at
// the door, called, done. It begins on Thursday 10 December 2026; the town's clock is put on between the days.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe } from './axe.mjs'
import { tabletSize, takeDevice } from './device.mjs'
import { startPushService } from './push-service.mjs'
import { chooseVillage, signIn, untilKept, veteran } from './resident.mjs'
import { startTown, until } from './town.mjs'

const CENTRE = '510131104'
const [CLERK, SCREEN] = ['13900000001', '13900000009']
const THURSDAY = '2026-12-10T10:00:00+08:00'
const env = { ...clockAt(THURSDAY) }
const taken = []
let town, push, phone, device

before(async () => {
  ;[town, push] = await Promise.all([startTown({ at: THURSDAY, env }), startPushService()])
  device = await take()
  phone = device.page
})
after(async () => {
  for (const one of taken) await one.end()
  await town?.end()
  push?.stop()
})

function clockAt(iso) {
  return { CLOCK_AHEAD: String((Date.parse(iso) - Date.now()) / 1000) }
}

async function take(options) {
  const one = await takeDevice(options)
  taken.push(one)
  return one
}

/** The town sleeps until then; what was planned for meanwhile is done when it wakes. */
async function later(iso) {
  await town.stop()
  Object.assign(env, clockAt(iso))
  await town.start()
}

const at = (page, path) => page.goto(town.origin + path)
const link = (name) => phone.getByRole('link', { name })
const button = (name) => phone.getByRole('button', { name })
const chip = (word) => phone.locator('h1 ~ * .st', { hasText: word }).waitFor()

test('offline on the mountain one asks for Sunday, wishes for a time, and the town confirms it when the line is back', async () => {
  await chooseVillage(phone, town.origin)
  await untilKept(phone)
  await signIn(phone, town, veteran.phone, { next: '/follow' })
  await push.equip(device, await phone.locator('meta[name=ganchang-vapid]').getAttribute('content'))
  await button('关注，到时告诉我').click()
  await phone.getByText('关注了，会在手机上提醒').waitFor()

  await device.context.setOffline(true)
  await at(phone, '/when')
  await phone.getByText('今天 周四 12月10日，不逢场').waitFor()
  await phone.getByRole('button', { name: /12月13日|13/ }).first().click()
  await phone.getByRole('heading', { name: /周日 12月13日/ }).waitFor()
  await phone.getByText('网上预约到 12月11日 16:00').waitFor()
  await link('约这一天').click()
  await link(/^咨询，或别的事/).click()
  await button('9:00–10:00').click()
  await button('10:00–11:00').click()
  await link('看一遍 2 个想去的时间').click()
  await phone.getByText('这还不是预约。').waitFor()
  await button('记下，有网就送给镇上').click()
  await chip('待上传')
  await device.context.setOffline(false)
  await chip('已约好')
  await phone.getByRole('heading', { level: 1, name: '周日 12月13日 9:00' }).waitFor()
})

test('the evening before, one push says the market day and its hours; the inbox and the home page say the same', async () => {
  await later('2026-12-12T19:00:00+08:00')
  const told = await until('the push of the evening arrives', async () => (await push.messages()).map((one) => JSON.parse(one)).find((one) => /12月13日/.test(JSON.stringify(one)) && /逢场|赶场/.test(JSON.stringify(one))), { within: 60_000 })
  const { title, body } = told.notification
  assert.match(title, /^12月13日 周日逢场，9:00–13:00 开门$/)
  const said = JSON.stringify(told)
  assert.ok(!said.includes(veteran.name) && !said.includes(veteran.phone), 'a stranger may read it')
  await at(phone, '/inbox')
  await phone.getByText(title).first().waitFor()
  assert.ok(body.includes('西来镇便民服务中心'))
  await at(phone, '/')
  await phone.getByRole('heading', { name: '明天逢场开门' }).waitFor()
  await phone.getByText('明天 周日 12月13日 9:00–13:00').waitFor()
})

test('at the door: the screen is scanned, advice becomes handling without another draw, called, done', async () => {
  await later('2026-12-13T08:55:00+08:00')
  const [screen, tablet] = await Promise.all([take({ size: tabletSize }), take({ size: tabletSize })])
  await Promise.all([
    at(screen.page, `/sign-in?next=/hall/${CENTRE}`).then(() => signIn(screen.page, town, SCREEN)),
    at(tablet.page, '/sign-in?next=/calling').then(() => signIn(tablet.page, town, CLERK)),
  ])
  await screen.page.getByRole('img', { name: '取号的二维码' }).waitFor()
  const door = await screen.page.evaluate(async (centre) => {
    const session = await new Promise((done) => {
      indexedDB.open('ganchang-outbox').onsuccess = ({ target: { result: db } }) => (db.transaction('device').objectStore('device').get('session').onsuccess = ({ target }) => done(target.result))
    })
    return (await fetch(`/q/${centre}/door`, { headers: { Authorization: `Bearer ${session.session}` } })).json()
  }, CENTRE)
  await at(phone, `/draw/${CENTRE}/${door.code}`)
  await button(/^咨询号/).click()
  await phone.getByText('咨询 1 号').waitFor()
  await button(/^换一种号/).click()
  await button(/^受理号/).click()
  await phone.getByText('受理 1 号').waitFor()
  assert.deepEqual(await axe(phone), [])

  await tablet.page.getByText('1 位在等').waitFor()
  await tablet.page.getByRole('button', { name: '叫下一位' }).click()
  await phone.getByText(/请到 \d 号窗口/).waitFor()
  await screen.page.getByText('受理 1 号').first().waitFor()
  await tablet.page.getByRole('button', { name: '办完了' }).click()
  await phone.getByText('今天的号办完了').waitFor()
  await at(phone, '/mine')
  await phone.locator('main details', { hasText: '周日 12月13日' }).locator('summary').click()
  await phone.getByText('今天 周日 12月13日 9:00').waitFor()
  await phone.locator('main .st', { hasText: '办完了' }).first().waitFor()
  assert.deepEqual(taken.flatMap((one) => one.errors), [])
})
