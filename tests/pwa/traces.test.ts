// W2, R6: the app's own sync lives through the traces of the simulation (tests/sim) and holds at the end what a plain client holds.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test, vi } from 'vitest'
import { liveThrough, traces } from '../traces/live-through.mjs'

const real = { now: Date.now, random: Math.random, fetch: globalThis.fetch }
afterEach(() => {
  Date.now = real.now
  Math.random = real.random
  globalThis.fetch = real.fetch
})

test('there are traces', () => expect(traces().length).toBeGreaterThanOrEqual(24))

for (const trace of traces()) {
  test(`W2, R6, D7: a phone lives through trace ${trace.name}`, async () => {
    vi.stubGlobal('indexedDB', new IDBFactory())
    await liveThrough(trace, async () => {
      vi.resetModules()
      const phone = await import('../traces/phone')
      await phone.start()
      return phone
    })
  })
}
