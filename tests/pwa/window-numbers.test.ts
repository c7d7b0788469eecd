// @vitest-environment happy-dom
// Receipt numbers on the tablet: kept ahead, each given once, whoever asks and however often the page is opened.
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import type { NumberBlock } from '../../pwa/src/schema/types'

const DAY = 86_400
const now = Math.round(Date.now() / 1000)
const CENTRE = '510131104'
let numbers: typeof import('../../pwa/src/staff/numbers')
let pull: typeof import('../../pwa/src/sync/pull')
let client: typeof import('../../pwa/src/sync/client')

const block = (id: string, first: number, last: number, days = 30, of = client.clientId()): NumberBlock =>
  ({ id, centre: CENTRE, client: of, first, last, expires_at: now + days * DAY })

function hold(...held: NumberBlock[]): void {
  const rows = new Map(held.map(one => [one.id, { person: 'p', scope: 'me', entity: 'number_block', key: one.id, version: 1, body: { ...one } }]))
  pull.server.value = new Map([['me', new Map([['number_block', rows]])]])
}

/** A page that was just opened on the same tablet. */
async function openPage(): Promise<void> {
  vi.resetModules()
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  client = await import('../../pwa/src/sync/client')
  pull = await import('../../pwa/src/sync/pull')
  numbers = await import('../../pwa/src/staff/numbers')
  await client.open()
}

beforeEach(async () => {
  await openPage()
  const { withOutbox } = await import('../../pwa/src/sync/store')
  await withOutbox(db => db.delete('device', `numbers/${client.clientId()}`))
})

test('W6: 200 numbers given without a line are all different, over two pages that are open at once and one opened anew', async () => {
  hold(block('a', 1, 150), block('b', 301, 400))
  const other = numbers
  await openPage()
  hold(block('a', 1, 150), block('b', 301, 400))
  const given = await Promise.all(Array.from({ length: 120 }, (_, at) => (at % 2 ? numbers : other).give(CENTRE)))
  await openPage()
  hold(block('a', 1, 150), block('b', 301, 400))
  for (let at = 0; at < 80; at++) given.push(await numbers.give(CENTRE))
  expect(new Set(given).size).toBe(200)
  expect(given.every(number => /^510131104-W\d{6}$/.test(number ?? ''))).toBe(true)
  expect(await numbers.left()).toBe(50)
})

test('W6: another device\'s block, another centre\'s and one that ran out give nothing', async () => {
  hold(block('theirs', 1, 9, 30, 'another-device'), block('late', 11, 19, -1))
  expect(await numbers.give(CENTRE)).toBeUndefined()
  hold(block('ours', 21, 29))
  expect(await numbers.give('510131105')).toBeUndefined()
  expect(await numbers.give(CENTRE)).toBe('510131104-W000021')
})

test('W6: what ends first is given first, and what ends within a fortnight counts for nothing ahead', () => {
  const held = [block('long', 101, 200, 30), block('short', 1, 100, 10)]
  expect(numbers.nextBlock(held, {}, now)?.id).toBe('short')
  expect(numbers.nextBlock(held, { short: 101 }, now)?.id).toBe('long')
  expect(numbers.leftUntil(held, { long: 151 }, now + 14 * DAY)).toBe(50)
})

test('W6: what was handed back is given no more', async () => {
  hold(block('a', 1, 9))
  await numbers.give(CENTRE)
  await numbers.giveBack()
  expect(await numbers.give(CENTRE)).toBeUndefined()
  const { outbox } = await import('../../pwa/src/sync/state')
  expect(outbox.value.map(one => [one.name, one.args])).toEqual([['numbers.give_back', { id: 'a', next: 2 }]])
})
