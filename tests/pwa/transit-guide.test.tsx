// The buses in the phone's guide: the tab stands only where the place has lines, and the card of a booking speaks for one's own stop.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { buses, BUSES } from '../../pwa/src/guide/chosen'
import { keepPack, publish } from '../../pwa/src/guide/shelf'
import { choosePlace } from '../../pwa/src/guide/store'
import type { Hold } from '../../pwa/src/guide/plan'
import type { Overlay } from '../../pwa/src/guide/rows'
import { clockOffset, line } from '../../pwa/src/sync/state'
import { BusCard } from '../../pwa/src/transit/card-here'
import { busesOf } from '../../pwa/src/transit/guide'
import { lookForBuses } from '../../pwa/src/transit/tab'
import { at, lines, SATURDAY, stops } from './transit-lines'

const TOWN = '510131104'
const table = (kind: string, rows: object[]) => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { kind, columns: Object.fromEntries(names.map((name) => [name, rows.map((row) => (row as Record<string, unknown>)[name] ?? null)])) }
}

/** What the town's layer holds; `overlay` is what changed since the packs. */
async function hold(overlay: Overlay = {}, tables = [table('bus_line', lines), table('bus_stop', stops)]) {
  await keepPack('p', new TextEncoder().encode(JSON.stringify(tables)))
  const town: Hold = { layer: TOWN, gen: 1, seq: 1, packs: ['p'], front: [], full: 0, overlay, complete: true }
  await publish([town], { town: TOWN, layers: [TOWN], asOf: at(SATURDAY, '6:00') })
}

vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')))

beforeEach(() => {
  line.value = 'off'
  choosePlace('510131104216', ['蒲江县', '西来镇', '白马村'])
  clockOffset.value = at(SATURDAY, '6:30') - Math.round(Date.now() / 1000)
})

test('the tab stands where the guide has lines, is remembered, and goes with the last line', async () => {
  await hold()
  await lookForBuses()
  expect([buses.value, localStorage.getItem(BUSES)]).toEqual([TOWN, JSON.stringify(TOWN)])
  await hold({ bus_line: Object.fromEntries(lines.map((line) => [line.code, { gone: true }])) })
  await lookForBuses()
  expect(buses.value).toBeNull()
  await hold({}, [table('item', [{ code: 'A', name: '事项' }])])
  await lookForBuses()
  expect(buses.value).toBeNull()
})

test('a line that was changed since the packs is read as it is now; of another town nothing is told', async () => {
  await hold({ bus_line: { 'x:101': { put: { name: '101 快' } }, 'x:999': { put: { name: '只有名字' } } } })
  const found = await busesOf(TOWN)
  expect(found.lines.map((line) => line.name)).toEqual(['101 快', '102', '201', '赶场专线'])
  expect(found.stops.get('x:mafu')!.name).toBe('马福村')
  expect((await busesOf('510131105')).lines).toEqual([])
})

test('B30: for a booking at nine, the bus there, the next one back, and the last; nothing where the town has no buses', async () => {
  await hold()
  await lookForBuses()
  const page = document.createElement('div')
  const nine = at(SATURDAY, '9:10')
  await act(() => render(<BusCard centre={TOWN} by={nine - 600} until={nine} done={at(SATURDAY, '9:40')} />, page))
  await vi.waitFor(() => expect(page.querySelectorAll('a')).toHaveLength(3))
  const said = [...page.querySelectorAll('a')].map((row) => row.textContent)
  expect(said[0]).toBe('去 8:50白马村上 101 路，8:58 到西来场镇')
  expect(said[1]).toBe('回 9:40在西来场镇等 102 路，约每 60 分钟一班，最晚 10:45 到白马村')
  expect(said[2]).toMatch(/^末班回 23:25西来场镇上 201 路，次日 0:05 到白马村$/)
  expect(page.querySelector('a')!.getAttribute('href')).toBe('/way/stop/x%3Abaima')
  await act(() => render(<BusCard centre="510131105" by={nine} until={nine} />, page))
  expect(page.textContent).toBe('')
})
