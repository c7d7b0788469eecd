// The map of a line: courses read and measured, buses laid on them, names that find room, fetched only over a good line, and what one does with it.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BusShape } from '../../pwa/src/schema/types'
import { line } from '../../pwa/src/sync/state'
import type { Buses } from '../../pwa/src/transit/guide'
import type { LineLive } from '../../pwa/src/transit/live'
import { MapButton } from '../../pwa/src/transit/map-button'
import { labelsOf } from '../../pwa/src/transit/map-labels'
import { apart, barOf, boxOf, courseOf, decoded, gripped, onScreen, placed, planeAt, whole, within } from '../../pwa/src/transit/map-plane'
import { farWords, laid, lengthWords } from '../../pwa/src/transit/map-stops'
import { at, county, lines, night, SATURDAY, stops } from './transit-lines'

const now = at(SATURDAY, '8:45')
const buses: Buses = { town: '510131104', lines, stops: new Map(stops.map((stop) => [stop.code, stop])) }

/** The other way round than `decoded`. */
function encoded(points: [number, number][]): string {
  let [lat, lon] = [0, 0]
  return points.flatMap(([a, b]) => {
    const steps = [a - lat, b - lon]
    ;[lat, lon] = [a, b]
    return steps.map((step) => {
      let rest = step < 0 ? -2 * step - 1 : 2 * step
      let signs = ''
      for (; rest >= 32; rest = Math.floor(rest / 32)) signs += String.fromCharCode((rest % 32) + 32 + 63)
      return signs + String.fromCharCode(rest + 63)
    })
  }).join('')
}

/** North for a kilometre, then east for one; stops at both ends and at the bend. */
const bend: [number, number][] = [[3019660, 10350610], [3020559, 10350610], [3020559, 10351650]]
const shape: BusShape = {
  ways: [
    { stops: ['x:county', 'x:baima', 'x:town'], course: encoded(bend), at: [0, 1, 2] },
    { back: true, stops: ['x:town', 'x:baima', 'x:county'], course: encoded([...bend].reverse()), at: [0, 1, 2] },
  ],
}
const straight: BusShape = { ways: [{ ...shape.ways[0]!, straight: true }] }
const course = courseOf(shape.ways[0]!, planeAt(bend[0]!))

test('a polyline is Google’s, and what the server draws is measured in metres', () => {
  expect(decoded('_p~iF~ps|U_ulLnnqC_mqNvxq`@')).toEqual([[3850000, -12020000], [4070000, -12095000], [4325200, -12645300]])
  expect(decoded(encoded(bend))).toEqual(bend)
  expect(course.far.map(Math.round)).toEqual([0, 1000, 1999])
  expect(boxOf(course.points)).toMatchObject({ left: 0, bottom: 0 })
})

test('a bus lies along the course by its share of the way between two stops, and looks where it goes', () => {
  expect(placed(course, 0.25)).toMatchObject({ x: 0, turn: 0 })
  expect(Math.round(placed(course, 0.25).y)).toBe(-250)
  const east = placed(course, 1.5)
  expect([Math.round(east.x), Math.round(east.y), Math.round(east.turn)]).toEqual([500, -1000, 90])
  expect(apart(placed(course, 2), course.points[2]!)).toBeLessThan(1)
  expect(apart(placed(course, 7), course.points[2]!)).toBeLessThan(1)
  const still = { ...course, points: [course.points[0]!], far: [0], at: [0, 0] }
  expect(placed(still, 0.5)).toMatchObject({ x: 0, y: 0 })
})

test('all of it is in view at first; one sees no smaller, not too near, and never beside the line', () => {
  const [box, size] = [boxOf(course.points), { w: 360, h: 400 }]
  const all = whole(box, size)
  for (const point of course.points) {
    const { x, y } = onScreen(all, size, point)
    expect(x >= 39 && x <= 321 && y >= 39 && y <= 361).toBe(true)
  }
  expect(within({ ...all, scale: all.scale / 2 }, box, size)).toEqual(all)
  expect(within({ x: 1e6, y: 1e6, scale: 9 }, box, size)).toEqual({ x: box.right, y: box.bottom, scale: 0.5 })
  const dot = whole(boxOf([{ x: 5, y: 5 }]), size)
  expect([dot.x, dot.y, dot.scale]).toEqual([5, 5, 0.5])
  expect(whole(box, { w: 20, h: 20 }).scale).toBeGreaterThan(0)
})

test('what the fingers hold stays under them', () => {
  const [size, view] = [{ w: 200, h: 100 }, { x: 0, y: 0, scale: 0.1 }]
  expect(gripped(view, size, [{ x: 50, y: 50 }], [{ x: 70, y: 40 }])).toEqual({ x: -200, y: 100, scale: 0.1 })
  const wide = gripped(view, size, [{ x: 80, y: 50 }, { x: 120, y: 50 }], [{ x: 60, y: 50 }, { x: 140, y: 50 }])
  expect(wide).toEqual({ x: 0, y: 0, scale: 0.2 })
  expect(gripped(view, size, [{ x: 50, y: 50 }, { x: 50, y: 50 }], [{ x: 50, y: 50 }, { x: 50, y: 50 }]).scale).toBe(0.1)
})

test('the bar is a round distance, and distances are said as people say them', () => {
  expect([0.02, 0.05, 0.5, 0.001].map((scale) => barOf(scale, 110))).toEqual([5000, 2000, 200, 100_000])
  expect([7.4, 423, 994, 1000, 15_230, 99_600].map(farWords)).toEqual(['7 米', '420 米', '990 米', '1 公里', '15.2 公里', '100 公里'])
})

test('no name lies over another, over a stop or the edge; the more important come first; a road is left free where it can be', () => {
  const size = { w: 300, h: 200 }
  const near = Array.from({ length: 12 }, (_none, n) => ({ x: 150, y: 20 + 6 * n, words: `第${n}个村子` }))
  const found = labelsOf(near, size, 15)
  expect(found[0]!.words).toBe('第0个村子')
  expect(found.length).toBeLessThan(8)
  for (const [n, one] of found.entries()) for (const other of found.slice(n + 1)) expect(one.anchor !== other.anchor || Math.abs(one.y - other.y) >= 15).toBe(true)
  expect(labelsOf([{ x: 295, y: 100, words: '花桥' }], size, 15)[0]!.anchor).toBe('end')
  expect(labelsOf([{ x: 150, y: 100, words: '花桥' }], size, 15)[0]!.anchor).toBe('start')
  expect(labelsOf([{ x: 150, y: 100, words: '花桥' }], size, 15, [], [[{ x: 150, y: 100 }, { x: 300, y: 100 }]])[0]!.anchor).toBe('end')
  expect(labelsOf([{ x: 150, y: 100, words: '花桥' }, { x: 150, y: 30, words: '花桥' }, { x: 400, y: 30, words: '外面' }], size, 15)).toHaveLength(1)
  expect(labelsOf([{ x: 150, y: 100, words: '花桥' }], size, 15, [{ left: 0, top: 0, right: 300, bottom: 200 }])).toEqual([])
})

test('each stop stands where the guide has it, one that the guide does not know where the bus stops for it', () => {
  const { courses, stops: marks } = laid({ ways: [{ ...shape.ways[0]!, stops: ['x:county', 'x:new', 'x:town'] }] }, buses.stops)
  expect(marks.map(({ name }) => name)).toEqual(['蒲江客运站', '西来场镇', 'x:new'])
  expect(apart(marks[2]!, courses[0]!.points[1]!)).toBe(0)
  expect(lengthWords(courses[0]!, marks)).toBe('蒲江客运站到西来场镇，3 站，2 公里')
})

let asked: string[]
let page: HTMLElement
beforeEach(() => {
  asked = []
  line.value = 'on'
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    return Promise.resolve(new Response(JSON.stringify(url.includes('201') ? straight : shape)))
  })
  page = document.body.appendChild(document.createElement('div'))
})
afterEach(() => {
  render(null, page)
  vi.unstubAllGlobals()
})

const seen: LineLive = { how: 'on', told: { at: now, live: 'on', buses: [{ number: 3, back: false, stops: ['x:county', 'x:baima', 'x:town'], place: 0.5, how: 'seen', at: now - 20 }, { number: 4, back: true, stops: ['x:town', 'x:baima', 'x:county'], place: 1, how: 'seen', at: now - 400 }] } }
const show = (of = county, live: LineLive = { how: 'none' }) => act(() => render(<MapButton line={of} buses={buses} live={live} now={now} />, page))
const button = (name: string) => [...page.querySelectorAll('button')].find((one) => one.textContent!.trim().endsWith(name))!
const press = (name: string) => act(() => button(name).click())
const drawn = () => vi.waitFor(() => expect(page.querySelector('.course')).not.toBeNull())
const phone = (about: Record<string, unknown>) => vi.stubGlobal('navigator', Object.create(navigator, Object.fromEntries(Object.entries(about).map(([name, value]) => [name, { value }]))) as Navigator)

test.each([
  ['没网，取不来路线图', () => (line.value = 'off')],
  ['手机开了省流量，没去取路线图', () => phone({ connection: { saveData: true } })],
  ['现在网太慢，没去取路线图', () => phone({ connection: { effectiveType: 'slow-2g' } })],
])('H3: nothing is fetched over a bad line, and it is said why: %s', async (why, worsen) => {
  worsen()
  await show(lines[2])
  await press('看路线图')
  expect(page.querySelector('[role=status]')!.textContent).toContain(why)
  expect([asked, page.querySelector('.bus-map')]).toEqual([[], null])
})

test('H3: the map of a line that cannot be had now is asked for again', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no line')))
  await show(lines[1])
  await press('看路线图')
  await vi.waitFor(() => expect(page.textContent).toContain('路线图没取到。站名和时刻都在下面。'))
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(shape))))
  await press('再取一次路线图')
  await drawn()
})

test('H3: the course, every stop by name, the buses on it and the way to each stop without dragging; asked for once', async () => {
  await show(county, seen)
  await press('看路线图')
  await drawn()
  expect(asked).toEqual(['/bus/line/x%3A101/shape'])
  expect(page.querySelector('svg[role=img]')!.getAttribute('aria-label')).toBe('101 路路线图，上北下南。站名另列在图下')
  expect(page.querySelectorAll('.course')).toHaveLength(2)
  expect(page.querySelectorAll('.stop')).toHaveLength(3)
  expect([...page.querySelectorAll('.bus')].map((one) => one.getAttribute('class'))).toEqual(['bus', 'bus old'])
  expect([...page.querySelectorAll('details li')].map((one) => one.textContent)).toEqual(['蒲江客运站', '白马村走了 1 公里', '西来场镇走了 2 公里'])
  const before = page.querySelector('svg g')!.getAttribute('transform')
  await press('白马村走了 1 公里')
  expect(page.querySelector('.bus-map [role=status]')!.textContent).toBe('白马村在图正中')
  expect(page.querySelector('svg g')!.getAttribute('transform')).not.toBe(before)
  expect(page.querySelector('.stop.mine')).not.toBeNull()
  await press('缩小')
  await press('缩小')
  await press('缩小')
  expect(page.querySelector('.bus-map [role=status]')!.textContent).toBe('整条线都在图上了')
  expect(page.querySelector('svg g')!.getAttribute('transform')).toBe(before)
  await press('放大')
  expect(page.querySelector('.bus-map [role=status]')!.textContent).toContain('图上左右约')
  await press('收起路线图')
  expect(page.querySelector('.bus-map')).toBeNull()
  line.value = 'off'
  await press('看路线图')
  await drawn()
  expect(asked).toHaveLength(1)
})

test('H3: where nobody has told the way it is said, and the line is dotted', async () => {
  await show(night)
  await press('看路线图')
  await drawn()
  expect(page.textContent).toContain('没人说过这条线走哪条路')
  expect(page.querySelector('.course.straight')).not.toBeNull()
  expect(page.querySelector('details small')).toBeNull()
})

test('H3: where I am is asked of the phone only when I tap, goes nowhere, and is said in words', async () => {
  const places = [{ latitude: 30.2, longitude: 103.506, accuracy: 300 }, { latitude: 31.9, longitude: 104.5, accuracy: 30 }]
  const look = vi.fn((found: (at: unknown) => void, failed: () => void) => (places.length ? found({ coords: places.shift() }) : failed()))
  phone({ geolocation: { getCurrentPosition: look } })
  await show(county)
  await press('看路线图')
  await drawn()
  const status = () => page.querySelector('.bus-map [role=status]')!.textContent
  expect([look.mock.calls.length, status()]).toEqual([0, '位置只在手机里用，不会发出去'])
  await press('我在哪里')
  expect(status()).toMatch(/^您是图上的蓝点。最近的站是蒲江客运站，直线 \d+ 米$/)
  expect(page.querySelectorAll('.me circle').length).toBeGreaterThan(0)
  await press('我在哪里')
  expect(status()).toMatch(/^您离这条线 2\d\d 公里，图上画不下$/)
  await press('我在哪里')
  expect(status()).toBe('手机没说您在哪里')
  expect(asked).toEqual([])
})
