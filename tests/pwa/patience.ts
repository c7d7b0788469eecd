// Waiting for something has 20 s rather than vitest's one: a machine that stalls is no failure. Before every test file.
import { vi } from 'vitest'

const waitFor = vi.waitFor
vi.waitFor = (work, how) => waitFor(work, { timeout: 20_000, interval: 20, ...(typeof how === 'number' ? { timeout: how } : how) })
