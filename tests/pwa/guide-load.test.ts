// Loading a place over HTTP into the phone's database: tier by tier, resumed, mended, never in a loop.
// In Node itself: the test browser would forbid its requests to another port.
// @vitest-environment node
import 'fake-indexeddb/auto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findDamage } from '../../pwa/src/guide/damage'
import { load, type Watch } from '../../pwa/src/guide/load'
import { digest, packName, rowsWithKind } from '../../pwa/src/guide/proof'
import { allRows, applySegment, type Overlay, type Segment } from '../../pwa/src/guide/rows'
import { shed } from '../../pwa/src/guide/shed'
import { getPart, keepHold, keepPack, readShelf } from '../../pwa/src/guide/shelf'
import { isThin, keepThin } from '../../pwa/src/guide/thin'
import { readView } from '../../pwa/src/guide/view'
import { soundsOf } from '../../pwa/src/search/sounds'
import type { LayerHead, Manifest } from '../../pwa/src/schema/types'
import { closeStores } from '../../pwa/src/sync/store'

const TOWN = '510131102'
const files = new Map<string, string>()
const asked: string[] = []
let server: Server
let cut = 0
let refuse: (sha: string, time: number) => number | undefined
const realFetch = globalThis.fetch
const settings = new Map<string, string>()
vi.stubGlobal('navigator', {})
vi.stubGlobal('localStorage', {
  getItem: (key: string) => settings.get(key) ?? null, setItem: (key: string, value: string) => settings.set(key, value), removeItem: (key: string) => settings.delete(key),
})

beforeEach(async () => {
  files.clear()
  asked.length = 0
  refuse = () => undefined
  cut = 0
  server = createServer((request, response) => {
    const [, , , sha, start] = request.url!.split('/') as [string, string, string, string, string?]
    asked.push(start ? `${sha}/${start}` : sha)
    if (cut && files.has(sha) && !start) {
      response.writeHead(200)
      response.write(Buffer.from(files.get(sha)!).subarray(0, cut))
      return void setTimeout(() => response.destroy(), 50)
    }
    if (start && files.has(sha)) return void response.end(Buffer.from(files.get(sha)!).subarray(Number(start)))
    const status = refuse(sha, asked.filter((one) => one === sha).length) ?? (files.has(sha) ? 200 : 404)
    response.writeHead(status, status === 503 ? { 'retry-after': '0.01' } : {})
    response.end(status === 200 ? files.get(sha) : status === 299 ? 'spoilt on the way' : '')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  globalThis.fetch = (url, how) => realFetch(new URL(String(url), `http://127.0.0.1:${port}`), how)
})

afterEach(async () => {
  globalThis.fetch = realFetch
  closeStores()
  await new Promise((gone) => (indexedDB.deleteDatabase('ganchang-cache').onsuccess = gone))
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

async function file(content: unknown): Promise<{ sha: string, size: number }> {
  const text = JSON.stringify(content)
  const sha = await packName(new TextEncoder().encode(text))
  files.set(sha, text)
  return { sha, size: text.length }
}

const titles = (layer: string, ...names: string[]) => ({
  kind: 'item', columns: { code: names.map((_, at) => `${layer}-${at}`), name: names, org: names.map(() => layer), department: names.map(() => 'd') },
})
const details = (layer: string, ...summaries: string[]) => ({
  kind: 'item', columns: { code: summaries.map((_, at) => `${layer}-${at}`), summary: summaries },
})

async function layer(code: string, packs: [number, unknown][], segments: Segment[] = [], gen = 1): Promise<LayerHead> {
  const refs = await Promise.all(packs.map(async ([tier, pack]) => ({ ...(await file(pack)), tier })))
  const deltas = await Promise.all(segments.map(async (one) => ({ from: one.from, to: one.to, ...(await file(one)) })))
  const kinds = allRows(packs.map(([, pack]) => pack), segments.reduce<Overlay>(applySegment, {}))
  const all = [...rowsWithKind(kinds)]
  return {
    layer: code, gen, base_seq: 1, seq: segments.at(-1)?.to ?? 1, packs: refs, segments: deltas, rows: all.length, digest: await digest(all),
  }
}

const manifest = (...layers: LayerHead[]): Manifest => ({ place: TOWN, head: '0', at: 1, layers, sig: '' })

function watch(more: Partial<Watch> = {}): Watch {
  return {
    newer: () => Promise.reject(new Error('no other manifest')),
    published: () => Promise.resolve(), arrived: () => undefined, urgent: () => undefined, thin: () => false, left: new AbortController().signal, ...more,
  }
}

const county = () => layer('510131', [[0, titles('510131', '公司设立')], [1, details('510131', '设立公司')]])
const town = (segments: Segment[] = []) =>
  layer(TOWN, [[0, titles(TOWN, '迁户口', '开证明')], [1, details(TOWN, '户口', '证明')]], segments)

test('R1: titles of all layers appear together, then each layer in full, nearest first', async () => {
  const seen: [number, number][] = []
  const first = manifest(await county(), await town())
  await load(first, watch({ published: async () => {
    const view = await readView(TOWN)
    seen.push([view.titles.length, view.full])
  } }))
  expect(seen).toEqual([[3, 0], [3, 2], [3, 3]])
  const view = await readView(TOWN)
  expect(await view.row('item', `${TOWN}-1`)).toEqual({ code: `${TOWN}-1`, name: '开证明', org: TOWN, department: 'd', summary: '证明' })
  expect(await view.row('item', 'constructor')).toBeUndefined()
})

test('R1: names are read as their layer tells, but for those that tell it themselves', async () => {
  const chars = (code: string, sounds: string) => ({ kind: 'chars', columns: { code: [code], from: [''], to: [''], sounds: [sounds] } })
  const own = { kind: 'item', columns: { code: [`${TOWN}-1`], pinyin: ['kai zheng ming'] } }
  await load(manifest(
    await layer('510131', [[0, [titles('510131', '公司设立'), chars('510131', 'gong公li立she设si司')]]]),
    await layer(TOWN, [[0, [titles(TOWN, '迁（新）户口', '开证明'), own, chars(TOWN, 'hu户kou口qian迁xin新')]]]),
  ), watch())
  expect((await readView(TOWN)).titles.map((title) => soundsOf(title.name, title.pinyin).join(' '))).toEqual(['gong si she li', 'qian （ xin ） hu kou', 'kai zheng ming'])
})

test('R2: a phone killed half-way fetches nothing twice, and shows nothing half', async () => {
  const of = manifest(await county(), await town())
  const left = new AbortController()
  await expect(load(of, watch({ left: left.signal, arrived: (_, stored) => stored.size === 1 && left.abort() }))).rejects.toThrow()
  expect((await readView(TOWN)).titles).toEqual([])
  const arrived = (await readShelf()).packs.size
  expect(arrived).toBeGreaterThan(0)
  asked.length = 0
  await load(of, watch())
  expect(asked).toHaveLength(4 - arrived)
  expect((await readView(TOWN)).full).toBe(3)
})

test('a delta brings one segment and no pack', async () => {
  await load(manifest(await county(), await town()), watch())
  asked.length = 0
  const edit: Segment = { from: 1, to: 2, put: { item: { [`${TOWN}-0`]: { summary: '新的' } } }, del: { item: [`${TOWN}-1`] } }
  const next = manifest(await county(), await town([edit]))
  await load(next, watch())
  expect(asked).toEqual([next.layers[1]!.segments[0]!.sha])
  const view = await readView(TOWN)
  expect(view.titles.map((title) => title.name)).toEqual(['公司设立', '迁户口'])
  expect((await view.row('item', `${TOWN}-0`))!.summary).toBe('新的')
})

test('D6: who saves data gets titles, forms and what is used most; the rest stays in the town until it is wanted', async () => {
  const of = manifest(await county(), await town())
  await load(of, watch({ thin: () => true }))
  expect(asked.sort()).toEqual(of.layers.map((head) => head.packs[0]!.sha).sort())
  const view = await readView(TOWN)
  expect([view.titles.length, view.full]).toEqual([3, 0])
  await load(of, watch())
  expect((await readView(TOWN)).full).toBe(3)
})

test('an item that was changed before the rest of it came is not taken for whole', async () => {
  const edit: Segment = { from: 1, to: 2, put: { item: { [`${TOWN}-0`]: { summary: '新的' }, new: { name: '新事项', summary: '全的' } } } }
  await load(manifest(await town([edit])), watch({ thin: () => true }))
  const view = await readView(TOWN)
  expect(await view.row('item', `${TOWN}-0`)).toEqual({ code: `${TOWN}-0`, name: '迁户口', org: TOWN, department: 'd' })
  expect(await view.row('item', 'new')).toEqual({ code: 'new', name: '新事项', summary: '全的' })
})

test('D4: a phone that is nearly full lets go of the rest of the guide, and has it again when there is room', async () => {
  const edit: Segment = { from: 1, to: 2, put: { item: { [`${TOWN}-0`]: { name: '户口迁移' } } } }
  const of = manifest(await county(), await town([edit]))
  await load(of, watch())
  await shed()
  expect([...(await readShelf()).packs].sort()).toEqual(of.layers.map((head) => head.packs[0]!.sha).sort())
  const thin = await readView(TOWN)
  expect([thin.titles.map((title) => title.name), thin.full]).toEqual([['公司设立', '户口迁移', '开证明'], 0])
  expect(isThin()).toBe(true)
  asked.length = 0
  await load(of, watch({ thin: isThin }))
  expect(asked).toEqual([])
  keepThin(false)
  await load(of, watch({ thin: isThin }))
  expect((await readView(TOWN)).full).toBe(3)
})

test('a segment inside the manifest costs no request', async () => {
  await load(manifest(await town()), watch())
  asked.length = 0
  const edit: Segment = { from: 1, to: 2, put: { item: { [`${TOWN}-0`]: { name: '户口迁移' } } } }
  const next = manifest(await town([edit]))
  next.layers[0]!.segments[0]!.inline = edit as unknown as Record<string, unknown>
  await load(next, watch())
  expect(asked).toEqual([])
  expect((await readView(TOWN)).titles[0]!.name).toBe('户口迁移')
})

test('a new base is shown only when all of it is here', async () => {
  await load(manifest(await town()), watch())
  const seen: string[] = []
  const base = await layer(TOWN, [[0, titles(TOWN, '甲')], [1, details(TOWN, '一')]], [], 2)
  await load(manifest(base), watch({ arrived: () => void readView(TOWN).then((view) => seen.push(view.titles[0]!.name)) }))
  const view = await readView(TOWN)
  expect(view.titles.map((title) => title.name)).toEqual(['甲'])
  expect(view.full).toBe(1)
  expect(new Set(seen.slice(0, -1))).toEqual(new Set(['迁户口']))
})

test('a pack spoilt on the way, a busy server: asked again until it is right', async () => {
  const of = manifest(await town())
  refuse = (sha, time) => (sha === of.layers[0]!.packs[0]!.sha && time === 1 ? 299 : time === 1 ? 503 : undefined)
  await load(of, watch())
  expect((await readView(TOWN)).full).toBe(2)
}, 10_000)

test('R5: an old manifest names packs that are gone: a newer one is asked for, and no loop', async () => {
  const old = manifest(await layer(TOWN, [[0, titles(TOWN, '旧')]]))
  files.clear()
  const current = manifest(await town())
  let times = 0
  await load(old, watch({ newer: () => Promise.resolve((times++, current)) }))
  expect(times).toBe(1)
  expect((await readView(TOWN)).titles).toHaveLength(2)
})

test('R5: a proxy that serves the old manifest for ever is given up after two more', async () => {
  const old = manifest(await layer(TOWN, [[0, titles(TOWN, '旧')]]))
  files.clear()
  let times = 0
  await expect(load(old, watch({ newer: () => Promise.resolve((times++, old)) }))).rejects.toThrow()
  expect(times).toBe(2)
})

test('R6: a flipped byte on the shelf is found, and just that pack is fetched again', async () => {
  const of = manifest(await county(), await town())
  await load(of, watch())
  asked.length = 0
  const { sha } = of.layers[1]!.packs[1]!
  await keepPack(sha, new TextEncoder().encode(files.get(sha)!.replace('户口', '护口')))
  expect(await findDamage(of)).toBe(true)
  await load(of, watch())
  expect(asked).toEqual([sha])
  expect((await (await readView(TOWN)).row('item', `${TOWN}-0`))!.summary).toBe('户口')
})

test('R6: damage in what segments brought is found by the digest and mended without fetching packs', async () => {
  const edit: Segment = { from: 1, to: 2, put: { item: { [`${TOWN}-0`]: { summary: '新的' } } } }
  const of = manifest(await county(), await town([edit]))
  await load(of, watch())
  asked.length = 0
  const hold = (await readShelf()).holds.get(TOWN)!
  await keepHold({ ...hold, overlay: { item: { [`${TOWN}-0`]: { put: { summary: '坏的' } } } } })
  expect(await findDamage(of)).toBe(true)
  await load(of, watch())
  expect(asked).toEqual([of.layers[1]!.segments[0]!.sha])
  expect((await (await readView(TOWN)).row('item', `${TOWN}-0`))!.summary).toBe('新的')
})

test('R5: another town of the county brings only its own layer; what nobody needs goes', async () => {
  await load(manifest(await county(), await town()), watch())
  asked.length = 0
  const other = await layer('510131103', [[0, titles('510131103', '邻镇')]])
  await load({ ...manifest(await county(), other), place: '510131103' }, watch())
  expect(asked).toEqual([other.packs[0]!.sha])
  expect([...(await readShelf()).holds.keys()].sort()).toEqual(['510131', '510131103'])
  expect((await readView('510131103')).titles.map((title) => title.name)).toEqual(['公司设立', '邻镇'])
})

test('an item covered by the town shows the town’s row', async () => {
  const upper = await layer('510131', [[0, { kind: 'item', columns: { code: ['x', 'y'], name: ['县里办', '县里的'], org: ['510131', '510131'] } }]])
  const lower = await layer(TOWN, [[0, { kind: 'item', columns: { code: ['x'], name: ['镇上办'], org: [TOWN] } }]])
  await load(manifest(upper, lower), watch())
  const view = await readView(TOWN)
  expect(view.titles.map((title) => title.name).sort()).toEqual(['县里的', '镇上办'])
  expect((await view.row('item', 'x'))!.name).toBe('镇上办')
})

test('R2: a pack cut in the middle goes on from there, also in a page opened anew', async () => {
  const long = Array.from({ length: 600 }, (_, at) => `事项${at} ${'说明'.repeat(3)}`)
  const of = manifest(await layer('510131', [[0, titles('510131', ...long)]]))
  const { sha } = of.layers[0]!.packs[0]!
  cut = 10_000
  const closed = new AbortController()
  const first = load(of, watch({ left: closed.signal })).catch(() => undefined)
  await vi.waitFor(async () => expect((await getPart(sha))?.length).toBeGreaterThan(4096))
  closed.abort()
  await first
  asked.length = 0
  await load(of, watch())
  expect(asked).toEqual([expect.stringMatching(new RegExp(`^${sha}/(4096|8192|12288)$`))])
  expect((await readView(TOWN)).titles).toHaveLength(600)
  expect(await getPart(sha)).toBeUndefined()
})
