// Drawing at the kiosk, at the counter and on the phone: whose windows, which kind, one press one number, and whole paper.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Centre, Hall, Session } from '../../pwa/src/schema/types'
import * as pull from '../../pwa/src/sync/pull'
import * as state from '../../pwa/src/sync/state'
import { clientId, inView, open } from '../../pwa/src/sync/client'
import { withOutbox } from '../../pwa/src/sync/store'
import { isoDay } from '../../pwa/src/text/dates'
import { empty } from '../../pwa/src/guide/view'
import { deskView } from '../../pwa/src/staff/guide'
import { CounterDraw } from '../../pwa/src/tickets/counter-draw'
import DrawPage from '../../pwa/src/tickets/draw-page'
import { done } from '../../pwa/src/tickets/drawing'
import { AsOf, Standing } from '../../pwa/src/tickets/standing'
import KioskPage from '../../pwa/src/tickets/kiosk-page'

const CENTRE = '510131104'
const hall: Hall = { centre: CENTRE, name: '西来镇', on: '2026-11-22', v: 1, at: 0, calls: [], waiting: [], minutes: 12, open: 2, windows: [{ window: '1 号窗口', group: '公安' }, { window: '2 号窗口', group: '便民' }, { window: '3 号窗口', group: '便民' }] }
const root = document.body.appendChild(document.createElement('div'))
const button = (words: RegExp) => [...root.querySelectorAll('button')].find((one) => words.test(one.textContent!))
const press = (words: RegExp) => act(() => button(words)!.click())

/** As the town's rows say it to the kiosk: its role, and the number that it was given for its draw. */
function hold(more: Record<string, object[]> = {}): void {
  const bodies: Record<string, object[]> = { profile: [{ id: 'p', roles: [{ role: 'kiosk', scope: `hall:${CENTRE}` }] }], ...more, ticket_block: [{ id: 'b', centre: CENTRE, client: clientId(), first: 501, last: 600, until: '2999-12-31' }] }
  const row = (entity: string, body: object) => {
    const key = (body as { id: string }).id
    return [key, { person: 'p', scope: 'me', entity, key, version: 1, body: { ...body } }] as const
  }
  pull.server.value = new Map([['me', new Map(Object.entries(bodies).map(([entity, all]) => [entity, new Map(all.map((body) => row(entity, body)))]))]])
}

function hallWith(windows: Hall['windows']): void {
  vi.stubGlobal('WebSocket', class { onmessage?: (event: { data: string }) => void; close() {} constructor() { setTimeout(() => this.onmessage?.({ data: JSON.stringify({ ...hall, windows }) }), 1) } })
}

async function kiosk(windows = hall.windows): Promise<void> {
  hallWith(windows)
  document.title = ''
  render(<KioskPage params={{ centre: CENTRE }} query={new URLSearchParams()} />, root)
  await vi.waitFor(() => expect(document.title).toContain('西来镇'))
}

const draws = () => state.outbox.value.filter((one) => one.name === 'tickets.draw').map((one) => one.args)

beforeEach(async () => {
  vi.stubGlobal('print', () => undefined)
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no line')))
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  await withOutbox((db) => db.clear('mutations'))
  await open()
  await inView()
  done()
  hold()
})
afterEach(() => {
  act(() => render(null, root))
  vi.unstubAllGlobals()
})

test('E14: where windows have groups the kiosk asks whose, with the windows it means; a booking knows its own', async () => {
  await kiosk()
  press(/没带卡/)
  expect(button(/受理号/), 'not before the windows are known').toBeUndefined()
  expect(button(/便民/)!.textContent).toContain('2 号窗口、3 号窗口')
  press(/公安/)
  press(/受理号/)
  await vi.waitFor(() => expect(draws()).toMatchObject([{ centre: CENTRE, kind: 'handling', group: '公安' }]))
  press(/下一位/)
  act(() => { for (const key of ['7KQ4M2XD9P', 'Enter'].flatMap((text) => (text === 'Enter' ? [text] : [...text]))) dispatchEvent(new KeyboardEvent('keydown', { key })) })
  press(/受理号/)
  await vi.waitFor(() => expect(draws()[1]).toMatchObject({ booking: '7KQ4M2XD9P' }))
  expect(draws()[1]).not.toHaveProperty('group')
})

test('E14: on the phone too, unless something is booked there today', async () => {
  hallWith(hall.windows)
  const at = state.serverNow()
  const page = async () => {
    act(() => render(null, root))
    render(<DrawPage params={{ centre: CENTRE, code: '7KQ4M2XD9P' }} query={new URLSearchParams()} />, root)
    await vi.waitFor(() => expect(button(/便民|受理号/)).toBeDefined())
  }
  state.session.value = { session: 's', person: 'p' } as Session
  await page()
  press(/便民/)
  press(/取件号/)
  press(/取件号/)
  await vi.waitFor(() => expect(draws()).toMatchObject([{ kind: 'pickup', group: '便民', door: '7KQ4M2XD9P' }]))
  await withOutbox((db) => db.clear('mutations'))
  await inView()
  hold({ booking: [{ id: 'b1', centre: CENTRE, kind: 'window', state: 'confirmed', start: at, end: at + 1200 }] })
  await page()
  press(/取件号/)
  await vi.waitFor(() => expect(draws()).toHaveLength(1))
  expect(draws()[0]).not.toHaveProperty('group')
})

test("E14: at the counter it is the window's own group until another is pressed", async () => {
  hold({ profile: [{ id: 'p', roles: [{ role: 'clerk', scope: `desk:${CENTRE}`, window: '2 号窗口' }] }] })
  deskView.value = { ...empty, centres: new Map([[CENTRE, { name: '西来镇', windows: ['公安：1 号窗口', '便民:2 号窗口'] } as Centre]]) }
  await act(() => render(<CounterDraw centre={CENTRE} />, root))
  press(/咨询号/)
  await vi.waitFor(() => expect(draws()).toMatchObject([{ kind: 'advice', group: '便民' }]))
  act(done)
  press(/公安/)
  press(/咨询号/)
  await vi.waitFor(() => expect(draws()[1]).toMatchObject({ kind: 'advice', group: '公安' }))
})

test('B9: a card that was read for a number books a time instead, and is not read twice', async () => {
  state.line.value = 'on'
  await kiosk()
  act(() => { for (const key of [...'吴大爷|510131194903150017', 'Enter']) dispatchEvent(new KeyboardEvent('keydown', { key })) })
  press(/今天不办/)
  expect(root.querySelector('h1')!.textContent).toBe('哪一天去？')
  press(/不约了/)
  expect(button(/约时间/)).toBeDefined()
})

test('without groups there is one press less', async () => {
  await kiosk([{ window: '1 号窗口' }, { window: '2 号窗口' }])
  press(/没带卡/)
  press(/咨询号/)
  await vi.waitFor(() => expect(draws()).toMatchObject([{ kind: 'advice' }]))
  expect(draws()[0]).not.toHaveProperty('group')
})

test('W6: a double tap without a line gives one number', async () => {
  state.line.value = 'off'
  await kiosk([{ window: '1 号窗口' }])
  press(/没带卡/)
  const kind = button(/受理号/)!
  act(() => (kind.click(), kind.click()))
  await vi.waitFor(() => expect(root.querySelector('.number')?.textContent).toMatch(/50\d/))
  expect(draws()).toHaveLength(1)
})

test('E6: the paper is printed once, with its QR, and without a receipt printer nothing is made ready for one', async () => {
  const printed: (Element | null)[] = []
  const tables = vi.fn(TextDecoder)
  vi.stubGlobal('TextDecoder', tables)
  vi.stubGlobal('print', () => printed.push(root.querySelector('.paper-ticket .qr path')))
  await kiosk([{ window: '1 号窗口' }])
  press(/没带卡/)
  press(/受理号/)
  await vi.waitFor(() => expect(draws()).toHaveLength(1))
  const since = state.serverNow()
  act(() => hold({ ticket: [{ id: clientId(), asked: String(draws()[0]!['id']), centre: CENTRE, on: isoDay(since), kind: 'handling', number: 7, code: '7KQ4M2XD9P', drawn_at: since, since, state: 'waiting' }] }))
  await vi.waitFor(() => expect(printed).toHaveLength(1))
  expect(printed[0]).not.toBeNull()
  expect(tables).not.toHaveBeenCalledWith('gb18030')
})

test('what is below the number stays where it is when the hall is heard: a tap in that moment is not lost', () => {
  const held = { number: 1, kind: 'advice', state: 'waiting' } as const
  const heights = [{ heardAt: 0 }, { heardAt: 0, live: false }, { heardAt: 1, live: true, hall: { ...hall, waiting: [held] } }].map((seen) => {
    act(() => render(<><Standing held={held} seen={seen} /><AsOf seen={seen} /></>, root))
    return [...root.querySelectorAll('p')].map((line) => line.className)
  })
  expect(heights).toEqual(Array(3).fill(['number', 'ahead', '', 'asof']))
  expect(root.textContent).toContain('下一位就是您')
})

test('E14: a phone whose town answers, but not for the hall, can draw all the same', async () => {
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: true })
  vi.stubGlobal('WebSocket', class { onclose?: (event: { code: number }) => void; close() {} constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 1) } })
  state.line.value = 'on'
  state.session.value = { session: 's', person: 'p' } as Session
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  render(<DrawPage params={{ centre: '510131999', code: '7KQ4M2XD9P' }} query={new URLSearchParams()} />, root)
  await vi.waitFor(() => expect(root.textContent).toContain('正在打开…'))
  await act(async () => void (await vi.advanceTimersByTimeAsync(2_000)))
  vi.useRealTimers()
  expect(button(/受理号/)).toBeTruthy()
  state.session.value = null
})

test('E14: what the town refuses after its person has left the kiosk does not stay there with their ID number', async () => {
  await kiosk([])
  press(/没带卡/)
  press(/受理号/)
  await vi.waitFor(() => expect(draws()).toHaveLength(1))
  press(/下一位/)
  await withOutbox(async (db) => {
    for (const one of await db.getAll('mutations')) await db.put('mutations', { ...one, state: 'rejected', code: 'hall_closed' })
  })
  await inView()
  await vi.waitFor(async () => expect(await withOutbox((db) => db.count('mutations'))).toBe(0))
})
