// P1: a file of 1.5 MB over line G with cuts, uploaded by real Chromium: what it costs on the way up, and that forms and
// small pictures do not wait for it. Takes some fifteen minutes, because the line does.
import { randomBytes } from 'node:crypto'
import { startCounter } from '../link/counter.mjs'
import { lineAt, namespacesWork, startLink } from '../link/tun.mjs'
import { profiles } from '../link/profiles.mjs'
import { takeDevice } from '../browser/device.mjs'
import { answer, begin, checkAndSubmit, chooseVillage, findByInitials, photograph, signIn, untilKept, veteran } from '../browser/resident.mjs'
import { sleep, startTown, until } from '../browser/town.mjs'
import { row } from './rows.mjs'

// A line of its own, so that others may run beside it.
const { farAddress, sideAddress, inServer, inClient } = lineAt(2)
const CLERK = '13900000001'
const SIZE = 1_500_000
const BAR = 1.05

if (!namespacesWork()) {
  console.error('P1 needs root, /dev/net/tun and iproute2')
  process.exit(1)
}

/** A scan that nothing makes smaller: photos are shrunk to 400 kB at most, papers go as they are. */
const scan = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(SIZE - 16), Buffer.from('\n%%EOF\n')]) }

/** What the centre's desk sees, by the protocol and over a good line: all cases, oldest first. */
async function deskOf(town) {
  const client = randomBytes(16).toString('base64url')
  const post = async (path, body) => (await fetch(town.origin + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json().catch(() => ({}))
  await post('/auth/code', { phone: CLERK })
  const { session } = await post('/auth/session', { phone: CLERK, code: await town.codeFor(CLERK), client })
  return async () => {
    const { rows } = await post('/sync', { proto: 2, client, session, cursors: {} })
    const cases = Object.values(rows ?? {}).flat().filter((one) => one.entity === 'application' && one.body?.receipt)
    return cases.map((one) => one.body).sort((a, b) => a.submitted_at - b.submitted_at)
  }
}

const pages = (one) => Object.values(one.materials).flat()
const bytes = (one) => pages(one).reduce((sum, page) => sum + page.size, 0)

async function fillIn(page, paper) {
  await findByInitials(page)
  await begin(page)
  await answer(page)
  for (const [at, material] of veteran.photos.entries()) {
    if (at > 0 || !paper) await photograph(page, material, at + 1)
    else await page.getByLabel(`拍${material}`).setInputFiles(paper)
  }
}

const link = await startLink({ down: 50_000, up: 50_000, delay: 2 }, 2)
const town = await startTown({ host: sideAddress, listen: '0.0.0.0', prefix: inServer() })
const counter = await startCounter(farAddress, town.port, inClient())
const device = await takeDevice({ wrap: inClient() })
const { page } = device
const origin = `http://localhost:${counter.port}`
await chooseVillage(page, origin)
await signIn(page, town, veteran.phone)
await untilKept(page)
const desk = await deskOf(town)
await page.goto(origin)
await fillIn(page, scan)
await sleep(5_000) // drafts go to the town by themselves

const { G } = profiles
for (const command of [`rate ${G.down} ${G.up}`, `delay ${G.delay}`, `loss ${G.loss}`, `cuts ${G.cutEvery} ${G.cutFor}`]) await link.say(command)
const asked = { POST: 0, PATCH: 0, HEAD: 0 }
page.on('request', (request) => request.url().includes('/blob') && (asked[request.method()] += 1))
await counter.reset()
const wire = await link.bytes()
const start = performance.now()
const seconds = () => (performance.now() - start) / 1000
const late = { within: 40 * 60_000, every: 500 }
await checkAndSubmit(page)
await until('the form is there', async () => (await desk()).length === 1, late)
const form = seconds()
await until('the small pictures are there', async () => ((await desk())[0].small ?? []).length === veteran.photos.length - 1, late)
const small = seconds()
console.error(`form after ${form.toFixed(1)} s, small pictures after ${small.toFixed(1)} s`)

// Photos are on their way: a second form is handed in.
await page.getByRole('link', { name: '查事项' }).click()
await fillIn(page)
await checkAndSubmit(page)
const handed = seconds()
await until('the second form is there', async () => (await desk()).length === 2, late)
const second = seconds() - handed
await until('its small pictures are there', async () => ((await desk())[1].small ?? []).length >= ((await desk())[1].awaiting ?? []).length, late)
const secondSmall = seconds() - handed
console.error(`second form after ${second.toFixed(1)} s, its small pictures after ${secondSmall.toFixed(1)} s; ${Math.round((await counter.counts()).up / 1000)} kB up so far`)

await until('all photos are there', async () => (await desk()).every((one) => !one.awaiting), late)
const all = seconds()
const sizes = (await desk()).map(bytes)
const whole = sizes.reduce((sum, size) => sum + size, 0)
const { up, connections } = await counter.counts()
const packets = (await link.bytes()).up - wire.up
row('P1.bytes', up / whole, '×', BAR, `${up} B sent above TCP, forms, syncs, small pictures and headers included, for ${whole} B of files, one of ${SIZE} B, in ${Math.round(all)} s; ${asked.PATCH} pieces, ${asked.HEAD} questions how far one is; ${connections} connections; ${packets} B in packets`)
row('P1.form.s', form, 's', undefined, 'the form, handed in with four pages')
row('P1.small.s', small, 's', undefined, 'small pictures of all its pages')
row('P1.second.s', second, 's', undefined, 'a second form while the first one\'s photos are on their way')
row('P1.second.small.s', secondSmall, 's', undefined, 'small pictures of its pages')
await device.end()
await counter.stop()
await town.end()
await link.stop()
