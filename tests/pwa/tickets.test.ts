// Tickets on the device: who is next, how long, what the socket tells, what a reader types, and the paper.
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hall, HallWaiting, TicketBlock } from '../../pwa/src/schema/types'
import { nextOf } from '../../pwa/src/tickets/blocks'
import { paperBytes, text, type Paper } from '../../pwa/src/tickets/paper'
import { applied, before, choose, expected, inOrder, openFor, served, type Waiter } from '../../pwa/src/tickets/rules'
import { nowOf, type Held } from '../../pwa/src/tickets/standing'
import { read } from '../../pwa/src/tickets/wedge'
import { spoken } from '../../pwa/src/tickets/words'

interface Case { why: string; now: number; streak: number; window: string; group?: string; waiting: Omit<Waiter, 'id'>[]; next: number | null; after: number | null; order: number[] }
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../shared_schema/vectors/tickets.json'), 'utf8')) as {
  cases: Case[]; expected: [number, number, number, [number, number]][]; paper: { what: Paper; bytes: string }
}

describe('who is next', () => {
  test.each(vectors.cases)('$why', ({ now, streak, window, group, waiting, next, after, order }) => {
    const all = waiting.map((one) => ({ ...one, id: String(one.number) }))
    const chosen = choose(served(all, window, group), streak, now)
    expect([chosen?.next.number ?? null, chosen?.streak ?? null]).toEqual([next, after])
    expect(inOrder(all, streak, now).map((one) => one.number)).toEqual(order)
  })

  test.each(vectors.expected)('%d before one, %d windows, %d minutes', (count, windows, minutes, range) => {
    expect(expected(count, windows, minutes)).toEqual(range)
  })
})

const hall: Hall = {
  centre: '510131104', name: '西来镇', on: '2017-08-05', v: 7, at: 100, minutes: 12, open: 2,
  calls: [{ number: 1, kind: 'handling', window: '1 号窗口', at: 90, times: 1 }],
  windows: [{ window: '1 号窗口', number: 1, kind: 'handling' }, { window: '2 号窗口' }],
  waiting: [{ number: 2, kind: 'advice' }, { number: 3, kind: 'handling' }, { number: 4, kind: 'pickup' }],
}

test('what the socket tells is put into the hall, and a gap is noticed', () => {
  const next = applied(hall, { v: 9, was: 7, at: 110, out: [3], in: [{ before: 0, one: { number: 3, kind: 'handling' } }, { before: 3, one: { number: 5, kind: 'handling' } }], windows: [{ window: '2 号窗口', number: 9, kind: 'pickup' }] })!
  expect(next.waiting.map((one) => one.number)).toEqual([3, 2, 4, 5])
  expect(next.windows[1]).toEqual({ window: '2 号窗口', number: 9, kind: 'pickup' })
  expect([next.v, next.calls]).toEqual([9, hall.calls])
  expect(applied(hall, { v: 9, was: 8, at: 110 })).toBeUndefined()
})

test('people before a number are those of its group, whatever happens to the rest', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(99), { minLength: 1 }), fc.nat(), (numbers, pick) => {
    const waiting: HallWaiting[] = numbers.map((number) => ({ number, kind: 'handling', ...(number % 2 ? { group: '公安' } : {}) }))
    const mine = waiting[pick % waiting.length]!
    const same = waiting.filter((one) => one.group === mine.group)
    expect(before(waiting, mine.number)).toBe(same.indexOf(mine))
    expect(before(waiting, 100)).toBeUndefined()
  }))
})

test('E13: windows of a group count while they serve, not because they are there', () => {
  const grouped: Hall = { ...hall, windows: [{ window: '1 号窗口', group: '公安' }, { window: '2 号窗口', group: '便民', number: 9 }, { window: '3 号窗口', group: '便民' }] }
  expect(['公安', '便民', ''].map((group) => openFor(grouped, group))).toEqual([1, 1, 2])
  expect(openFor({ ...grouped, at: 90 + 45 * 60 }, '公安'), 'called long ago').toBe(0)
})

test('the hall knows sooner than the row; of another day it knows nothing', () => {
  const held: Held = { number: 1, kind: 'advice', state: 'waiting' }
  expect(nowOf(held, hall, '2017-08-05')).toEqual({ number: 1, kind: 'handling', state: 'called', window: '1 号窗口' })
  expect(nowOf({ ...held, number: 2 }, hall, '2017-08-05', true).kind).toBe('advice')
  expect(nowOf(held, hall, '2017-08-04')).toBe(held)
  expect(nowOf({ ...held, number: 3, group: '公安' }, hall, '2017-08-05').group, 'sent on to any window').toBeUndefined()
})

test('E6: readers type names and dates around an ID number; scanners type a code or an address', () => {
  const today = '2026-11-22'
  expect(read('510131194903150017', today)).toEqual({ id_number: '510131194903150017' })
  expect(read('社保|吴大爷|男|51013119700101006x|20300101', today)).toEqual({ id_number: '51013119700101006X' })
  expect(read('510131194903150018', today)).toBeUndefined()
  expect(read('7kq4-m2xd-9p', today)).toEqual({ booking: '7KQ4M2XD9P' })
  expect(read('https://xilai.example/b/7KQ4M2XD9O', today)).toEqual({ booking: '7KQ4M2XD90' })
  expect(read('hello', today)).toBeUndefined()
})

test('W6: a hundred numbers on each day, none of them twice, none after the last day', () => {
  const block: TicketBlock = { id: 'b', centre: '510131104', client: 'c', first: 501, last: 600, until: '2026-12-06' }
  const given: number[] = []
  for (let marks = {}, next = nextOf(block, marks, '2026-11-22'); next !== undefined; next = nextOf(block, marks, '2026-11-22')) {
    given.push(next)
    marks = { '2026-11-22': next + 1 }
  }
  expect([given.length, new Set(given).size, given[0]]).toEqual([100, 100, 501])
  expect(nextOf(block, { '2026-11-22': 601 }, '2026-11-23')).toBe(501)
  expect(nextOf(block, {}, '2026-12-07')).toBeUndefined()
})

test('the paper ticket is, byte by byte, what python-escpos prints', () => {
  expect(Buffer.from(paperBytes(vectors.paper.what)).toString('hex')).toBe(vectors.paper.bytes)
  const grouped = Buffer.from(paperBytes({ ...vectors.paper.what, group: '公安' })).toString('hex')
  expect(grouped).toContain(Buffer.from(text('在公安的窗口办\n')).toString('hex'))
  expect(text('赶场 A')).toEqual([...Buffer.from('b8cfb3a12041', 'hex')])
})

test('numbers are called out as people say them', () => {
  expect(spoken('handling', 24, '2 号窗口')).toBe('请，受理，24号，到2 号窗口')
  expect(spoken('pickup', 501, '综合窗口')).toBe('请，取件，五零幺号，到综合窗口')
})
