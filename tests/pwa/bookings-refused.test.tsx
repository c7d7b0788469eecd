// What the town did not take stays in view with every word, until somebody deals with that very thing.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { Actions } from '../../pwa/src/bookings/actions'
import { askOf } from '../../pwa/src/bookings/ask'
import BookingPage from '../../pwa/src/bookings/booking'
import { Refused } from '../../pwa/src/bookings/refused'
import { SpecialStep } from '../../pwa/src/bookings/special-step'
import { hold, request } from '../../pwa/src/bookings/steps'
import type { Booking } from '../../pwa/src/schema/types'
import { open } from '../../pwa/src/sync/client'
import { server } from '../../pwa/src/sync/pull'
import { outbox } from '../../pwa/src/sync/state'
import { withOutbox } from '../../pwa/src/sync/store'

const CENTRE = '510131104'
const wishes = [{ from: 2_000_000_000 }]
const typed = { about: '老人走不动，要认证', address: '马福村 12 组' }

async function refused(lane: string, name: string, args: object): Promise<void> {
  await withOutbox((db) => db.add('mutations', { id: `m-${lane}`, person: null, lane, name, args: { id: lane, centre: CENTRE, ...args }, made_at: 0, state: 'rejected', code: 'slot_taken', tries: 1, next_at: 0 }))
}
const stillRefused = () => outbox.value.filter((one) => one.state === 'rejected').map((one) => one.lane)

async function page(view: preact.ComponentChild): Promise<HTMLElement> {
  const root = document.createElement('div')
  document.body.append(root)
  await act(() => render(view, root))
  return root
}

beforeEach(async () => {
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError()))
  await open()
  await withOutbox((db) => db.clear('mutations'))
})

test('another slot, for something else, takes nothing refused out of view; for the same thing it does', async () => {
  await refused('visit', 'bookings.request', { kind: 'visit', wishes, ...typed })
  await refused('tysb', 'bookings.hold', { item: 'tysb', start: 1 })
  await refused('case', 'bookings.request', { item: 'tysb', application: 'x', wishes })
  await hold(CENTRE, { item: 'hk' }, 2)
  expect(stillRefused()).toEqual(['visit', 'tysb', 'case'])
  await hold(CENTRE, { item: 'tysb' }, 2)
  await hold(CENTRE, {}, 2)
  expect(stillRefused()).toEqual(['visit', 'case'])
  await request(CENTRE, { item: 'tysb', application: 'x' }, wishes, true)
  expect(stillRefused()).toEqual(['visit'])
})

test('a refused visit asked for anew has every word that was typed, and none of them in the address', async () => {
  await refused('visit', 'bookings.request', { kind: 'visit', wishes, ...typed })
  await hold(CENTRE, {}, 2)
  const sent = outbox.value.find((one) => one.lane === 'visit')!
  const told = await page(<Refused sent={sent} one={{ id: 'visit', row: undefined, waiting: [sent] }} />)
  const link = [...told.querySelectorAll('a')].find((one) => one.textContent === '重新选时间')!.getAttribute('href')!
  expect(decodeURIComponent(link)).not.toContain(typed.address)
  const ask = askOf(new URL(link, 'http://x').searchParams)
  const form = await page(<SpecialStep ask={ask} kind="visit" centre={CENTRE} days={undefined} />)
  expect([form.querySelector('textarea')!.value, form.querySelector('input')!.value]).toEqual([typed.about, typed.address])
})

test('a second visit, of other words, leaves the refused one where it is; the one asked for anew takes its place', async () => {
  await refused('visit', 'bookings.request', { kind: 'visit', wishes, ...typed })
  await request(CENTRE, { kind: 'visit' }, wishes, false, { about: '给奶奶办残疾证', address: '铜鼓村' })
  expect(stillRefused()).toEqual(['visit'])
  await request(CENTRE, { kind: 'visit', again: 'visit' }, wishes, false, typed)
  expect(stillRefused()).toEqual([])
})

test('a visit that the town declined begins with its words when it is asked for anew', async () => {
  const row = { id: 'gone', centre: CENTRE, kind: 'visit', channel: 'app', state: 'declined', version: 2, updated_at: 0, ...typed } as Booking
  server.value = new Map([['me', new Map([['booking', new Map([['gone', { key: 'gone', body: row } as never]])]])]])
  const acts = await page(<Actions one={{ id: 'gone', row, waiting: [] }} row={row} />)
  const ask = askOf(new URL(acts.querySelector('a')!.getAttribute('href')!, 'http://x').searchParams)
  const form = await page(<SpecialStep ask={ask} kind="visit" centre={CENTRE} days={undefined} />)
  expect([form.querySelector('textarea')!.value, form.querySelector('input')!.value]).toEqual([typed.about, typed.address])
})

test('a time that is taken with two quick taps is taken once: the second would be refused, and frighten', async () => {
  const now = Math.floor(Date.now() / 1000)
  const row: Booking = { id: 'kept', centre: CENTRE, kind: 'window', channel: 'app', state: 'held', start: now + 86_400, release_at: now + 600, version: 1, updated_at: now }
  server.value = new Map([['me', new Map([['booking', new Map([['kept', { person: 'p', scope: 'me', entity: 'booking', key: 'kept', version: 1, body: { ...row } }]])]])]])
  const root = await page(<BookingPage params={{ id: 'kept' }} query={new URLSearchParams()} />)
  const button = [...root.querySelectorAll('button')].find((one) => one.textContent === '就约这个时间')!
  button.click()
  button.click()
  await vi.waitFor(() => expect(outbox.value).toHaveLength(1))
  await open()
  expect(await withOutbox((db) => db.count('mutations'))).toBe(1)
})
