// @vitest-environment happy-dom
// The hall's voice, the printer and the paper: machines that are slow to begin.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import type { Session } from '../../pwa/src/schema/types'
import { open, session } from '../../pwa/src/sync/client'
import { useDoor } from '../../pwa/src/tickets/door'
import HallPage from '../../pwa/src/tickets/hall-page'
import { watchHall } from '../../pwa/src/tickets/hall'
import { Voice } from '../../pwa/src/tickets/speak'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('E6: the first number is spoken too where the browser finds its voices only after it was asked for them', async () => {
  const said: string[] = []
  let asked = 0
  vi.stubGlobal('SpeechSynthesisUtterance', class { onend = () => undefined; constructor(readonly text: string) {} })
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => (asked++ ? [{ lang: 'zh-CN' }] : []),
    speak: (one: { text: string; onend: () => void }) => (said.push(one.text), one.onend()),
  })
  const voice = new Voice()
  voice.start([])
  voice.hear([{ number: 7, kind: 'advice', window: '1 号窗口', at: 100 }])
  await vi.waitFor(() => expect(said).toEqual(Array(2).fill('请，咨询，7号，到1 号窗口')))
})

test('E13, E14: the hall says of each group of windows how many wait, who is next, and how long', async () => {
  const waiting = [{ number: 8, kind: 'pickup' }, { number: 2, kind: 'advice', group: '公安' }, { number: 3, kind: 'handling', group: '公安' }, { number: 5, kind: 'handling', group: '公安' }]
  const hall = { centre: '510131104', name: '西来镇', on: '2026-11-22', v: 1, at: 100, calls: [{ number: 1, kind: 'handling', window: '3 号窗口', at: 90 }], waiting, minutes: 10, open: 1, windows: [{ window: '1 号窗口', group: '公安', number: 4, kind: 'handling' }, { window: '2 号窗口', group: '公安' }, { window: '3 号窗口', group: '便民' }] }
  vi.stubGlobal('WebSocket', class { onmessage?: (event: { data: string }) => void; close() {} constructor() { setTimeout(() => this.onmessage?.({ data: JSON.stringify(hall) }), 1) } })
  const root = document.body.appendChild(document.createElement('div'))
  render(<HallPage params={{ centre: '510131104' }} query={new URLSearchParams()} />, root)
  await vi.waitFor(() => expect([...root.querySelectorAll('.waits tr')].map((row) => row.textContent)).toEqual([
    '公安 3 人约 15–50 分钟', '接下来：咨询 2 号、受理 3 号', '便民 0 人随到随办', '哪边都行 1 人约 5–25 分钟', '接下来：取件 8 号',
  ]))
  render(null, root)
})

test('E13: a hall that the town did not know for a moment is live again once it does', async () => {
  const sockets: { onclose?: (event: { code: number }) => void }[] = []
  vi.stubGlobal('WebSocket', class { onclose?: (event: { code: number }) => void; close() {} constructor() { sockets.push(this) } })
  vi.stubGlobal('fetch', async () => Response.json({ centre: 'c', on: '2026-11-22', v: 1, at: 1, calls: [], waiting: [], windows: [] }))
  const watch = watchHall('c')
  sockets[0]!.onclose!({ code: 4404 })
  expect(watch.seen.value.unknown).toBe(true)
  watch.check()
  await vi.waitFor(() => expect(sockets).toHaveLength(2))
  expect(watch.seen.value).toMatchObject({ hall: { centre: 'c' }, live: true })
  watch.stop()
})

/** The line swallows it: nothing comes until whoever asked gives up. */
const swallowed = (_url: string, { signal }: RequestInit = {}) => new Promise<Response>((_, fail) => signal?.addEventListener('abort', fail))

test('E15: the screen’s code is asked for again after an answer that was cut off or never came, and one that is over is not shown', async () => {
  await open()
  session.value = { session: 's', person: 'p' } as Session
  const door = (code: string, seconds: number) => Promise.resolve(Response.json({ code, until: Date.now() / 1000 + seconds }))
  const answers = [() => door('first', 10), () => Promise.resolve(new Response('<html>')), swallowed, () => door('last', 600)]
  vi.stubGlobal('fetch', (url: string, how: RequestInit) => answers.shift()!(url, how))
  vi.useFakeTimers()
  const Screen = () => <p>{useDoor('c') ?? 'none'}</p>
  const root = document.body.appendChild(document.createElement('div'))
  const after = (seconds: number) => act(async () => void (await vi.advanceTimersByTimeAsync(seconds * 1000)))
  await act(() => render(<Screen />, root))
  const seen = []
  for (const seconds of [1, 12, 30, 30]) {
    await after(seconds)
    seen.push(root.textContent)
  }
  expect(seen).toEqual(['first', 'none', 'none', 'last'])
  render(null, root)
  session.value = null
})

test('E13: a screen whose line swallows what it asks says so, and does not take what it shows for what is called now', async () => {
  const sockets: { onmessage?: (event: { data: string }) => void }[] = []
  vi.stubGlobal('WebSocket', class { onmessage?: (event: { data: string }) => void; close() {} constructor() { sockets.push(this) } })
  vi.stubGlobal('fetch', swallowed)
  const watch = watchHall('c')
  sockets[0]!.onmessage!({ data: JSON.stringify({ centre: 'c', on: '2026-11-22', v: 1, at: 1, calls: [], waiting: [], windows: [] }) })
  await vi.waitFor(() => expect(watch.seen.value.live).toBe(true))
  vi.useFakeTimers()
  watch.check()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(watch.seen.value.live).toBe(false)
  watch.stop()
})
