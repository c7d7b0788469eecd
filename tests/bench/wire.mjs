// What crosses the line: R1 (first use), R2 (kills), R3 (nothing new), R4 (edits). Real Chromium on the slow line.
import { rmSync } from 'node:fs'
import { farAddress, inClient, inServer, namespacesWork, sideAddress, startLink } from '../link/tun.mjs'
import { profiles } from '../link/profiles.mjs'
import { startProxy } from '../link/proxy.mjs'
import { takeDevice } from '../browser/device.mjs'
import { signIn } from '../browser/resident.mjs'
import { sleep, startTown, until } from '../browser/town.mjs'
import { row } from './rows.mjs'
import { guide, scaleFolder, town as place } from './scale.mjs'

/** Bytes that Chromium received, headers included, page and service worker together. */
async function countReceived(device) {
  const session = await device.context.newCDPSession(device.page)
  const count = { bytes: 0 }
  await session.send('Network.enable')
  session.on('Network.loadingFinished', (event) => (count.bytes += event.encodedDataLength))
  session.on('Network.loadingFailed', () => {})
  session.on('Network.dataReceived', (event) => (count.open = (count.open ?? 0) + event.encodedDataLength))
  return count
}

async function toPlaceChoice(device, origin) {
  await device.page.goto(origin, { waitUntil: 'commit', timeout: 120_000 })
  await device.page.getByRole('searchbox').fill(place.search, { timeout: 120_000 })
  await device.page.getByRole('link', { name: place.search }).first().click()
}

const chooseTown = (device) => device.page.getByRole('button', { name: /就用/ }).click({ timeout: 60_000 })
const text = (device) => device.page.locator('main').innerText()
const isUsable = async (device) => /这里能查 \d+ 项/.test(await text(device))
const isWhole = async (device) => (await isUsable(device)) && !(await device.page.locator('main [role=status]').count())

async function firstUse(name, bars) {
  const link = await startLink(profiles[name])
  const folder = scaleFolder(`first-${name}`)
  const town = await startTown({ host: sideAddress, listen: '0.0.0.0', prefix: inServer(), dataDir: folder })
  const origin = `http://${farAddress}:${town.port}`
  const device = await takeDevice({ wrap: inClient(), secure: [origin] })
  await device.slowDown(6)
  await toPlaceChoice(device, origin)
  const received = await countReceived(device)
  await sleep(3000)
  const before = received.bytes
  const start = performance.now()
  await chooseTown(device)
  await until('the titles are here', () => isUsable(device), { within: 200_000, every: 100 })
  const usable = (performance.now() - start) / 1000
  const usableBytes = received.bytes - before
  await until('all is here', () => isWhole(device), { within: 300_000, every: 200 })
  const all = (performance.now() - start) / 1000
  row(`R1.${name}.usable.s`, usable, 's', bars.usable, 'place chosen → home, all titles searchable, 200 items readable; CPU ×6')
  row(`R1.${name}.usable.bytes`, usableBytes, 'B', 90_000)
  row(`R1.${name}.all.s`, all, 's', bars.all)
  row(`R1.${name}.all.bytes`, received.bytes - before, 'B', 185_000)
  await device.end()
  await town.end()
  await link.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** The whole guide over G, uncut and then with the tab killed every 30 s; bytes of packs as they crossed the line. */
async function killedTab() {
  const folder = scaleFolder('kills')
  const bytes = {}
  for (const kills of [false, true]) {
    const link = await startLink({ ...profiles.G, cutEvery: 0, loss: 0 })
    const town = await startTown({ host: sideAddress, listen: '0.0.0.0', prefix: inServer(), dataDir: folder })
    const origin = `http://${farAddress}:${town.port}`
    const device = await takeDevice({ wrap: inClient(), secure: [origin] })
    await toPlaceChoice(device, origin)
    await sleep(4000)
    const before = (await link.bytes()).down
    await chooseTown(device)
    let killAt = Date.now() + 30_000
    await until('all is here', async () => {
      if (await isWhole(device).catch(() => false)) return true
      if (kills && Date.now() > killAt) {
        await device.page.close()
        device.page = await device.context.newPage()
        await device.page.goto(origin, { waitUntil: 'commit', timeout: 120_000 })
        killAt = Date.now() + 30_000
      }
    }, { within: 600_000, every: 300 })
    bytes[kills] = (await link.bytes()).down - before
    await device.end()
    await town.stop()
    await link.stop()
  }
  row('R2.bytes', bytes.true / bytes.false, '×', 1.15, `IP bytes down: ${bytes.true} with a kill every 30 s, ${bytes.false} uncut`)
  rmSync(folder, { recursive: true, force: true })
}

async function nothingNew() {
  const town = await startTown()
  const proxy = await startProxy(town.port)
  const device = await takeDevice()
  await device.page.goto(`http://127.0.0.1:${proxy.port}/`)
  await device.page.getByRole('searchbox').fill('马福')
  await device.page.getByRole('button', { name: /马福/ }).first().click()
  await signIn(device.page, town, '13800000001')
  await device.page.goto(`http://127.0.0.1:${proxy.port}/`)
  const quiet = async () => {
    let last = -1
    await until('the line falls silent', async () => {
      const now = proxy.counts.up + proxy.counts.down
      const same = now === last
      last = now
      return same
    }, { every: 3000, within: 120_000 })
  }
  await quiet()
  const sample = async () => {
    proxy.reset()
    await device.page.evaluate(() => window.dispatchEvent(new Event('online')))
    await until('a sync crossed', () => proxy.counts.down > 0)
    await sleep(1500)
    return { ...proxy.counts }
  }
  const warm = await sample()
  row('R3.bytes', warm.up + warm.down, 'B', 500, `on the live socket: ${warm.up} up, ${warm.down} down, ${warm.connections} new connections`)
  await device.context.addInitScript(() => delete window.WebSocket)
  await device.page.reload()
  await quiet()
  const post = await sample()
  row('R3.post.bytes', post.up + post.down, 'B', undefined, `POST over HTTP/1.1, no socket: ${post.up} up (Chromium's own headers), ${post.down} down`)
  await device.end()
  await proxy.stop()
  await town.end()
}

/** One edit, published while the phone has the app open: poke, sync and segment together. */
async function edits() {
  const folder = scaleFolder('edits')
  const town = await startTown({ dataDir: folder })
  const proxy = await startProxy(town.port)
  const device = await takeDevice()
  await toPlaceChoice(device, `http://127.0.0.1:${proxy.port}`)
  await chooseTown(device)
  await until('all is here', () => isWhole(device), { within: 120_000 })
  await sleep(8000)
  proxy.reset()
  guide(folder, 'edit', town.code ?? place.code, '--items', '1')
  await device.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await until('the edit crossed', () => proxy.counts.down > 200)
  await sleep(4000)
  row('R4.one', proxy.counts.up + proxy.counts.down, 'B', 1000, `one field of one item: ${proxy.counts.up} up, ${proxy.counts.down} down`)
  await device.end()
  await proxy.stop()
  await town.end()
  rmSync(folder, { recursive: true, force: true })
}

if (!namespacesWork()) console.error('R1 and R2 need root, /dev/net/tun and iproute2')
else {
  await firstUse('E', { usable: 12, all: 20 })
  await firstUse('G', { usable: 35, all: 60 })
  await killedTab()
}
await nothingNew()
await edits()
