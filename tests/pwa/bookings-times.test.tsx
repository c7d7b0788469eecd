// The pages of booking: what can be tapped is what the town is asked for, and what cannot be done says why.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { askOf } from '../../pwa/src/bookings/ask'
import { askSlots, lastKnown, useSlots } from '../../pwa/src/bookings/crowd'
import Book from '../../pwa/src/bookings/book'
import { SpecialStep } from '../../pwa/src/bookings/special-step'
import { TimesStep } from '../../pwa/src/bookings/times-step'
import { WishesStep } from '../../pwa/src/bookings/wishes-step'
import { choosePlace, openGuide, titles } from '../../pwa/src/guide/store'
import { keepHold, keepPack, keepShown } from '../../pwa/src/guide/shelf'
import type { Booking, Session, SlotDay } from '../../pwa/src/schema/types'
import { open, outbox, session } from '../../pwa/src/sync/client'
import { line } from '../../pwa/src/sync/state'
import { withCache, withOutbox } from '../../pwa/src/sync/store'

const CENTRE = '510131104'
const DAY = '2033-05-18'
const START = Date.parse(`${DAY}T09:00+08:00`) / 1000
const slots: SlotDay = { centre: CENTRE, on: DAY, at: START - 86_400, minutes: 20, windows: ['3 号窗口'], duty: [], slots: [{ start: START, free: [0], of: 1 }] }
const days = { until: DAY, asOf: START - 86_400, serves: () => true, day: () => ({ on: DAY, openings: [{ from: 540, until: 720, kind: 'regular' as const }], why: [], workday: true, market: [] }) }

async function page(view: preact.ComponentChild): Promise<HTMLElement> {
  const root = document.createElement('div')
  document.body.append(root)
  await act(() => render(view, root))
  return root
}

beforeEach(async () => {
  await open()
  await withOutbox((db) => db.clear('mutations'))
  line.value = 'on'
  vi.stubGlobal('fetch', (url: string) => (url.startsWith('/b/') ? Promise.resolve(Response.json(slots)) : Promise.reject(new TypeError())))
})

test('a window chosen for another day, which has no duty on this one, does not go with the slot that is tapped', async () => {
  session.value = { session: 's', person: 'p' } as Session
  const ask = askOf(new URLSearchParams({ centre: CENTRE, other: '1', day: DAY, window: '2 号窗口' }))
  const root = await page(<TimesStep ask={ask} day={DAY} centre={CENTRE} days={undefined} />)
  await vi.waitFor(() => root.querySelector<HTMLElement>('button.book-slot')!.click())
  await vi.waitFor(() => expect(outbox.value.map((sent) => [sent.name, sent.args.start, sent.args.window])).toEqual([['bookings.hold', START, undefined]]))
})

test('a phone that is full still shows the slots that the town just told', async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  try {
    expect(await askSlots(CENTRE, DAY)).toEqual(slots)
  } finally {
    put.mockRestore()
  }
})

test('a visit of which no day can be chosen, because the hours are not on the phone, says so', async () => {
  const root = await page(<SpecialStep ask={askOf(new URLSearchParams('kind=visit'))} kind="visit" centre={CENTRE} days={null} />)
  expect(root.textContent).toContain('这里的开门时间还没存到手机里')
  expect(root.querySelector('form, select')).toBeNull()
})

test('without a line a wish takes along the window that has duty on its day, and no other', async () => {
  await askSlots(CENTRE, DAY)
  await vi.waitFor(async () => expect(await lastKnown(CENTRE, DAY)).toBeTruthy())
  line.value = 'off'
  for (const [chosen, sent] of [['3 号窗口', '3 号窗口'], ['2 号窗口', null]] as const) {
    const ask = askOf(new URLSearchParams({ centre: CENTRE, other: '1', day: DAY, window: chosen }))
    const root = await page(<TimesStep ask={ask} day={DAY} centre={CENTRE} days={days} />)
    await vi.waitFor(() => expect(root.querySelector('.book-level')).toBeTruthy())
    root.querySelector<HTMLElement>('button.row')!.click()
    await vi.waitFor(() => expect(new URLSearchParams(location.search).getAll('w')).toEqual([[START, START + 3 * 3600, ...(sent ? [sent] : [])].join('-')]))
  }
})

test('while another day is asked about, the times of the day before are not shown as if they were its own', async () => {
  const Day = ({ on }: { on: string }) => <p>{useSlots(CENTRE, on).day?.on ?? 'none yet'}</p>
  const root = await page(<Day on={DAY} />)
  await vi.waitFor(() => expect(root.textContent).toBe(DAY))
  await act(() => render(<Day on="2033-05-19" />, root))
  expect(root.textContent).toBe('none yet')
})

test('a day that is full offers to wait for a place, and says so to the town', async () => {
  session.value = { session: 's', person: 'p' } as Session
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ ...slots, slots: [0, 1, 2].map((turn) => ({ start: START + turn * 1200, free: [], of: 1 })) })))
  const root = await page(<TimesStep ask={askOf(new URLSearchParams({ centre: CENTRE, other: '1', day: DAY }))} day={DAY} centre={CENTRE} days={undefined} />)
  await vi.waitFor(() => [...root.querySelectorAll('button')].find((one) => one.textContent!.startsWith('排候补'))!.click())
  await vi.waitFor(() => expect(outbox.value.map((sent) => [sent.name, sent.args.wishes, sent.args.waitlist])).toEqual([['bookings.request', [{ from: START, until: START + 3600 }], true]]))
})

test('who has a time already is not told to wait for another one: the town keeps the old one or finds a new', async () => {
  const ask = askOf(new URLSearchParams({ centre: CENTRE, w: `${START}-` }))
  const moved = (state: Booking['state']) => ({ id: 'b', centre: CENTRE, kind: 'window', channel: 'app', state, start: START, version: 1, updated_at: 0 }) as Booking
  for (const [row, waits] of [[undefined, true], [moved('requested'), true], [moved('waitlisted'), true], [moved('confirmed'), false], [moved('held'), false]] as const) {
    const root = await page(<WishesStep ask={ask} centre={CENTRE} moved={row} />)
    expect(Boolean(root.querySelector('input[type=checkbox]')), row?.state).toBe(waits)
  }
})

test('a day of which nothing is known is no empty page', async () => {
  line.value = 'off'
  const root = await page(<TimesStep ask={askOf(new URLSearchParams({ centre: CENTRE, other: '1', day: '2040-01-01' }))} day="2040-01-01" centre={CENTRE} days={{ ...days, day: () => undefined }} />)
  await vi.waitFor(() => expect(root.textContent).toContain('这天的安排还没有'))
  expect([...root.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain(`/book?centre=${CENTRE}&other=1`)
  const nowhere = await page(<TimesStep ask={askOf(new URLSearchParams({ centre: '999', other: '1', day: '2040-01-01' }))} day="2040-01-01" centre="999" days={null} />)
  await vi.waitFor(() => expect(nowhere.textContent).toContain('这里的开门时间还没存到手机里'))
})

test('a town that does not answer is not called no line, and can be asked again', async () => {
  await withCache((db) => db.clear('kept'))
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 500 })))
  const root = await page(<TimesStep ask={askOf(new URLSearchParams({ centre: CENTRE, other: '1', day: DAY }))} day={DAY} centre={CENTRE} days={days} />)
  await vi.waitFor(() => {
    line.value = 'on' // a sync that an earlier test began may end only now
    expect(root.querySelector('[role=status]')!.textContent).toContain('问不到镇上')
    expect(root.textContent).not.toContain('没有网')
  })
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(slots)))
  ;[...root.querySelectorAll('button')].find((one) => one.textContent === '再看一次空着的')!.click()
  await vi.waitFor(() => expect(root.querySelector('button.book-slot')).toBeTruthy())
})

test('a matter that the guide does not have is said to be unknown before a day and a time are chosen for it', async () => {
  await keepPack('p', new TextEncoder().encode(JSON.stringify({ kind: 'item', columns: { code: ['HK'], name: ['户口迁移'] } })))
  await keepHold({ layer: CENTRE, gen: 1, seq: 0, front: ['p'], packs: ['p'], overlay: {}, complete: true } as never)
  await keepShown({ town: CENTRE, layers: [CENTRE], asOf: START })
  choosePlace(CENTRE, [])
  await openGuide()
  await vi.waitFor(() => expect(titles()).toHaveLength(1))
  const book = (more: object) => page(<Book params={{}} query={new URLSearchParams({ centre: CENTRE, day: DAY, ...more })} />)
  const unknown = await book({ item: 'zzz' })
  await vi.waitFor(() => expect(unknown.textContent).toContain('没有这个事项'))
  expect([...unknown.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain(`/book?centre=${CENTRE}&day=${DAY}`)
  for (const more of [{ item: 'HK' }, { item: 'zzz', application: 'a' }]) {
    const known = await book(more)
    await vi.waitFor(() => expect(known.querySelector('h1')).toBeTruthy())
    expect(known.textContent).not.toContain('没有这个事项')
  }
})
