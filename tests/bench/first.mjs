// first.bytes and first.paint: a phone that has never seen us, on a line of profile G without cuts, processor slowed six times.
import { startCounter } from '../link/counter.mjs'
import { farAddress, inClient, inServer, namespacesWork, sideAddress, startLink } from '../link/tun.mjs'
import { profiles } from '../link/profiles.mjs'
import { takeDevice } from '../browser/device.mjs'
import { startTown, until } from '../browser/town.mjs'
import { median, row } from './rows.mjs'

const ROUNDS = 5

/** In the page, from its first moment: when a heading could be read, and when the home page first took input. */
function watchFirstPage() {
  const seen = (window.seen = {})
  const look = () => {
    const main = document.querySelector('main')
    if (!seen.heading && main?.querySelector('h1')?.textContent) seen.heading = performance.now()
    if (!seen.interactive && main?.querySelector('a[href], button, input')) seen.interactive = performance.now()
    if (!seen.interactive) requestAnimationFrame(look)
  }
  look()
}

/** Headers and body of the first document, as Chromium counts what it received. */
async function documentBytes() {
  const town = await startTown()
  const device = await takeDevice()
  const session = await device.context.newCDPSession(device.page)
  await session.send('Network.enable')
  const size = new Promise((resolve) => {
    let id
    session.on('Network.requestWillBeSent', (event) => {
      if (event.type === 'Document') id = event.requestId
    })
    session.on('Network.loadingFinished', (event) => event.requestId === id && resolve(event.encodedDataLength))
  })
  await device.page.goto(town.origin)
  row('first.bytes', await size, 'B', 14_600, 'headers and body of the first document, brotli')
  await device.end()
  await town.end()
}

/** What the phone before had asked for still stands in the line's queue: the next one must not wait behind it. */
async function untilSilent(link) {
  let before = -1
  await until('the line is silent', async () => {
    const { down, up } = await link.bytes()
    const silent = down + up === before
    before = down + up
    return silent
  }, { every: 3000, within: 120_000 })
}

async function firstPaint() {
  if (!namespacesWork()) return console.error('first.paint needs root, /dev/net/tun and iproute2')
  const link = await startLink({ ...profiles.G, cutEvery: 0 })
  const town = await startTown({ host: sideAddress, listen: '0.0.0.0', prefix: inServer() })
  const counter = await startCounter(farAddress, town.port, inClient())
  const origin = `http://localhost:${counter.port}`
  const headings = []
  const homes = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const device = await takeDevice({ wrap: inClient() })
    await device.slowDown(6)
    await device.page.addInitScript(watchFirstPage)
    await device.page.goto(origin, { waitUntil: 'commit', timeout: 60_000 })
    const seen = await until('the home page takes input', () => device.page.evaluate(() => window.seen?.interactive && window.seen), { within: 60_000 })
    const paint = await device.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)
    headings.push(Math.max(seen.heading, paint))
    homes.push(seen.interactive)
    console.error(`round ${round + 1}: heading ${Math.round(headings.at(-1))} ms, home ${Math.round(homes.at(-1))} ms`)
    await device.end()
    await untilSilent(link)
  }
  row('first.paint.heading', median(headings) / 1000, 's', 3.5, `G without cuts, CPU ×6, median of ${ROUNDS}`)
  row('first.paint.home', median(homes) / 1000, 's', 9, `G without cuts, CPU ×6, median of ${ROUNDS}`)
  await counter.stop()
  await town.end()
  await link.stop()
}

await documentBytes()
await firstPaint()
