// Before every test file: waiting for something has 20 s rather than vitest's one, as a machine that stalls is no failure;
// and no sync begins when the file has ended, where nothing can be loaded any more.
import { afterAll, vi } from 'vitest'

const waitFor = vi.waitFor
vi.waitFor = (work, how) => waitFor(work, { timeout: 20_000, interval: 20, ...(typeof how === 'number' ? { timeout: how } : how) })

const later = setTimeout
afterAll(async () => {
  if (!('navigator' in globalThis)) return // a file without a page
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  await new Promise((done) => later(done, 30)) // one that has begun has what it loads
})
