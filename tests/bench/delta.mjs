// R3 (nothing new) and R4 (edits): every byte above TCP, both directions, counted between a real Chromium and a real server.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { startProxy } from '../link/proxy.mjs'
import { takeDevice } from '../browser/device.mjs'
import { chooseVillage, signIn, veteran } from '../browser/resident.mjs'
import { sleep, startTown, until } from '../browser/town.mjs'
import { chooseTown, isWhole, toPlaceChoice } from './phone.mjs'
import { row } from './rows.mjs'
import { python, root, scaleFolder, town as place } from './scale.mjs'

function edit(...words) {
  const ran = spawnSync(python, ['-m', 'tests.bench.edit', ...words], { cwd: root, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(ran.stdout + ran.stderr)
}

async function silence(proxy) {
  let last = -1
  await until('the line falls silent', () => {
    const now = proxy.counts.up + proxy.counts.down
    const same = now === last
    last = now
    return same
  }, { every: 4000, within: 180_000 })
}

/** What one sync costs that brings nothing. */
async function sample(device, proxy) {
  await silence(proxy)
  proxy.reset()
  await device.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await until('a sync crossed', () => proxy.counts.down > 0)
  await sleep(2000)
  return { ...proxy.counts }
}

async function nothingNew() {
  const town = await startTown()
  const proxy = await startProxy(town.port)
  const device = await takeDevice()
  const origin = `http://localhost:${proxy.port}`
  await chooseVillage(device.page, origin)
  await signIn(device.page, town, veteran.phone)
  await device.page.goto(origin)
  const live = await sample(device, proxy)
  row('R3.bytes', live.up + live.down, 'B', 500, `signed in, on the live socket: ${live.up} up, ${live.down} down`)
  await device.context.routeWebSocket(/\/live$/, (socket) => socket.close())
  await device.page.reload()
  const post = await sample(device, proxy)
  row('R3.post.bytes', post.up + post.down, 'B', undefined, `POST over HTTP/1.1 where there is no socket: ${post.up} up with Chromium's own headers, ${post.down} down`)
  await device.end()
  await proxy.stop()
  await town.end()
}

/** One edit, published while the phone has the app open: poke, sync and segment together. */
async function oneEdit() {
  const folder = scaleFolder('edits')
  const town = await startTown({ dataDir: folder })
  const proxy = await startProxy(town.port)
  const device = await takeDevice()
  await toPlaceChoice(device, `http://localhost:${proxy.port}`)
  await chooseTown(device)
  await until('all is here', () => isWhole(device), { within: 120_000 })
  await signIn(device.page, town, veteran.phone)
  await silence(proxy)
  proxy.reset()
  edit('one', folder, place.code)
  await until('the edit crossed', () => proxy.counts.down > 200, { within: 60_000 })
  await sleep(4000)
  const { up, down } = proxy.counts
  row('R4.one', up + down, 'B', 1024, `one field of one item; poke, sync and delta on the live socket: ${up} up, ${down} down`)
  await device.end()
  await proxy.stop()
  await town.end()
  rmSync(folder, { recursive: true, force: true })
}

function fetchOver(port, path) {
  return new Promise((resolve, reject) => {
    const headers = { 'Accept-Encoding': 'gzip, deflate, br', Connection: 'keep-alive' }
    get({ host: '127.0.0.1', port, path, headers }, async (answer) => {
      const parts = []
      for await (const part of answer) parts.push(part)
      const body = Buffer.concat(parts)
      resolve(JSON.parse(answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body))
    }).on('error', reject)
  })
}

/** What a client fetches that holds the layer as it was before the 200 edits. */
async function manyEdits() {
  const folder = join(root, 'data/bench-many')
  rmSync(folder, { recursive: true, force: true })
  edit('many', folder, join(folder, 'folder'))
  const town = await startTown({ dataDir: folder })
  const proxy = await startProxy(town.port)
  const manifest = await fetchOver(proxy.port, '/g/440199/manifest')
  const { segments, rows } = manifest.layers.at(-1)
  for (const segment of segments) await fetchOver(proxy.port, `/g/p/${segment.sha}`)
  const { up, down } = proxy.counts
  row('R4.many', up + down, 'B', 60_000, `200 of ${rows} rows, one field each; manifest and ${segments.length} segment with headers: ${up} up, ${down} down`)
  await proxy.stop()
  await town.stop()
  rmSync(folder, { recursive: true, force: true })
}

const only = process.argv.slice(2)
const wanted = (id) => !only.length || only.includes(id)
if (wanted('R3')) await nothingNew()
if (wanted('R4.one')) await oneEdit()
if (wanted('R4.many')) await manyEdits()
