// Signing in over a line that may swallow everything, on a page that has hardly begun.
import { afterEach, expect, test, vi } from 'vitest'
import { askCode, sendCode } from '../../pwa/src/accounts/api'
import { clientId, signedIn } from '../../pwa/src/sync/device'
import { line } from '../../pwa/src/sync/state'

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

test('who signs in before the page knows its own phone signs in as that phone', async () => {
  const asked: { client: string }[] = []
  vi.stubGlobal('fetch', async (path: string, { body }: { body: string }) => {
    if (path === '/auth/session') asked.push(JSON.parse(body) as { client: string })
    return Response.json(path === '/auth/session' ? { session: 'token-a', person: 'person-a' } : { at: 1 })
  })
  expect(await sendCode('13800000001', '123456')).toBeNull()
  expect(asked).toEqual([{ phone: '13800000001', code: '123456', client: expect.stringMatching(/^[\w-]{22}$/) }])
  expect(signedIn()?.client).toBe(asked[0]!.client)
  expect(clientId()).toBe(asked[0]!.client)
})

test('an answer of the town ends the words of having no line, and what waits goes at once', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    return path === '/auth/code' ? new Response(null, { status: 204 }) : Response.json({ at: 1 })
  })
  line.value = 'off'
  expect(await askCode('13800000001')).toBeNull()
  expect(line.value).toBe('on')
  await vi.waitFor(() => expect(asked).toContain('/sync'))
})
