// 出门前叫我: which buses a wish means, what a form begins with and refuses, and that every step ends in view, also without a line.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Day } from '../../pwa/src/hours/find'
import type { BusWatch } from '../../pwa/src/schema/types'
import { uuid7 } from '../../pwa/src/sync/ids'
import type { Buses } from '../../pwa/src/transit/guide'
import { setWalk, walkTo } from '../../pwa/src/transit/kept'
import { NextBox, canLeave } from '../../pwa/src/transit/next-box'
import { goneOf, NotCome } from '../../pwa/src/transit/not-come'
import { comings, ridesAround, type Coming } from '../../pwa/src/transit/soon'
import { end, wishes, wishFor } from '../../pwa/src/transit/watch'
import { Due } from '../../pwa/src/transit/watch-due'
import { WatchForm } from '../../pwa/src/transit/watch-form'
import { tellOf, Wishes } from '../../pwa/src/transit/watch-list'
import { begun, daysOf, leaving, meant, minutesOf, nextMeant, walkOf, type Wish } from '../../pwa/src/transit/watch-rules'
import { timeWords, walkWords } from '../../pwa/src/transit/watch-words'
import { clockOffset, line, outbox, session } from '../../pwa/src/sync/state'
import { Toasts } from '../../pwa/src/ui/toast'
import { at, county, lines, loop, market, night, SATURDAY, stops, SUNDAY } from './transit-lines'

const buses: Buses = { town: '510131104', lines, stops: new Map(stops.map((stop) => [stop.code, stop])) }
const baima = buses.stops.get('x:baima')!
const wish = (more: Partial<Wish> = {}): Wish => ({ stop: 'x:baima', line: 'x:101', to: '西来场镇', minutes: 13, once: SATURDAY, from: 8 * 60, before: 15 * 60, ...more })
const clocks = (rides: { leaves: number }[]) => rides.map(({ leaves }) => new Date((leaves + 8 * 3600) * 1000).toISOString().slice(11, 16))

vi.mock('../../pwa/src/transit/drawings', () => ({}))
vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')))
const now = at(SATURDAY, '8:30')
beforeEach(() => {
  line.value = 'off'
  clockOffset.value = now - Math.round(Date.now() / 1000)
})

describe('H2: what a wish means', () => {
  test('buses of the line and direction within the times; of another day or direction none', () => {
    expect(clocks(meant(wish(), lines, SATURDAY))).toEqual(['08:50', '14:20'])
    expect(clocks(meant(wish({ to: undefined, line: undefined, before: 9 * 60 }), [county, night], SATURDAY))).toEqual(['08:50'])
    expect(clocks(meant(wish({ from: 14 * 60 + 20, before: 14 * 60 + 21 }), lines, SATURDAY))).toEqual(['14:20'])
    expect(meant(wish({ before: 8 * 60 + 50 }), lines, SATURDAY)).toEqual([])
  })

  test('a bus after midnight is of the day that the clock shows', () => {
    const late = wish({ line: 'x:201', to: '花桥', from: 0, before: 30, once: SUNDAY })
    expect(clocks(meant(late, lines, SUNDAY))).toEqual(['00:05'])
  })

  test('a line of another zone goes by its own clock, as the town counts it', () => {
    const west = { ...county, zone: 'Asia/Urumqi' }
    expect(meant(wish(), [west], SATURDAY).map((ride) => ride.leaves)).toEqual([at(SATURDAY, '10:50'), at(SATURDAY, '16:20')])
  })

  test('the next day of a wish is one on which the bus goes and can still be caught', () => {
    expect(nextMeant(wish(), lines, now)!.rides).toHaveLength(2)
    expect(clocks(nextMeant(wish(), lines, at(SATURDAY, '8:40'))!.rides)).toEqual(['14:20'])
    const weekly = wish({ once: undefined, weekdays: [6, 7], stop: 'x:sanyi', line: 'x:103', from: 6 * 60, before: 9 * 60 })
    expect(nextMeant(weekly, [market], now)!.on).toBe(SUNDAY)
    expect(daysOf(weekly, SATURDAY)).toEqual([SATURDAY, SUNDAY])
    expect(nextMeant(wish({ once: '2026-12-11' }), lines, now)).toBeUndefined()
  })

  test('the walk has the minutes at the stop added, as the stop page reckons it, and no more than the town takes', () => {
    expect([minutesOf(10), walkOf(13), minutesOf(57), minutesOf(60), walkOf(2)]).toEqual([13, 10, 60, 60, 1])
  })

  test('it begins with the bus that was tapped, else the hours of the next market day, else the next bus', () => {
    const bus = { line: 'x:101', to: '西来场镇', at: at(SATURDAY, '8:50') }
    const fair = { on: SUNDAY, openings: [{ from: 540, until: 720, kind: 'market' }, { from: 840, until: 1020, kind: 'market' }], market: ['西来'], why: [], workday: false } as Day
    expect(begun('x:baima', 10, now, bus, undefined, fair)).toMatchObject({ line: 'x:101', once: SATURDAY, from: 515, before: 546, minutes: 13 })
    expect(begun('x:baima', 10, now, undefined, bus, fair)).toMatchObject({ line: 'x:101', once: SUNDAY, from: 450, before: 1020 })
    expect(begun('x:baima', 10, now, undefined, bus, undefined)).toMatchObject({ once: SATURDAY, from: 515 })
    expect(begun('x:baima', 10, now, undefined, undefined, undefined)).toMatchObject({ once: SATURDAY, from: 420, before: 720 })
    expect(tellOf('x:baima', undefined)).toBe('/way/stop/x%3Abaima?tell=new')
  })

  test('a wish is told in words: when, how far one walks, how many stops', () => {
    expect(timeWords(wish(), now)).toBe('今天 周六 12月12日 8:00–14:59')
    expect(timeWords(wish({ once: undefined, weekdays: [6, 7] }), now)).toBe('每周六、日 8:00–14:59')
    expect(timeWords(wish({ once: undefined, weekdays: [1, 2, 3, 4, 5, 6, 7] }), now)).toBe('每天 8:00–14:59')
    expect([walkWords(wish()), walkWords(wish({ stops: 3 }))]).toEqual(['走 10 分钟', '走 10 分钟，车还有 3 站也叫'])
  })
})

describe('H2: the pages of it', () => {
  let page: HTMLElement
  const draw = (what: preact.ComponentChild) => act(() => render(what, page))
  const button = (name: RegExp) => [...page.querySelectorAll('button')].find((one) => name.test(one.getAttribute('aria-label') ?? one.textContent ?? ''))!
  let saved: BusWatch
  const sent = () => outbox.value.filter((one) => one.name === 'buses.watch')
  beforeEach(async () => {
    page = document.createElement('div')
    document.body.replaceChildren(page)
    for (const one of wishes()) await end(one)
    saved = { ...wish(), id: uuid7() }
    session.value = { person: 'p', session: 's' } as never
  })

  test('it waits without a line and says so, is changed in its place, and taken back with an undo', async () => {
    await wishFor(saved)
    await draw(<><Wishes buses={buses} /><Toasts /></>)
    expect(page.textContent).toContain('白马村，101 路往西来场镇')
    expect(page.textContent).toContain('待上传，还不会响')
    expect(page.textContent).toContain('没送到以前不会响')
    await wishFor({ ...saved, minutes: 23 })
    expect([wishes().length, sent().filter((one) => one.lane === saved.id).length]).toEqual([1, 1])
    expect(wishes('x:baima')[0]!.wish.minutes).toBe(23)
    expect(wishes('x:mafu')).toEqual([])
    await act(() => button(/^别叫了/).click())
    await vi.waitFor(() => expect(wishes()).toEqual([]))
    await draw(<><Wishes buses={buses} /><Toasts /></>)
    await act(() => button(/^撤销/).click())
    await vi.waitFor(() => expect(wishes()[0]!.wish.minutes).toBe(23))
  })

  test('what the town refused stays in view with its reason until it is changed or given up', async () => {
    await wishFor(saved)
    outbox.value = outbox.value.filter((one) => one.lane === saved.id).map((one) => ({ ...one, state: 'rejected', code: 'bus_watches_limit', detail: { limit: 20 } }))
    await draw(<Wishes buses={buses} />)
    expect(page.querySelector('[role=alert]')!.textContent).toContain('最多设 20 个等车提醒')
    await end(wishes()[0]!)
    expect(wishes()).toEqual([])
  })

  test('a form refuses times that end before they begin, no day, and times without a bus, and sends nothing', async () => {
    const before = sent().length
    const bad: [Partial<Wish>, string][] = [
      [{ from: 600, before: 560 }, '“到”要比“从”晚'],
      [{ once: undefined, weekdays: [] }, '选一天，或者几天'],
      [{ from: 600, before: 660 }, '这段时间没有赶得上的车，换个时间、哪天或哪路'],
    ]
    for (const [more, words] of bad) {
      await draw(null)
      await draw(<WatchForm buses={buses} stop={baima} back="/way" wish={wish(more)} days={null} />)
      await act(() => button(/^到时叫我/).click())
      expect(page.querySelector('[role=alert]')!.textContent).toContain(words)
    }
    expect(sent()).toHaveLength(before)
  })

  test('a form says beforehand when one will be told, and keeps the walk for the stop', async () => {
    setWalk('x:baima', undefined)
    await draw(<WatchForm buses={buses} stop={baima} back="/way/stop/x%3Abaima" wish={wish({ before: 9 * 60 })} days={null} />)
    expect(page.querySelector('[aria-label=按时刻表会这样叫您]')!.textContent).toContain('8:37 出门，8:50 的 101 路')
    await act(() => [...page.querySelectorAll('label')].find((one) => one.textContent === ' 15 分钟')!.querySelector('input')!.click())
    expect(page.textContent).toContain('另外留 3 分钟等车，所以早 18 分钟叫您出门')
    await act(() => button(/^到时叫我/).click())
    await vi.waitFor(() => expect(wishes()).toHaveLength(1))
    expect(sent().at(-1)).toMatchObject({ args: { stop: 'x:baima', line: 'x:101', minutes: 18, once: SATURDAY } })
    expect(sent().at(-1)!.args).not.toHaveProperty('stops')
    expect(walkTo('x:baima')).toBe(15)
  })

  test('while a page is open it says by itself that it is time; never late, and nothing of a rough rhythm', async () => {
    await wishFor({ ...saved, minutes: 13 })
    expect(leaving(saved, lines, at(SATURDAY, '8:30'))).toEqual([])
    await draw(<Due buses={buses} />)
    expect(page.textContent).toBe('')
    clockOffset.value += 5 * 60
    await draw(<Due buses={buses} />)
    expect(page.querySelector('[role=alert]')!.textContent).toContain('8:37 前出门，101 路 8:50 到白马村（按时刻表）')
    clockOffset.value += 2 * 60
    await draw(<Due buses={buses} />)
    expect(page.textContent).toBe('')
    expect(leaving(wish({ line: 'x:102', from: 0, before: 1440 }), [loop], now)).toEqual([])
  })
})

describe('H2: when to leave, and the bus that did not come', () => {
  let page: HTMLElement
  beforeEach(() => (page = document.createElement('div')))
  const soon = (time: number, of = [county]) => comings(ridesAround(of, 'x:baima', time), time, undefined, of).filter((one) => one.to === '西来场镇')

  test('the buses after the next one too, within their range, and none that one cannot reach any more', async () => {
    setWalk('x:baima', 12)
    const [next, ...later] = soon(now)
    const far: Coming = { ...later[0]!, live: true, unsure: 120 }
    await act(() => render(<NextBox head="" next={next} later={[far]} others={[]} own="x:baima" stops={buses.stops} goal={new Set(['x:town'])} now={now} />, page))
    expect(page.textContent).toContain('按时刻表还有 20 分钟')
    expect(page.textContent).toContain('14:03 出门，14:18–14:22 的 101 路')
    expect([canLeave(next!, 'x:baima', now), canLeave(next!, 'x:baima', at(SATURDAY, '8:36'))]).toEqual([true, false])
  })

  test('it is asked a few minutes after its time where nothing live is known, said once, and waits without a line', async () => {
    const time = at(SATURDAY, '8:55')
    clockOffset.value = time - Math.round(Date.now() / 1000)
    const gone = (how: 'off' | 'on' | 'asking') => goneOf({ how }, soon(time), buses, 'x:baima', time, (ride) => ride.pattern.to === '西来场镇')
    expect(gone('off').at(-1)).toMatchObject({ scheduled: at(SATURDAY, '8:50'), to: '西来场镇' })
    expect([gone('on').length, gone('asking').length]).toEqual([1, 0])
    const draw = (at: number) => act(() => render(<NotCome gone={gone('off')} stop="x:baima" now={at} />, page))
    await draw(at(SATURDAY, '8:52'))
    expect(page.textContent).toBe('')
    await draw(time)
    await act(() => page.querySelector('button')!.click())
    await vi.waitFor(() => expect(outbox.value.some((one) => one.name === 'buses.report')).toBe(true))
    await draw(time)
    expect(page.textContent).toContain('记下了，有网就报上去。')
    expect(page.querySelector('button')).toBeNull()
    await draw(at(SATURDAY, '9:21'))
    expect(page.textContent).toBe('')
  })
})
