// Photos on a slow line, in a real browser: the form goes first, then small pictures, which the desk can look at while the
// photos are on their way; the phone says how far each page is; a large paper goes only when the person says so.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startProxy } from '../link/proxy.mjs'
import * as counter from './clerk.mjs'
import { takeDevice, tabletSize } from './device.mjs'
import * as resident from './resident.mjs'
import { startTown, until } from './town.mjs'

const { veteran } = resident
const opened = []
after(async () => {
  for (const thing of opened.reverse()) await (thing.end ?? thing.stop)()
})

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
const paper = (size) => ({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size), Buffer.from('\n%%EOF\n')]) })

/** As a good camera makes it, of something that nothing compresses well. */
function largePhoto() {
  const draw = 'import sys; from PIL import Image; Image.effect_noise((4000, 3000), 60).convert("RGB").save(sys.stdout.buffer, "JPEG", quality=88)'
  const { stdout } = spawnSync(fileURLToPath(new URL('../../.venv/bin/python', import.meta.url)), ['-c', draw], { maxBuffer: 50_000_000 })
  assert.ok(stdout.length > 6_000_000, `${stdout.length} B`)
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: stdout }
}

/** What lies in the phone's store: size of each photo and of its small picture. */
const keptSizes = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('ganchang-outbox')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const asking = opening.result.transaction('blobs').objectStore('blobs').getAll()
    asking.onsuccess = () => resolve(asking.result.map(({ blob, thumb }) => [blob.size, thumb?.size ?? 0]))
  }
}))

test('P1: the desk sees every page small while the photos are on their way, and the phone says how far each is', async () => {
  const town = await startTown()
  opened.push(town)
  const line = await startProxy(town.port)
  opened.push(line)
  const origin = `http://127.0.0.1:${line.port}`
  const phone = await takeDevice()
  const tablet = await takeDevice({ size: tabletSize })
  opened.push(phone, tablet)
  await tablet.page.goto(`${town.origin}/sign-in?next=/staff`)
  await resident.signIn(tablet.page, town, counter.clerk)

  const { page } = phone
  await resident.chooseVillage(page, origin)
  await resident.signIn(page, town, veteran.phone)
  await page.goto(origin)
  await resident.findByInitials(page)
  await resident.begin(page)
  await resident.answer(page)
  const [first, ...others] = veteran.photos
  await page.getByLabel(`拍${first}`).setInputFiles(largePhoto())
  await page.getByRole('heading', { name: new RegExp(`^${first} 1 页`) }).waitFor()
  for (const [at, material] of others.entries()) await resident.photograph(page, material, at + 1)
  for (const [large, small] of await keptSizes(page)) assert.ok(large <= 400 * 1024 && small > 0 && small <= 6 * 1024, `${large} and ${small} B`)

  // A paper that cannot be made smaller is asked about first, and not kept when the answer is no.
  const last = page.getByLabel(`拍${veteran.photos.at(-1)}`)
  await last.setInputFiles(paper(2_000_000))
  await page.getByText('这份 PDF 有 2.0 MB，信号弱时要传 14 分钟左右。拍照会小得多。').waitFor()
  await shot(page, 'large-paper')
  await page.getByRole('button', { name: '不用了' }).click()
  await last.setInputFiles(paper(60_000))
  await page.getByRole('heading', { name: new RegExp(`^${veteran.photos.at(-1)} 2 页`) }).waitFor()
  await page.getByRole('status').getByText('已保存在手机').waitFor()

  line.reset()
  line.shape({ up: 24, delay: 100 })
  await resident.checkAndSubmit(page)
  await page.getByText(/\d{9}-\d{6}-\d{4}/).first().waitFor()
  await page.getByText('等着传').first().waitFor()
  await page.getByText(/^传了 \d+%$/).waitFor()
  await shot(page, 'under-way')

  await counter.open(tablet.page, '待预审')
  const pictures = tablet.page.locator('.mat .shot img')
  await until('all materials are seen small', async () => (await pictures.count()) === veteran.photos.length, { within: 30_000 })
  assert.ok(await counter.inboxRow(tablet.page).getByText('照片没到齐').count(), 'and the photos are not there yet')
  await tablet.page.getByRole('button', { name: `放大看${veteran.photos.at(-1)}` }).click()
  await tablet.page.getByText('先看小图，清楚的还在路上，到了会换上').waitFor()
  await shot(tablet.page, 'small')
  line.shape({ up: Infinity, delay: 0 })
  await tablet.page.getByText('先看小图，清楚的还在路上，到了会换上').waitFor({ state: 'detached' })
  await until('the clear one', () => tablet.page.locator('dialog img').evaluate((image) => image.naturalWidth > 400))
  await shot(tablet.page, 'clear')
  await page.getByText('等着传').waitFor({ state: 'detached' })
  assert.ok(line.counts.up < 700_000, `of 6 MB ${line.counts.up} B left the phone`)
  assert.deepEqual([...phone.errors, ...tablet.errors], [])
})
