// search.p95: the app's own search over the titles of the scale case's town, in Chromium with the processor slowed six times.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { takeDevice } from '../browser/device.mjs'
import { startTown } from '../browser/town.mjs'
import { row } from './rows.mjs'
import { root, scaleFolder, town as place } from './scale.mjs'

const QUERIES = 300

async function searchCode() {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: join(root, 'pwa/src/search/index.ts'), formats: ['iife'], name: 'finder' } },
  })
  return [made].flat()[0].output[0].code
}

/** The title tables of all layers, as the packs bring them. */
async function titlesOf(origin) {
  const manifest = await (await fetch(`${origin}/g/${place.code}/manifest`)).json()
  const titles = new Map()
  const chars = []
  for (const pack of manifest.layers.flatMap((layer) => layer.packs.filter((pack) => pack.tier === 0))) {
    const tables = [await (await fetch(`${origin}/g/p/${pack.sha}`)).json()].flat()
    for (const { kind, columns } of tables) {
      if (kind === 'chars') chars.push([columns.from[0], columns.to[0]])
      if (kind === 'item') columns.code.forEach((code, at) => titles.set(code, { ...titles.get(code), ...rowAt(columns, at) }))
    }
  }
  return { titles: [...titles.values()].filter((title) => title.name), chars }
}

const titleColumns = ['code', 'name', 'org', 'department', 'topics', 'words', 'pinyin', 'rank', 'online', 'visits', 'fee']
const rowAt = (columns, at) => Object.fromEntries(titleColumns.filter((name) => columns[name]?.[at] != null).map((name) => [name, columns[name][at]]))

/** In the page. Queries as they grow under typing fingers: parts of names, everyday words, initials, pinyin, nonsense. */
function measure({ titles, chars, place, queries }) {
  const simple = new Map(chars.flatMap(([from, to]) => [...from].map((char, at) => [char, [...to][at]])))
  const began = performance.now()
  const index = finder.makeIndex(titles, simple, place)
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
  return { built, times: times.sort((a, b) => a[0] - b[0]) }
}

const folder = scaleFolder('search')
const town = await startTown({ dataDir: folder })
const { titles, chars } = await titlesOf(town.origin)
const device = await takeDevice()
await device.page.goto('about:blank')
await device.page.addScriptTag({ content: `${await searchCode()};globalThis.finder = finder` })
await device.slowDown(6)
const { built, times } = await device.page.evaluate(measure, { titles, chars, place: place.code, queries: QUERIES })
const slowest = times.slice(-4).map(([time, query]) => `${query} ${Math.round(time)}`).join(', ')
row('search.p95', times[Math.floor(times.length * 0.95)][0], 'ms', 30, `${titles.length} items, ${times.length} queries as typed, CPU ×6; slowest: ${slowest}`)
row('search.index', built, 'ms', undefined, 'index of all titles, once, CPU ×6')
await device.end()
await town.stop()
rmSync(folder, { recursive: true, force: true })
