// @vitest-environment happy-dom
// The tablet and the kiosk while the line comes and goes: numbers are kept ahead, each press has one effect.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import * as dates from '../../pwa/src/text/dates'
import type { Centre, Ticket } from '../../pwa/src/schema/types'

const CENTRE = '510131104'
let client: typeof import('../../pwa/src/sync/client')
let state: typeof import('../../pwa/src/sync/state')
let pull: typeof import('../../pwa/src/sync/pull')
let queue: typeof import('../../pwa/src/sync/outbox')

type Bodies = Record<string, object[]>

/** What the town sent last: entity → bodies. */
function hold(bodies: Bodies): void {
  const row = (entity: string, body: object) => ({ person: 'p', scope: 'me', entity, key: (body as { id: string }).id, version: 1, body: { ...body } })
  pull.server.value = new Map([['me', new Map(Object.entries(bodies).map(([entity, all]) => [entity, new Map(all.map((body) => [row(entity, body).key, row(entity, body)]))]))]])
}

const held = (): Bodies => ({
  ticket_block: [{ id: 'b', centre: CENTRE, client: client.clientId(), first: 501, last: 600, until: '2999-12-31' }],
  profile: [{ id: 'p', roles: [{ role: 'clerk', scope: `desk:${CENTRE}`, window: '2 号窗口' }] }],
})

const idOf = (number: number) => `0198f5c4-0000-7000-8000-00000000000${number}`
const ticket = (number: number, stands: Ticket['state'], more: Partial<Ticket> = {}): Ticket => {
  const since = state.serverNow() - 600 + number
  return { id: idOf(number), centre: CENTRE, on: dates.isoDay(since), kind: 'handling', number, drawn_at: since, since, state: stands, ...more }
}

const waits = () => state.outbox.value.map((one) => [one.name, one.args] as const)
const refuse = async (id: string, code: string, field?: string) => {
  await queue.settle([{ id, status: 'rejected', code, field }], () => 0)
  const rows = pull.server.value
  await client.inView()
  pull.server.value = rows
}

beforeEach(async () => {
  vi.resetModules()
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  client = await import('../../pwa/src/sync/client')
  state = await import('../../pwa/src/sync/state')
  pull = await import('../../pwa/src/sync/pull')
  queue = await import('../../pwa/src/sync/outbox')
  const { withOutbox } = await import('../../pwa/src/sync/store')
  await withOutbox((db) => db.clear('mutations'))
  await client.open()
  hold(held())
})

test('W6: numbers that the town refused once are asked for again while there is a line', async () => {
  hold({})
  const { keepNumbers } = await import('../../pwa/src/tickets/blocks')
  state.line.value = 'on'
  await keepNumbers(CENTRE)
  const [first] = state.outbox.value
  await refuse(first!.id, 'forbidden')
  state.line.value = 'on'
  await keepNumbers(CENTRE)
  expect(state.outbox.value[0]!.id, 'not at every sync').toBe(first!.id)
  const later = Date.now() + 601_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  state.line.value = 'on'
  await keepNumbers(CENTRE)
  vi.restoreAllMocks()
  expect(state.outbox.value.map((one) => [one.name, one.state])).toEqual([['tickets.reserve', 'waiting']])
  expect(state.outbox.value[0]!.id).not.toBe(first!.id)
})

test('a "next" that the dying line swallowed does not hold the window up: the clerk calls by their own choice', async () => {
  const calling = await import('../../pwa/src/tickets/calling')
  hold({ ...held(), ticket: [ticket(1, 'waiting'), ticket(2, 'waiting')] })
  state.line.value = 'on'
  await calling.callNext()
  expect([waits()[0]![0], calling.calling()]).toEqual(['tickets.next', true])
  state.line.value = 'off'
  expect(calling.calling(), 'nobody is being called').toBe(false)
  await Promise.all([calling.callNext(), calling.callNext()])
  expect(waits().slice(1).map(([name, args]) => [name, args['id'], args['window']])).toEqual([['tickets.call', idOf(1), '2 号窗口']])
  await calling.callNext()
  expect(waits(), 'one at a window').toHaveLength(2)
})

test('a "next" that came too late for the town is no fault to be read, and the next one goes at once', async () => {
  const calling = await import('../../pwa/src/tickets/calling')
  hold({ ...held(), ticket: [ticket(1, 'waiting')] })
  state.line.value = 'on'
  await calling.callNext()
  const [first] = state.outbox.value
  await refuse(first!.id, 'args_invalid', '/at')
  await vi.waitFor(() => expect([state.outbox.value, calling.refused.value]).toEqual([[], undefined]))
  state.line.value = 'on'
  await Promise.all([calling.callNext(), calling.callNext()])
  expect(state.outbox.value.map((one) => [one.name, one.state])).toEqual([['tickets.next', 'waiting']])
  expect(state.outbox.value[0]!.id).not.toBe(first!.id)
})

test('a "next" without an answer for a minute calls nobody any more: the clerk may press again', async () => {
  const calling = await import('../../pwa/src/tickets/calling')
  state.line.value = 'on'
  await calling.callNext()
  const later = Date.now() + 61_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  state.line.value = 'on'
  await calling.callNext()
  vi.restoreAllMocks()
  expect(waits().map(([name]) => name)).toEqual(['tickets.next', 'tickets.next'])
})

test('E14: a clerk sits at the window of their role, whether or not its name says the group', async () => {
  const { deskView } = await import('../../pwa/src/staff/guide')
  const { window_, windows } = await import('../../pwa/src/tickets/calling')
  deskView.value = { ...deskView.value, centres: new Map([[CENTRE, { windows: ['便民:1 号窗口', '公安：2 号窗口'] } as Centre]]) }
  for (const window of ['2 号窗口', '公安:2 号窗口']) {
    hold({ profile: [{ id: 'p', roles: [{ role: 'clerk', scope: `desk:${CENTRE}`, window }] }] })
    expect([window_.value, windows.value.get(window_.value!)]).toEqual(['2 号窗口', '公安'])
  }
})
