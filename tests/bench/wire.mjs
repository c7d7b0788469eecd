// What crosses the slow line: R1 (first use), R2 (first use with the tab killed again and again). Real Chromium, CPU ×6.
import { rmSync } from 'node:fs'
import { startCounter } from '../link/counter.mjs'
import { farAddress, inClient, inServer, namespacesWork, sideAddress, startLink } from '../link/tun.mjs'
import { profiles } from '../link/profiles.mjs'
import { takeDevice } from '../browser/device.mjs'
import { startTown, until } from '../browser/town.mjs'
import { chooseTown, isUsable, isWhole, toPlaceChoice } from './phone.mjs'
import { row } from './rows.mjs'
import { scaleFolder } from './scale.mjs'

/** A server behind a line of the profile, with a counter of its bytes above TCP. */
async function farTown(profile) {
  const link = await startLink(profile)
  const folder = scaleFolder('far')
  const town = await startTown({ host: sideAddress, listen: '0.0.0.0', prefix: inServer(), dataDir: folder })
  const counter = await startCounter(farAddress, town.port, inClient())
  return {
    origin: `http://localhost:${counter.port}`,
    link,
    counter,
    end: async () => {
      await counter.stop()
      await town.stop()
      await link.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function silence(counter) {
  let last = -1
  await until('the line falls silent', async () => {
    const { down } = await counter.counts()
    const same = down === last
    last = down
    return same
  }, { every: 4000, within: 180_000 })
}

async function firstUse(name, bars) {
  const far = await farTown(profiles[name])
  const device = await takeDevice({ wrap: inClient() })
  await device.slowDown(6)
  await toPlaceChoice(device, far.origin)
  await silence(far.counter)
  await far.counter.reset()
  const start = performance.now()
  await chooseTown(device)
  const seconds = () => (performance.now() - start) / 1000
  await until('the titles are here', () => isUsable(device), { within: 200_000, every: 50 })
  const usable = { s: seconds(), ...(await far.counter.counts()) }
  await until('all is here', () => isWhole(device), { within: 300_000, every: 50 })
  const all = { s: seconds(), ...(await far.counter.counts()) }
  row(`R1.${name}.usable.s`, usable.s, 's', bars.usable, 'place chosen → home, all titles searchable, 200 items of each layer readable; CPU ×6')
  row(`R1.${name}.usable.bytes`, usable.down, 'B', 90_000, `headers and bodies sent until then, what is under way included; ${usable.up} B asked`)
  row(`R1.${name}.all.s`, all.s, 's', bars.all)
  row(`R1.${name}.all.bytes`, all.down, 'B', 185_000, `${all.up} B asked`)
  await device.end()
  await far.end()
}

/** Bytes of the whole guide over a line of this kind, with the tab killed every so many seconds (0: never). */
async function wholeGuide(line, killEvery) {
  const far = await farTown(line)
  const device = await takeDevice({ wrap: inClient() })
  await toPlaceChoice(device, far.origin)
  await silence(far.counter)
  await far.counter.reset()
  await chooseTown(device)
  let killAt = Date.now() + killEvery * 1000
  let killed = 0
  await until('all is here', async () => {
    if (await isWhole(device).catch(() => false)) return true
    if (!killEvery || Date.now() < killAt) return false
    killed += 1
    await device.page.close()
    device.page = await device.context.newPage()
    await device.page.goto(far.origin, { waitUntil: 'commit', timeout: 120_000 })
    killAt = Date.now() + killEvery * 1000
    return false
  }, { within: 600_000, every: 200 })
  const { down } = await far.counter.counts()
  await device.end()
  await far.end()
  return { down, killed }
}

/** First use on G, its cuts and losses included, and the tab killed again and again, against the same left alone. */
async function killedTab() {
  const alone = await wholeGuide({ ...profiles.G, cutEvery: 0 }, 0)
  for (const [id, every, bar] of [['R2.bytes', 30, 1.15], ['R2.bytes.every15s', 15, null]]) {
    const { down, killed } = await wholeGuide(profiles.G, every)
    row(id, down / alone.down, '×', bar, `${down} B down with ${killed} kills, one every ${every} s, the page loaded anew included; ${alone.down} B uncut`)
  }
}

if (!namespacesWork()) {
  console.error('R1 and R2 need root, /dev/net/tun and iproute2')
  process.exit(1)
}
const only = process.argv.slice(2)
const wanted = (id) => !only.length || only.includes(id)
if (wanted('R1.E')) await firstUse('E', { usable: 12, all: 20 })
if (wanted('R1.G')) await firstUse('G', { usable: 35, all: 60 })
if (wanted('R2')) await killedTab()
