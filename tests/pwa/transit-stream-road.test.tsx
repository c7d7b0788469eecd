// Where a bus stands on the strip of a line, and the words for whoever does not see it.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { expect, test } from 'vitest'
import type { SeenBus } from '../../pwa/src/transit/stream-coding'
import { placeOn, whereWords } from '../../pwa/src/transit/stream-road'
import { Strip } from '../../pwa/src/transit/strip'
import { at, county, loop, SATURDAY, stops } from './transit-lines'

const codes = ['x:county', 'x:baima', 'x:town']
const now = at(SATURDAY, '8:45')
const bus = (more: Partial<SeenBus> = {}): SeenBus => ({ number: 0, back: false, stops: codes, place: 1.5, how: 'seen', at: now - 20, ...more })
const names = new Map(stops.map((stop) => [stop.code, stop]))
const words = (one: SeenBus) => whereWords(one, now, (code) => names.get(code)!.name)

test('on the way that the strip shows, on one that leaves a stop out, and on one that comes from elsewhere', () => {
  expect(placeOn(codes, bus())).toBe(1.5)
  expect(placeOn(codes, bus({ stops: ['x:county', 'x:town'], place: 0.25 }))).toBe(0.5)
  expect(placeOn(codes, bus({ stops: ['x:mafu', 'x:baima', 'x:town'], place: 0.5 }))).toBe(0.5)
  expect(placeOn(codes, bus({ stops: ['x:mafu', 'x:sanyi'], place: 0.5 }))).toBeUndefined()
  const round = loop.patterns[0]!.stops.map((n) => loop.stops[n]!)
  expect(placeOn(round, bus({ stops: round, place: 2.75 }))).toBe(2.75)
  expect(placeOn(round, bus({ stops: ['x:mafu', 'x:town'], place: 0.75 }))).toBe(2.75)
})

test('words say where, how it is known and since when; what is old says that it may be elsewhere now', () => {
  expect(words(bus())).toBe('车在白马村和西来场镇之间，刚刚')
  expect(words(bus({ place: 1, at: now - 70 }))).toBe('车在白马村，1 分钟前')
  expect(words(bus({ place: 0 }))).toBe('车在起点蒲江客运站，刚刚')
  expect(words(bus({ how: 'reckoned' }))).toBe('按到站时间推算，车在白马村和西来场镇之间，刚刚')
  expect(words(bus({ how: 'stands', at: now - 240 }))).toBe('车在白马村和西来场镇之间，停了好久没动，4 分钟前看到的，现在走到哪了不知道')
})

test('the strip draws the bus between its stops, once, and keeps the drawing while it moves on', async () => {
  const page = document.createElement('div')
  const show = (place: number, old = false) => act(() => render(<Strip line={county} pattern={county.patterns[0]!} stops={names} seen={[{ number: 4, place, old }]} />, page))
  await show(0.5)
  const drawn = page.querySelector<HTMLElement>('.bus-at')!
  expect([drawn.style.left, drawn.getAttribute('aria-hidden')]).toEqual(['100%', 'true'])
  await show(1.25, true)
  expect(page.querySelectorAll('.bus-at')).toHaveLength(1)
  expect(page.querySelector('.bus-at')).toBe(drawn)
  expect([drawn.style.left, drawn.className]).toEqual(['175%', 'bus-at old'])
})
