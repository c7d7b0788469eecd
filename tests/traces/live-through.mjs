// Takes a phone through a trace: what it asks must be what the plain client of the simulation asked, and so must be what it
// holds at the end. `open` starts a phone anew over the same disk and gives {step, holds}.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))

export const traces = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }))

export async function liveThrough(trace, open) {
  const ids = new Map() // the simulation's name of a mutation → the phone's
  const named = (part) => JSON.parse(JSON.stringify(part).replace(/01900000-0000-7000-8000-[0-9a-f]{12}/g, (id) => ids.get(id) ?? id))
  let phone = await open()
  for (const [at, one] of trace.steps.entries()) {
    const about = `${trace.name}, step ${at}: ${one.do}`
    if (one.do === 'restart') {
      phone = await open()
      continue
    }
    const told = await phone.step({ ...named(one), id: one.id })
    if (one.do === 'mutate') ids.set(one.id, told)
    if (one.do !== 'sync') continue
    const asked = one.asks.map(({ cursors, digests, mutations }) => ({ cursors, digests, mutations }))
    assert.deepEqual(told, named(asked), about)
  }
  phone = await open()
  assert.deepEqual(await phone.holds(), named(trace.holds), `${trace.name}: what it holds at the end`)
}
