// @vitest-environment happy-dom
// Booking at the hall's machine: what is sent, what is printed, how one gets out of it, and that nothing of the person stays.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KioskBook } from '../../pwa/src/bookings/kiosk-book'
import { bookingSlip } from '../../pwa/src/bookings/kiosk-paper'
import { done, dropOld } from '../../pwa/src/bookings/kiosk-take'
import type { SlotDay } from '../../pwa/src/schema/types'
import { clientId, inView, mutate, open, outbox } from '../../pwa/src/sync/client'
import * as pull from '../../pwa/src/sync/pull'
import { line, serverNow } from '../../pwa/src/sync/state'
import { withOutbox } from '../../pwa/src/sync/store'
import { isoDay } from '../../pwa/src/text/dates'

const CENTRE = '510131104'
const OLD_MAN = '510131194903150017'
const TOMORROW = isoDay(serverNow() + 86_400)
const START = Date.parse(`${TOMORROW}T09:00+08:00`) / 1000
const day: SlotDay = { centre: CENTRE, on: TOMORROW, at: 0, minutes: 20, windows: ['1 号窗口'], duty: [], slots: [{ start: START, free: [0], of: 1 }, { start: START + 1200, free: [], of: 1 }] }
const root = document.body.appendChild(document.createElement('div'))
const left = vi.fn()

const button = (words: string | RegExp) => [...root.querySelectorAll('button')].find((one) => (typeof words === 'string' ? one.textContent === words : words.test(one.textContent!)))
const press = (words: string | RegExp) => act(() => button(words)!.click())
const types = (keys: string) => act(() => void [...keys].forEach((key) => press(key)))
const key = (name: string) => act(() => void dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })))
const says = (words: string) => vi.waitFor(() => expect(root.textContent).toContain(words))
const reads = (text: string) => act(() => [...text, 'Enter'].forEach((one) => void dispatchEvent(new KeyboardEvent('keydown', { key: one }))))
const takes = () => outbox.value.filter((one) => one.name === 'bookings.take')
const stored = async () => JSON.stringify(await withOutbox((db) => db.getAll('mutations')))

async function stand(card?: string): Promise<void> {
  await act(() => render(<KioskBook centre={CENTRE} name="西来镇" card={card} leave={left} />, root))
}

/** As far as the look at it; `card` as the reader gave it. */
async function choose(card: string | undefined = OLD_MAN): Promise<void> {
  await stand(card)
  await vi.waitFor(() => press(/明天/))
  await vi.waitFor(() => press(/^9:00$/))
  await says('看一遍')
}

/** What the town says to the machine. */
function told(id: string): void {
  const body = { id, asked: id, centre: CENTRE, kind: 'window', channel: 'kiosk', state: 'confirmed', version: 1, updated_at: 0, start: START, end: START + 1200, window: '1 号窗口', code: '7KQ4M2XD9P' }
  act(() => void (pull.server.value = new Map([['me', new Map([['booking', new Map([[clientId(), { person: 'p', scope: 'me', entity: 'booking', key: clientId(), version: 1, body }]])]])]])))
}

async function refuse(code: string, detail: object = {}): Promise<void> {
  await withOutbox(async (db) => {
    for (const one of await db.getAll('mutations')) await db.put('mutations', { ...one, state: 'rejected', code, detail: detail as Record<string, unknown> })
  })
  await act(inView)
}

beforeEach(async () => {
  vi.stubGlobal('print', vi.fn())
  vi.stubGlobal('fetch', (url: string) => (url.startsWith(`/b/${CENTRE}/`) ? Promise.resolve(Response.json(url.endsWith(TOMORROW) ? day : { ...day, on: url.slice(-10), slots: [], code: 'slot_closed' })) : Promise.reject(new TypeError('no line'))))
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  await withOutbox((db) => db.clear('mutations'))
  await open()
  await inView()
  line.value = 'on'
  left.mockClear()
})
afterEach(() => {
  act(() => render(null, root))
  done()
  pull.server.value = new Map()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('B9: an ID number on the screen, a day, a time, a phone number: the town is asked once, and its answer is printed', async () => {
  await stand()
  types('510131194903150018')
  press('下一步')
  await says('身份证号对不上')
  press('退一位')
  key('7')
  key('Enter')
  await vi.waitFor(() => press(/明天/))
  expect([...root.querySelectorAll('.kiosk-day')], 'days of which nothing can be booked are not offered').toHaveLength(0)
  await vi.waitFor(() => expect(root.querySelector('.gone')?.textContent).toContain('9:20'))
  press(/^9:00$/)
  expect(root.textContent).toContain('510***********0017')
  expect(root.textContent).not.toContain(OLD_MAN)
  press(/留个手机号/)
  types('1380000000')
  press('下一步')
  await says('手机号应是 11 位')
  press('9')
  press('下一步')
  await says('138****0009')
  act(() => (button(/约上/)!.click(), button(/约上/)!.click()))
  await vi.waitFor(() => expect(takes()).toHaveLength(1))
  const { id, ...args } = takes()[0]!.args
  expect(args).toEqual({ centre: CENTRE, channel: 'kiosk', id_number: OLD_MAN, wishes: [{ from: START }], contact: { name: '', phone: '13800000009' } })
  told(String(id))
  await says('约好了')
  await vi.waitFor(() => expect(print).toHaveBeenCalledTimes(1))
  const paper = root.querySelector('.kiosk-slip')!
  expect(paper.querySelector('.qr')).not.toBeNull()
  expect(paper.textContent).toMatch(/7KQ4 M2XD 9P/)
  expect(paper.textContent).not.toContain('明天')
  press('下一位')
  expect(left).toHaveBeenCalledOnce()
})

test('B9: the receipt has the code as a QR that the printer draws, and no number of the person', () => {
  const bytes = [...bookingSlip({ centre: '西来镇', day: '11月23日 周一', time: '9:00', window: '1 号窗口', code: '7KQ4M2XD9P' })]
  const words = new TextDecoder('gb18030').decode(Uint8Array.from(bytes))
  for (const part of ['西来镇', '11月23日 周一\n9:00', '1 号窗口', '1P07KQ4M2XD9P', '7KQ4 M2XD 9P']) expect(words).toContain(part)
  expect(bytes.slice(-4)).toEqual([0x1d, 0x56, 0x42, 0])
})

test('B9: from each step one goes back one, by finger or Escape, and out at once', async () => {
  await choose()
  press(/留个手机号/)
  for (const words of ['看一遍', '几点去', '哪一天去', '请刷身份证']) {
    key('Escape')
    await says(words)
  }
  press('上一步')
  expect(left).toHaveBeenCalledOnce()
  reads(`吴大爷|${OLD_MAN}|19490315`)
  await says('哪一天去')
  reads('no number at all')
  await says('没有读出来')
  press('不约了')
  expect(left).toHaveBeenCalledTimes(2)
  expect(takes()).toEqual([])
})

test('B9: Escape while the town is being asked takes nothing back: a booking may have been made', async () => {
  await choose()
  press(/约上/)
  await vi.waitFor(() => expect(takes()).toHaveLength(1))
  await says('正在约')
  key('Escape')
  expect(root.textContent).toContain('正在约')
  told(takes()[0]!.lane)
  await says('约好了')
  await vi.waitFor(() => expect(print).toHaveBeenCalledTimes(1))
})

test('B9: what is refused says why and offers what is free, which one press takes', async () => {
  await choose()
  press(/约上/)
  await vi.waitFor(() => expect(takes()).toHaveLength(1))
  const first = takes()[0]!.lane
  await refuse('slot_taken', { offers: [{ start: START + 3600, window: '1 号窗口' }] })
  await says('这个时间已经约满了')
  press(/就约.*10:00/)
  await vi.waitFor(() => expect(takes().map((one) => one.args.wishes)).toEqual([[{ from: START + 3600, window: '1 号窗口' }]]))
  expect(takes()[0]!.lane).not.toBe(first)
  await refuse('booking_exists')
  await says('这一天您已经约过了。要换时间，请打电话或到窗口说一声。')
  await act(() => void (line.value = 'on'))
  press('另选时间')
  await says('几点去')
  await vi.waitFor(async () => expect(await stored()).toBe('[]'))
})

test('B9: without a line it says where to ask, and begins nothing that would wait', async () => {
  await stand(OLD_MAN)
  await act(() => void (line.value = 'off'))
  await says('没有网，这里约不了时间')
  expect(button(/约上|下一步/)).toBeUndefined()
  press('不约了')
  expect(left).toHaveBeenCalledOnce()
})

test('B9: a town that does not say what is free can be asked again', async () => {
  const works = fetch
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 500 })))
  await stand(OLD_MAN)
  await says('现在问不到哪些时间空着')
  vi.stubGlobal('fetch', works)
  press('再看一次空着的')
  await vi.waitFor(() => expect(button(/明天/)).toBeDefined())
})

test('B9: when no answer comes, the ID number leaves the machine, and what is not known is not said', async () => {
  const real = setTimeout
  let patience: (() => void) | undefined
  vi.stubGlobal('setTimeout', (work: () => void, ms: number) => (ms === 15_000 ? void (patience = work) : real(work, ms)))
  for (const [seq, words] of [[undefined, '没有送出去'], [1, '没等到答复']] as const) {
    await choose()
    press(/约上/)
    await vi.waitFor(() => expect(takes()).toHaveLength(1))
    await vi.waitFor(() => expect(patience).toBeDefined())
    const [sent] = await withOutbox((db) => db.getAll('mutations'))
    await withOutbox((db) => db.put('mutations', { ...sent!, seq }))
    patience!()
    patience = undefined
    await says(words)
    expect(await stored()).toBe('[]')
    // It had arrived after all, while they still stood there.
    if (seq) {
      told(sent!.lane)
      await says('约好了')
    }
    act(() => render(null, root))
    line.value = 'on'
  }
})

test('B9: a machine that lost its power while it asked does not keep the number it read', async () => {
  const id = crypto.randomUUID()
  const args = { id, centre: CENTRE, channel: 'kiosk', id_number: OLD_MAN, wishes: [{ from: START }] }
  await mutate('bookings.take', id, args)
  await mutate('bookings.take', 'desk', { ...args, channel: 'phone' })
  await dropOld()
  expect(takes().map((one) => one.lane)).toEqual(['desk'])
})

test('B9: whoever walks away is asked, then nothing of them is on the screen; a touch lets it stay', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await act(() => render(<KioskBook centre={CENTRE} name="西来镇" leave={left} />, root))
  types('5101')
  await act(() => void vi.advanceTimersByTime(46_000))
  expect(root.textContent).toContain('还在约吗')
  act(() => void dispatchEvent(new Event('pointerdown')))
  await act(() => void vi.advanceTimersByTime(44_000))
  expect(root.textContent).not.toContain('还在约吗')
  expect(left).not.toHaveBeenCalled()
  await act(() => void vi.advanceTimersByTime(16_000))
  expect(left).toHaveBeenCalledOnce()
})
