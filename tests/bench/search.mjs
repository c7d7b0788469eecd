// search.p95: the app's own search over the titles of the scale case's town as the phone keeps them, in Chromium with the processor slowed six times.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { takeDevice } from '../browser/device.mjs'
import { startTown, until } from '../browser/town.mjs'
import { chooseTown, isWhole, toPlaceChoice } from './phone.mjs'
import { row } from './rows.mjs'
import { root, scaleFolder, town as place } from './scale.mjs'

const QUERIES = 300

async function codeOf(entry, name) {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: join(root, entry), formats: ['iife'], name } },
  })
  return [made].flat()[0].output[0].code
}

/** In the page. Queries as they grow under typing fingers: parts of names, everyday words, initials, pinyin, nonsense. */
async function measure({ place, queries }) {
  const { titles, chars } = await guide.readView(place)
  const began = performance.now()
  const index = finder.makeIndex(titles, chars, place)
  const built = performance.now() - began
  const typed = []
  for (let n = 0; typed.length < queries; n += 1) {
    const title = titles[(n * 7919) % titles.length]
    const sounds = (title.pinyin ?? '').split(' ')
    const whole = [title.name.slice(2, 6), title.words?.[0] ?? title.name.slice(0, 3), sounds.slice(2, 6).map((one) => one[0]).join(''), sounds.slice(0, 2).join(''), `${title.name.slice(0, 2)}怎么办`][n % 5]
    for (let length = 1; length <= whole.length; length += 1) typed.push(whole.slice(0, length))
  }
  const times = typed.map((query) => {
    const start = performance.now()
    finder.search(index, query)
    return [performance.now() - start, query]
  })
  return { built, count: titles.length, times: times.sort((a, b) => a[0] - b[0]) }
}

const folder = scaleFolder('search')
const town = await startTown({ dataDir: folder })
const device = await takeDevice()
await toPlaceChoice(device, town.origin)
await chooseTown(device)
await until('all is here', () => isWhole(device), { within: 120_000 })
for (const [entry, name] of Object.entries({ 'pwa/src/search/index.ts': 'finder', 'pwa/src/guide/view.ts': 'guide' })) await device.page.evaluate(`${await codeOf(entry, name)};globalThis.${name} = ${name}`)
await device.slowDown(6)
const { built, count, times } = await device.page.evaluate(measure, { place: place.code, queries: QUERIES })
const slowest = times.slice(-4).map(([time, query]) => `${query} ${Math.round(time)}`).join(', ')
row('search.p95', times[Math.floor(times.length * 0.95)][0], 'ms', 30, `${count} items, ${times.length} queries as typed, CPU ×6; slowest: ${slowest}`)
row('search.index', built, 'ms', undefined, 'index of all titles, once, CPU ×6')
await device.end()
await town.stop()
rmSync(folder, { recursive: true, force: true })
