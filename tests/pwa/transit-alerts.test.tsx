// Service alerts on the pages of buses: of whom they speak, until when, in which language, how old, and also without a line.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import type { BusAlert } from '../../pwa/src/schema/types'
import { clockOffset, line } from '../../pwa/src/sync/state'
import { LineAlerts, StopAlerts, TownAlerts } from '../../pwa/src/transit/alerts'
import type { Buses } from '../../pwa/src/transit/guide'
import { at, county, lines, night, SATURDAY, stops } from './transit-lines'

const buses: Buses = { town: '510131104', lines, stops: new Map(stops.map((stop) => [stop.code, stop])) }
const now = at(SATURDAY, '9:00')
const works: BusAlert = { key: 'a', title: '修路', text: '改走老街', effect: 'detour', about: [{ line: 'x:101' }], until: at(SATURDAY, '18:00'), as_of: now }
const moved: BusAlert = { key: 'b', title: '', text: 'Moved.', lang: 'en', effect: 'stop_moved', about: [{ stop: 'x:mafu' }], from: at(SATURDAY, '12:00'), as_of: now }
const here: BusAlert = { key: 'c', title: '这站不停', text: '', about: [{ line: 'x:201', stop: 'x:baima' }], as_of: now - 7200 }

let asked: string[]
beforeEach(() => {
  asked = []
  line.value = 'on'
  clockOffset.value = now - Math.round(Date.now() / 1000)
})

async function drawn(what: preact.ComponentChild): Promise<HTMLElement> {
  const page = document.createElement('div')
  await act(() => render(what, page))
  await act(() => new Promise((done) => setTimeout(done, 0)))
  return page
}

const heads = (page: HTMLElement) => [...page.querySelectorAll('summary b')].map((one) => one.textContent)

test('each page has those of its stop, of its line, or of the town, and asks once for all', async () => {
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    return Promise.resolve(new Response(JSON.stringify({ at: now, alerts: [works, moved, here] })))
  })
  const town = await drawn(<TownAlerts buses={buses} />)
  await vi.waitFor(() => expect(heads(town)).toEqual(['101 路：修路', '马福村：站点挪了', '201 路：这站不停']))
  expect(heads(await drawn(<StopAlerts buses={buses} stop="x:baima" />))).toEqual(['101 路：修路', '201 路：这站不停'])
  expect(heads(await drawn(<StopAlerts buses={buses} stop="x:huaqiao" />))).toEqual([])
  expect(heads(await drawn(<StopAlerts buses={buses} stop="x:mafu" />))).toEqual(['站点挪了'])
  expect(heads(await drawn(<LineAlerts buses={buses} of={county} />))).toEqual(['修路'])
  expect(heads(await drawn(<LineAlerts buses={buses} of={night} />))).toEqual(['这站不停'])
  expect(asked).toEqual(['/bus/alerts/510131104?lang=zh-CN'])
})

test('each says until when, what kind it is, that it is old, and whose words it are', async () => {
  const page = await drawn(<TownAlerts buses={buses} />)
  const said = [...page.querySelectorAll('summary small')].map((one) => one.textContent)
  expect(said).toEqual(['改道，到 12月12日 18:00 为止', '12月12日 12:00 起', '没说到哪天，12月12日 7:00 的消息，可能变了'])
  expect(page.querySelectorAll('details')[1]!.textContent).toContain('没有译成您的语言')
  expect(page.querySelector('.lines[lang=en]')!.textContent).toBe('Moved.')
})

test('without a line what was heard stays, with its age; what is over goes, and so does all that is a day old', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')))
  line.value = 'off'
  clockOffset.value += 10 * 3600
  const page = await drawn(<TownAlerts buses={buses} />)
  expect(heads(page)).toEqual(['马福村：站点挪了', '201 路：这站不停'])
  expect(page.textContent).toContain('12月12日 9:00 的消息，可能变了')
  expect(JSON.parse(localStorage.getItem('ganchang-bus-alerts')!)).toMatchObject({ town: '510131104', said: { at: now } })
  clockOffset.value += 15 * 3600
  expect(heads(await drawn(<TownAlerts buses={buses} />))).toEqual([])
})
