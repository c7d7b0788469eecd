// One phone and what may go wrong with it: a report without a line, news by two ways, storage that was cleared, an app that is closed.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import jsQR from 'jsqr'
import { startProxy } from '../link/proxy.mjs'
import { takeDevice } from './device.mjs'
import { deliver } from './push-service.mjs'
import * as resident from './resident.mjs'
import { sleep, startTown, until } from './town.mjs'

const { veteran } = resident
const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'ganchang-report-'))
let town
let line
let phone
let origin

/** What the operator reads of a report's file. */
async function told(text) {
  const file = join(folder, 'report.txt')
  writeFileSync(file, text)
  const env = { ...process.env, DATA_DIR: town.folder }
  const { stdout } = await run(join(root, '.venv/bin/python'), ['-m', 'server', 'diagnose', 'report', '--fates', file], { cwd: root, env })
  return stdout
}

before(async () => {
  town = await startTown()
  line = await startProxy(town.port)
  origin = `http://127.0.0.1:${line.port}`
  phone = await takeDevice()
  await resident.chooseVillage(phone.page, origin)
  await resident.untilKept(phone.page)
  await resident.signIn(phone.page, town, veteran.phone)
  await until('the town told what it has of this person', () => phone.page.evaluate(heldScopes))
})

/** In the page. */
function heldScopes() {
  return new Promise((tell) => {
    const asked = indexedDB.open('ganchang-cache')
    asked.onsuccess = () => {
      const count = asked.result.transaction('cursors').objectStore('cursors').count()
      count.onsuccess = () => (asked.result.close(), tell(count.result))
    }
  })
}
after(async () => {
  await phone?.end()
  await line?.stop()
  await town?.end()
  rmSync(folder, { recursive: true, force: true })
})

test('O1: a report is made without a line, as a file and as QR codes, and the operator reads the fate of what waits', async (t) => {
  const { page, context } = phone
  await page.goto(`${origin}/profile`)
  await page.getByLabel('姓名').fill(veteran.name)
  await page.getByLabel('身份证号').fill(veteran.idNumber)
  await until('the whole app is kept', () => page.evaluate(() => navigator.serviceWorker.controller !== null))
  await context.setOffline(true)
  t.after(() => context.setOffline(false))
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已存在手机').waitFor()
  await page.goto(`${origin}/settings`)
  await page.getByRole('link', { name: /做一份报告/ }).click()
  await page.getByText('报告做好了').waitFor()
  await page.reload()
  await page.getByText('报告做好了').waitFor()
  assert.equal(await page.getByText('还没联系上过').count(), 0, 'opened by its address it knows as much')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '把报告发给镇上' }).click()])
  const file = readFileSync(await saved.path(), 'utf8')
  for (const word of [veteran.phone, veteran.name, veteran.idNumber]) assert.ok(!file.includes(word), `${word} is nobody's business`)
  const [waiting] = JSON.parse(file).outbox
  assert.equal(waiting.name, 'accounts.set_profile')
  const words = await told(file)
  assert.match(words, /accounts\.set_profile in accounts, not numbered yet: waiting/)
  assert.match(words, /scope {6}me: cursor \d+/)
  assert.match(words, /layer \d+ at 1\.\d+, digest right/)
  assert.match(words, new RegExp(`Mutation ${waiting.id}[^]*has no result of it`))

  await page.getByRole('button', { name: '给窗口扫码' }).click()
  await page.getByRole('img', { name: /报告的二维码/ }).first().waitFor()
  const texts = []
  for (const code of await page.getByRole('img', { name: /报告的二维码/ }).all()) texts.push(await scanned(page, code))
  assert.ok(texts.length >= 1 && texts.length <= 6, `${texts.length} codes`)
  const byCodes = await told(texts.reverse().join('\n'))
  assert.equal(byCodes.split('attempts')[0], words.split('attempts')[0], 'the codes say the same')

  await context.setOffline(false)
  await page.goto(`${origin}/mine`)
  await until('it is sent', async () => /: accepted/.test(await told(file)))
})

async function scanned(page, code) {
  await code.scrollIntoViewIfNeeded()
  const size = 480
  const pixels = await code.evaluate(async (svg, size) => {
    const image = new Image()
    const copy = svg.cloneNode(true)
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    copy.setAttribute('width', size)
    copy.setAttribute('height', size)
    image.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size })
    const draw = canvas.getContext('2d')
    draw.fillStyle = '#fff'
    draw.fillRect(0, 0, size, size)
    draw.drawImage(image, 0, 0)
    const { data } = draw.getImageData(0, 0, size, size)
    return Array.from({ length: size * size }, (_, i) => (data[4 * i] < 128 ? '#' : ' ')).join('')
  }, size)
  const found = jsQR(Uint8ClampedArray.from([...pixels].flatMap((one) => (one === '#' ? [0, 0, 0, 255] : [255, 255, 255, 255]))), size, size)
  assert.ok(found, 'a camera reads it')
  return found.data
}

const notice = (id, change = {}) => ({ id, at: Math.floor(Date.now() / 1000), kind: 'bus', title: `班车 ${id}`, body: '晚半小时', ...change })
const pushed = (one) => JSON.stringify({ web_push: 8030, notification: { title: one.title, body: one.body, navigate: '/inbox', tag: one.id }, notice: one })
const shown = (page) => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => [one.tag, one.body]))

test('N1: news is shown once by push, with as of when and until when; not after sync brought it, and not when it is stale', async () => {
  const { page, context } = phone
  const now = Math.floor(Date.now() / 1000)
  await page.goto(`${origin}/inbox`)
  const push = (one) => deliver({ context, page }, origin, pushed(one))
  await push(notice('first', { until: now + 3600 }))
  const [[tag, body]] = await until('it is shown', async () => { const all = await shown(page); return all.length && all })
  assert.equal(tag, 'first')
  assert.match(body, /^晚半小时\n\d+月\d+日 \d\d:\d\d，管到 \d+月\d+日 \d\d:\d\d$/)

  await page.evaluate(async () => { for (const one of await (await navigator.serviceWorker.ready).getNotifications()) one.close() })
  await push(notice('first', { until: now + 3600 }))
  await push(notice('stale', { until: now - 1 }))
  await page.evaluate(async (row) => {
    const open = (name) => new Promise((done, fail) => Object.assign(indexedDB.open(name), { onsuccess: (event) => done(event.target.result), onerror: fail }))
    const db = await open('ganchang-cache')
    const tx = db.transaction('rows', 'readwrite')
    tx.objectStore('rows').put({ person: 'somebody', scope: 'me', entity: 'notice', key: row.id, version: 1, body: row })
    await new Promise((done) => (tx.oncomplete = done))
    db.close()
  }, notice('synced'))
  await push(notice('synced'))
  await push(notice('last'))
  await until('the last one is shown', async () => (await shown(page)).some(([tag]) => tag === 'last'))
  assert.deepEqual((await shown(page)).map(([tag]) => tag), ['last'])
  await page.reload()
  await page.getByText('班车 first').waitFor()
  assert.equal(await page.getByText('班车 first').count(), 1, 'the inbox has it once')
})

test('D4: a phone whose storage was cleared is told so after signing in, and what had reached the town is back', async () => {
  const { page, context } = phone
  await page.goto(origin)
  await resident.findByInitials(page)
  await resident.begin(page)
  await page.getByRole('heading', { name: '符不符合条件' }).waitFor()
  await page.getByRole('group', { name: '您现在是农村户口吗' }).getByText('是', { exact: true }).click()
  await until('the draft is in the town', async () => /applications\.save|…[0-9a-f]{8} 1/.test((await run(join(root, '.venv/bin/python'), ['-m', 'server', 'explain', '--', await clientOf(page)], { cwd: root, env: { ...process.env, DATA_DIR: town.folder } })).stdout), { within: 30_000, every: 1000 })
  const session = await context.newCDPSession(page)
  await page.goto('about:blank')
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,cache_storage,service_workers' })
  await page.goto(`${origin}/mine`)
  await page.goto(`${origin}/sign-in`)
  await page.getByText('手机清掉过这个应用存的东西').waitFor()
  await anotherCodeNow()
  await resident.signIn(page, town, veteran.phone)
  await page.getByRole('heading', { name: '手机清掉过存的东西' }).waitFor()
  await page.getByText(/和镇上联系的时候，都传上来了|样没传上来/).waitFor()
  await page.getByRole('link', { name: '接着办' }).click()
  await page.getByText(veteran.item).first().waitFor()
})

/** A number gets one code a minute: the test does not wait for that, and must not read the one before. */
async function anotherCodeNow() {
  const forget = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('DELETE FROM sign_in'); db.execute('DELETE FROM local_message'); db.commit()"
  await run(join(root, '.venv/bin/python'), ['-c', forget, join(town.folder, 'ganchang.sqlite')])
}

const clientOf = (page) => page.evaluate(() => JSON.parse(localStorage['ganchang-tries']).pop()[6])

test('D6: the settings say what the line was used for, and with the app closed nothing goes over it', async () => {
  const { context } = phone
  await phone.page.goto(`${origin}/`)
  await phone.page.goto(`${origin}/settings`)
  const said = await phone.page.getByText(/^这个月 \d/).innerText()
  const counted = /([\d.]+) kB/.exec(said)[1] * 1000
  const passed = line.counts.up + line.counts.down
  assert.ok(Math.abs(counted / passed - 1) < 0.15, `${said}, and ${passed} bytes passed`)
  const keep = await context.newPage()
  await keep.goto('about:blank')
  await phone.page.close()
  await sleep(1500)
  const before = { ...line.counts }
  await sleep(8000)
  assert.deepEqual(line.counts, before)
})
