// @vitest-environment happy-dom
// The tablet and the kiosk while the line comes and goes: numbers are kept ahead, each press has one effect.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Ticket } from '../../pwa/src/schema/types'

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

const waits = () => state.outbox.value.map((one) => [one.name, one.args] as const)
const refuse = async (id: string, code: string, field?: string) => {
  await queue.settle([{ id, status: 'rejected', code, field }], () => 0)
  await client.inView()
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
