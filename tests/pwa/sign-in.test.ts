// Signing in over a line that may swallow everything.
import { afterEach, expect, test, vi } from 'vitest'
import { askCode } from '../../pwa/src/accounts/api'

afterEach(() => vi.useRealTimers())

test('a line that swallows the request for a code is said to be none, and one can try again', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_url: string, { signal }: RequestInit) => new Promise((_, fail) => signal?.addEventListener('abort', fail)))
  const asked = askCode('13800000001')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await asked).toMatchObject({ code: 'no_line' })
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }))
  expect(await askCode('13800000001')).toBeNull()
})
