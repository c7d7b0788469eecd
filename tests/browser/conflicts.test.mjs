// Two phones of one resident and the clerk's tablet, all without a line at once: nobody's work is lost, and everybody sees what happened.
// PICTURES=folder keeps a picture of each screen that asks or tells.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { axe } from './axe.mjs'
import * as counter from './clerk.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import * as resident from './resident.mjs'
import { startTown, until } from './town.mjs'

const { veteran } = resident
const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
const soon = { timeout: 60_000 }
const devices = []
let town
let one
let two
let tablet

before(async () => {
  town = await startTown()
})
after(async () => {
  for (const device of devices) await device.end()
  await town?.end()
})

async function device(phone, next, options) {
  const taken = await takeDevice(options)
  devices.push(taken)
  await taken.page.goto(`${town.origin}/sign-in?next=${next}`)
  const sent = async () => (await town.messages()).filter((one) => one.phone === phone).length
  const before = await sent()
  // The first phone's code is good for nothing any more.
  const codeFor = (number) => until('a code of its own', async () => (await sent()) > before).then(() => town.codeFor(number))
  await resident.signIn(taken.page, { codeFor }, phone)
  return taken
}

/** The second phone signs in within the minute in which the first one had its message. */
function forgetMessages() {
  const forget = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=20); db.execute("DELETE FROM sign_in"); db.commit()'
  const ran = spawnSync(python, ['-c', forget, join(town.folder, 'ganchang.sqlite')])
  assert.equal(ran.status, 0, String(ran.stderr))
}

async function shot(page, name) {
  assert.deepEqual(await axe(page), [], name)
  if (!process.env.PICTURES) return
  mkdirSync(process.env.PICTURES, { recursive: true })
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}

const offline = (off, ...taken) => Promise.all(taken.map(({ page }) => page.context().setOffline(off)))
const fieldOn = async (page, id, step) => page.goto(`${town.origin}/draft/${id}/${step}`)
const saved = (page) => page.getByRole('status').getByText('已保存在手机').waitFor()
const address = (page) => page.getByLabel('家住哪个村、哪个组')
const synced = (page) => until('nothing waits on the phone', async () => (await page.getByText('待上传').count()) === 0, { within: 60_000 })
/** By a link, so that the page is not loaded anew without a line. */
const goTo = (page, path) => page.evaluate((path) => {
  const link = Object.assign(document.createElement('a'), { href: path })
  document.body.append(link)
  link.click()
  link.remove()
}, path)

let id
let broken = false

/** Each goes on where the one before it ended. */
const act = (name, play) => test(name, async () => {
  assert.ok(!broken, 'an earlier part of the story broke off')
  broken = true
  await play()
  broken = false
})

act('W5: a draft goes on on the other phone, which says where it was begun and where its photos are', async () => {
  one = await device(veteran.phone, '/mine')
  await resident.chooseVillage(one.page, town.origin)
  await resident.findByInitials(one.page, 'tysb')
  await resident.begin(one.page)
  await resident.answer(one.page)
  await resident.photograph(one.page, '身份证', 1)
  id = one.page.url().match(/draft\/([^/]+)/)[1]
  forgetMessages()
  two = await device(veteran.phone, '/mine')
  // Who signs in is first told of their other phone, when something waits on it.
  await goTo(two.page, '/mine')
  await two.page.getByText('草稿，别的手机上的').waitFor(soon)
  await shot(two.page, '1-mine-elsewhere')
  await resident.chooseVillage(two.page, town.origin)
  await two.page.goto(`${town.origin}/draft/${id}/materials`)
  await two.page.getByRole('img', { name: /身份证第 1 页，.*另一部手机/ }).waitFor(soon)
  await shot(two.page, '2-photo-elsewhere')
})

act('W5: both phones without a line: different answers join, of the same one both values are there, all photos stay', async () => {
  await fieldOn(one.page, id, 'self')
  await fieldOn(two.page, id, 'self')
  await address(two.page).waitFor()
  await offline(true, one, two)
  await address(one.page).fill('马福村 5 组')
  await saved(one.page)
  await goTo(one.page, `/draft/${id}/service`)
  await one.page.getByLabel('部队番号或代号').fill('54251 部队')
  await saved(one.page)
  await address(two.page).fill('马福村 3 组')
  await saved(two.page)
  await goTo(two.page, `/draft/${id}/materials`)
  await resident.photograph(two.page, '身份证', 2)

  await offline(false, one)
  await until('the first phone has told the town', () => told(one.page))
  await offline(false, two)
  await goTo(one.page, `/draft/${id}/self`)
  await one.page.getByText('您两部手机上填的不一样，留哪个？').waitFor(soon)
  await one.page.getByRole('button', { name: /^换成/ }).scrollIntoViewIfNeeded()
  await shot(one.page, '3-two-values')
  await one.page.getByRole('button', { name: '换成“马福村 5 组”' }).or(one.page.getByRole('button', { name: '就用“马福村 5 组”' })).click()
  await one.page.getByText('您两部手机上填的不一样，留哪个？').waitFor({ state: 'detached' })
  assert.equal(await address(one.page).inputValue(), '马福村 5 组')
  await until('the first phone has told the town', () => told(one.page))

  await goTo(two.page, `/draft/${id}/self`)
  await until('the second phone has the value that was chosen', async () => (await address(two.page).inputValue()) === '马福村 5 组')
  assert.equal(await two.page.getByText('留哪个').count(), 0, 'nobody is asked twice')
  await goTo(two.page, `/draft/${id}/service`)
  await until('the other answer is here too', async () => (await two.page.getByLabel('部队番号或代号').inputValue()) === '54251 部队')
  for (const { page } of [one, two]) {
    await goTo(page, `/draft/${id}/materials`)
    await page.getByRole('heading', { name: '身份证 2 页' }).waitFor(soon)
  }
})

/** Nothing of the draft waits on this phone. */
const told = (page) => page.evaluate(async (id) => {
  const db = await new Promise((done, fail) => Object.assign(indexedDB.open('ganchang-outbox'), { onsuccess() { done(this.result) }, onerror() { fail(this.error) } }))
  const all = (name) => new Promise((done) => Object.assign(db.transaction(name).objectStore(name).getAll(), { onsuccess() { done(this.result) } }))
  const [drafts, mutations] = await Promise.all([all('drafts'), all('mutations')])
  db.close()
  const draft = drafts.find((one) => one.id === id)
  return draft && draft.dirty.length + draft.dirty_materials.length + Object.keys(draft.settled ?? {}).length + mutations.length === 0
}, id)

act('W5: handed in on one phone while the other had typed more: what came too late is shown and can be used', async () => {
  for (const [at, material] of ['户口簿', '退伍证', '社保卡'].entries()) await resident.photograph(one.page, material, 3 + at)
  await until('the photos are told', () => told(one.page))
  await until('they are on the other phone', async () => (await two.page.getByRole('heading', { name: '社保卡 1 页' }).count()) > 0)
  await offline(true, two)
  await goTo(two.page, `/draft/${id}/service`)
  await two.page.getByLabel('部队番号或代号').fill('成都军区 54251 部队')
  await saved(two.page)
  await resident.checkAndSubmit(one.page)
  await one.page.getByText(/\d{9}-\d{6}-\d{4}/).first().waitFor(soon)
  await offline(false, two)
  await goTo(two.page, `/mine/${id}`)
  await two.page.getByText('这部手机上填的没赶上：别的手机先交了').waitFor(soon)
  await two.page.getByText('成都军区 54251 部队').waitFor()
  await shot(two.page, '4-too-late')
  await two.page.getByRole('button', { name: '照这些另开一份' }).click()
  await two.page.getByText(/5 步，填好了/).waitFor()
  await goTo(two.page, two.page.url().replace(/.*(\/draft\/[^/]+).*/, '$1/service'))
  await until('what came too late is in the new draft', async () => (await two.page.getByLabel('部队番号或代号').inputValue()) === '成都军区 54251 部队')
  await goTo(two.page, two.page.url().replace(/.*(\/draft\/[^/]+).*/, '$1'))
  await two.page.getByRole('button', { name: /^删掉这份草稿/ }).click()
  await two.page.getByText('草稿删掉了').waitFor()
  await two.page.waitForTimeout(500)
  await goTo(two.page, '/mine')
  await two.page.getByText('删掉的草稿，1 份').click()
  await shot(two.page, '4b-deleted')
  await two.page.getByRole('button', { name: /^恢复/ }).click()
  await two.page.getByText('草稿，存在手机').waitFor()
})

act('W5: mended on both phones: the second one is told what came first, and keeps what it had', async () => {
  tablet = await device(counter.clerk, '/staff', { size: tabletSize })
  await counter.returnWith(tablet.page, { 退伍证: '反光，看不清' })
  for (const { page } of [one, two]) {
    await goTo(page, '/mine')
    await page.getByText('需补正 1 处').first().waitFor(soon)
    await goTo(page, `/mine/${id}/fix`)
    await page.getByRole('heading', { name: /^第 1 处/ }).waitFor()
  }
  await offline(true, one, two)
  for (const [at, { page }] of [one, two].entries()) {
    const part = page.getByRole('region', { name: /^第 1 处：退伍证/ })
    await part.locator('input[type=file]').first().setInputFiles(await resident.takePhoto(page, 20 + at))
    await part.getByText('补好了，存在手机').waitFor(soon)
    await page.getByRole('button', { name: '提交补正' }).click()
    await page.getByText('待上传').first().waitFor()
  }
  await offline(false, one)
  await synced(one.page)
  await offline(false, two)
  await two.page.getByText('补正镇上没收下').waitFor(soon)
  await two.page.getByText(/先到的一步：.*本人/).waitFor()
  await shot(two.page, '5-mended-twice')
})

act('W5: withdrawn on the phone while the clerk without a line sends it back: the clerk\'s words stay', async () => {
  await counter.open(tablet.page, '补正回来')
  await tablet.page.getByRole('radiogroup', { name: '户口簿' }).getByText('要补').click()
  await tablet.page.getByLabel('户口簿为什么要补').fill('少了本人那一页')
  await tablet.page.waitForTimeout(500)
  await offline(true, tablet)
  await tablet.page.getByRole('button', { name: '退回补正，1 处' }).click()
  await tablet.page.getByText('1 件待上传').waitFor()
  await one.page.getByRole('button', { name: /撤回这件/ }).click()
  await one.page.getByLabel('为什么撤回').fill('先不办了')
  await one.page.getByRole('button', { name: '撤回这件' }).click()
  await one.page.getByText('已撤回').first().waitFor(soon)
  await until('the town has it', () => told(one.page))
  await offline(false, tablet)
  await tablet.page.getByText('镇上没收下：退回补正').waitFor(soon)
  await tablet.page.getByText('1. 户口簿：少了本人那一页').waitFor()
  await shot(tablet.page, '6-clerk-too-late')
  for (const { errors } of devices) assert.deepEqual(errors, [])
})
