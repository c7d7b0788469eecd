// The app's own sync in a real browser, on its real IndexedDB: the traces of the simulation, and several tabs at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { liveThrough, traces } from '../traces/live-through.mjs'
import { bundled, servePart } from './bundle.mjs'
import { takeDevice } from './device.mjs'
import { sleep, until } from './town.mjs'

let device
before(async () => (device = await takeDevice()))
after(() => device.end())

async function open(context, origin) {
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForFunction(() => window.part)
  return page
}

test('W2, R6, D7: a phone lives through traces of the simulation, and each restart is a page that was closed', async () => {
  await servePart(device.context, await bundled('tests/traces/phone.ts'))
  for (const trace of traces().filter((_, n) => n % 4 === 0)) {
    let page
    const start = async () => {
      await page?.close({ runBeforeUnload: false })
      page = await open(device.context, `http://t${trace.name.slice(0, 2)}.localhost/`)
      await page.evaluate(() => window.part.start())
      return {
        step: (one) => page.evaluate((step) => window.part.step(step), one),
        holds: () => page.evaluate(() => window.part.holds()),
      }
    }
    await liveThrough(trace, start)
    await page.close()
  }
  assert.deepEqual(device.errors, [])
})

/** The town as PROTOCOL.md has it, for lanes alone: what it took, in which order, and whether two ever spoke at once. */
function laneTown() {
  const town = { effects: [], seen: new Map(), lanes: new Map(), speaking: 0, most: 0 }
  town.answer = async (route) => {
    const packed = route.request().headers()['content-encoding'] === 'gzip'
    const body = route.request().postDataBuffer()
    const request = JSON.parse(packed ? gunzipSync(body) : body)
    const mutations = request.mutations ?? []
    if (mutations.length) town.most = Math.max(town.most, ++town.speaking)
    const results = mutations.map((one) => {
      const due = (town.lanes.get(one.lane) ?? 0) + 1
      if (!town.seen.has(one.id)) {
        if (one.seq !== due) return { id: one.id, status: 'waiting', code: 'need_seq', detail: { seq: due } }
        town.lanes.set(one.lane, one.seq)
        town.seen.set(one.id, one.seq)
        town.effects.push([one.lane, one.args.n])
      }
      return town.seen.get(one.id) === one.seq ? { id: one.id, status: 'accepted' } : { id: one.id, status: 'rejected', code: 'replay_differs' }
    })
    await sleep(150)
    if (mutations.length) town.speaking--
    await route.fulfill({ json: { at: Math.floor(Date.now() / 1000), results } }).catch(() => {}) // its page may be gone
  }
  return town
}

test('D5: three tabs, one of them frozen while it sends, one killed: one sender, lanes in order, taken over within ten seconds', async () => {
  const town = laneTown()
  const other = await takeDevice()
  try {
    await servePart(other.context, await bundled('tests/browser/tab.ts'), town.answer)
    const tabs = []
    for (let n = 0; n < 3; n++) tabs.push(await open(other.context, 'http://tabs.localhost/'))
    await tabs[0].evaluate(() => window.part.begin())
    for (const tab of tabs.slice(1)) await tab.evaluate(() => window.part.join())

    const made = []
    const mutate = async (tab, lane) => {
      made.push([lane, made.length])
      await tab.evaluate(([lane, n]) => window.part.mutate('applications.save', lane, { id: lane, n }), made.at(-1))
    }
    for (let n = 0; n < 9; n++) await mutate(tabs[n % 3], `lane-${n % 2}`)
    await until('all of it has arrived', () => town.effects.length === made.length)
    assert.equal(town.most, 1, 'two tabs spoke at once')

    // The first tab stops in the middle of a request, as a page that the system froze.
    const holder = await other.context.newCDPSession(tabs[0])
    await tabs[0].evaluate(() => window.part.holdForEver())
    await holder.send('Debugger.enable')
    await holder.send('Debugger.pause') // headless pages count as visible, and those are not frozen for long otherwise
    void tabs[0].evaluate(() => 1).catch(() => {})
    await mutate(tabs[1], 'lane-0')
    await mutate(tabs[2], 'lane-1')
    await until('another tab took over', () => town.effects.length === made.length, { within: 10_000 })
    await holder.send('Debugger.resume')

    // The second dies while it sends; what it made is on the disk.
    await mutate(tabs[1], 'lane-0')
    await tabs[1].close()
    await mutate(tabs[2], 'lane-0')
    await until('the others finished its work', () => town.effects.length === made.length, { within: 10_000 })
    for (const lane of ['lane-0', 'lane-1']) {
      assert.deepEqual(town.effects.filter(([of]) => of === lane), made.filter(([of]) => of === lane), `the order of ${lane}`)
    }
    await until('nothing waits', () => tabs[2].evaluate(() => window.part.waiting() === 0))
  } finally {
    await other.end()
  }
})
