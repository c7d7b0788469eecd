// Every page in the states a person meets it in: axe finds nothing, nothing overflows, nothing is small or covered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { takeDesk } from './desk.mjs'
import { takeDevice } from './device.mjs'
import { inspect } from './inspect.mjs'
import { answer, begin, chooseVillage, findByInitials, photograph, untilKept, veteran } from './resident.mjs'
import { startTown } from './town.mjs'

let town
let device
let found = []

before(async () => {
  town = await startTown()
  device = await takeDevice()
})
after(async () => {
  await device?.end()
  await town?.end()
})

const look = async (name) => found.push(...(await inspect(device.page, name)))

/** One run names everything that is wrong, not only the first. */
function allIsWell() {
  const said = found
  found = []
  assert.deepEqual(said, [])
}

async function open(path) {
  await device.page.goto(town.origin + path)
  await device.page.locator('h1').first().waitFor()
}

/** On paper the words are black on white, also for those who read in the dark. */
async function printed() {
  const { page } = device
  await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'))
  await page.emulateMedia({ media: 'print' })
  const inks = await page.evaluate(() => [...new Set([...document.querySelectorAll('main h1, main h2, main b, main small, main dt, main dd')].map((one) => getComputedStyle(one).color))])
  if (inks.join() !== 'rgb(0, 0, 0)') found.push(`printed in ${inks.join(' and ')}`)
  if (await page.locator('.dock, .bar').filter({ visible: true }).count()) found.push('bars are printed')
  await page.emulateMedia({ media: null })
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'))
}

test('a stranger who only reads: first visit, home, search, browse, item, report, hand-over', async () => {
  const { page } = device
  await open('/')
  await page.getByLabel('镇或村的名字').waitFor()
  await look('first visit')
  await page.getByLabel('镇或村的名字').fill('没有这个村')
  await look('no such village')
  await chooseVillage(page, town.origin)
  await look('home')
  for (const path of ['/place', '/place?in=510131104', '/search', '/search?q=tysb', '/search?q=没有这回事', '/browse', '/browse?topic=社会救助', '/settings', '/trouble', '/inbox', '/mine', '/pass', '/apply/nothing', '/draft/nothing', '/mine/nothing', '/no-such-page']) {
    await open(path)
    await look(path)
  }
  await open('/')
  await findByInitials(page)
  await look('item')
  const item = new URL(page.url()).pathname
  await printed()
  await open(`${item}/wrong`)
  await look('report an error')
  await open(item.replace('/i/', '/apply/'))
  await look('before one begins')
  allIsWell()
})

test('an applicant: sign-in with its errors, profile, every step of the form with its errors, photos, check, without a line', async () => {
  const { page, context } = device
  await open('/')
  await findByInitials(page)
  await begin(page)
  await page.getByRole('button', { name: '保存，下一步' }).click()
  await page.getByRole('alert').waitFor()
  assert.match(await page.title(), /^有 2 处要改/)
  await look('a step with errors')
  const draft = new URL(page.url()).pathname.split('/').slice(0, 3).join('/')
  await answer(page, { onStep: look })
  await look('materials')
  await page.getByRole('button', { name: '保存，下一步' }).click()
  await page.getByRole('alert').waitFor()
  await look('materials with errors')
  for (const [index, material] of veteran.photos.entries()) await photograph(page, material, index + 1)
  await look('materials with photos')
  await page.getByRole('button', { name: '保存，下一步' }).click()
  await page.getByRole('heading', { name: '看一遍，对了再交' }).waitFor()
  await look('check answers')
  await untilKept(page)
  await open(draft)
  await look('task list')
  await open('/mine')
  await look('my cases with a draft')
  await open('/')
  await look('home with a draft')
  await open(`${draft}/check`)
  await context.setOffline(true)
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: /提交/ }).click()
  await page.waitForURL(/sign-in|\/mine\//)
  await look('handed in without a line, not signed in')
  await open('/mine')
  await look('my cases without a line')
  await page.getByRole('link', { name: veteran.item }).click()
  await page.getByText(/还没送到镇上/).waitFor()
  await look('waiting to be sent')
  await context.setOffline(false)
  await open('/sign-in')
  await page.getByRole('button', { name: '发验证码' }).click()
  await look('sign-in with an error')
  await page.getByLabel('手机号').fill(veteran.phone)
  await page.getByRole('button', { name: '发验证码' }).click()
  await page.getByLabel('验证码').waitFor()
  await look('sign-in, the code')
  await page.getByRole('button', { name: '登录' }).click()
  await look('sign-in, the code missing')
  await page.getByLabel('验证码').fill(await town.codeFor(veteran.phone))
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'))
  await open('/profile')
  await look('profile')
  await open('/mine')
  await page.getByRole('link', { name: veteran.item }).click()
  await page.getByText(/^510131104-\d{6}-\d{4}$/).waitFor()
  await look('case')
  allIsWell()
})

test('a case from the desk: sent back, mended, accepted, handed over, approved, issued; its notices, its code for strangers', async () => {
  const { page } = device
  const id = new URL(page.url()).pathname.split('/').pop()
  const clerk = await takeDesk(town)
  await page.waitForTimeout(1500)
  await clerk('return', id, { round: 1, defects: [{ reason: '反光看不清', material: 'twz', page: 1 }, { reason: '卡号少一位', field: 'card' }, { reason: '请带一张近照' }] })
  await page.getByRole('link', { name: '去补材料，3 处' }).waitFor()
  await look('case sent back')
  await page.getByRole('link', { name: '去补材料，3 处' }).click()
  await page.getByRole('button', { name: '提交补正' }).waitFor()
  await look('mending')
  await page.getByRole('button', { name: '提交补正' }).click()
  await page.getByRole('alert').waitFor()
  await look('mending with errors')
  await open('/mine')
  await look('my cases, sent back')
  await open('/inbox')
  await look('inbox')
  await open('/')
  await look('home with a case')
  await open(`/mine/${id}`)
  const code = (await page.getByText(/^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{2}$/).first().innerText()).replaceAll(' ', '')
  await open(`/c/${code}`)
  await look('receipt code, its owner')
  await open('/c/0000000000')
  await look('receipt code that is none')
  allIsWell()
})
