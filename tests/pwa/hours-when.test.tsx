// 哪天能去: what is said of a centre's days, and the month as a table that is read and walked by keys.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import When from '../../pwa/src/hours/when'
import { DayPanel } from '../../pwa/src/hours/day-panel'
import { instant } from '../../pwa/src/hours/find'
import { dayByKey, monthAfter, weeksOf } from '../../pwa/src/hours/grid'
import { Month } from '../../pwa/src/hours/month'
import { dated, type DatedDays } from '../../pwa/src/hours/openings'
import { answer, because, cellWord, dayWords, hoursWords, nextMarket, served, todayWords } from '../../pwa/src/hours/words'
import { dayOf, stamp } from '../../pwa/src/text/dates'
import { useLang } from '../../pwa/src/text/t'

const FIRST = '2026-11-01' // a Sunday; odd days are market days
const morning = { from: 540, until: 720 }
const afternoon = { from: 840, until: 1020 }
const late = { from: 1020, until: 1110, kind: 'extended' as const, items: 'late' }
const machines = { from: 0, until: 1440, kind: 'self_service' as const }
const market = { market: ['西来赶场'], why: [['market', '西来赶场']] }
const sorts = [
  { openings: [machines, morning, afternoon], workday: true }, // A: an even working day
  { openings: [machines, morning, afternoon, late], workday: true, ...market }, // B: an odd one, with longer hours
  { openings: [machines], workday: false, why: [['no_market']] }, // C: an even Sunday
  { openings: [machines, { from: 540, until: 780, kind: 'market' as const, cutoff: [2, 960] }], workday: false, ...market }, // D: an odd Sunday
  { openings: [machines], workday: true, ...market, why: [['exception', '停电'], ['market', '西来赶场']] }, // E: closed on a market day
  { openings: [], workday: false, why: [['holiday', '元旦']] }, // F
  { openings: [morning] }, // G: of a year whose holidays are not published
]
const letter = (day: number) => ({ 1: 'D', 8: 'C', 15: 'D', 22: 'C', 25: 'E', 29: 'D', 30: 'F' })[day] ?? (day % 2 ? 'B' : 'A')
const row = { code: '510131104', from: FIRST, holidays_until: '2026-11-30', days: Array.from({ length: 30 }, (_none, at) => letter(at + 1)).join('') + 'G', sorts, items: [{ set: 'late', item: 'HK' }] }
const days: DatedDays = { ...dated(row), asOf: instant('2026-11-20', 600) }
const at = (on: string, clock: string) => instant(`2026-11-${on}`, Number(clock.split(':')[0]) * 60 + Number(clock.split(':')[1]))

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: at('22', '9:00') * 1000 }))
beforeEach(() => useLang('zh-CN'))
afterAll(() => {
  useLang('zh-CN')
  vi.useRealTimers()
})

test('B23: open now and until when, with longer hours only for what is done then', () => {
  expect(answer(days, at('23', '9:00')).head).toBe('现在开门，到 12:00')
  expect(answer(days, at('23', '16:59')).head).toBe('现在开门，到 18:30')
  expect(answer(days, at('23', '17:30'), 'HK').head).toBe('现在开门，到 18:30')
  expect(answer(days, at('23', '17:30'), 'XX')).toMatchObject({ head: '明天开门', isOpen: false })
  expect(hoursWords(served(days, days.day('2026-11-23')!, 'XX'))).toBe('9:00–12:00、14:00–17:00')
})

test('B23: when next, in the words that people use', () => {
  expect(answer(days, at('23', '8:59')).head).toBe('今天 9:00 开门')
  expect(answer(days, at('23', '12:00')).head).toBe('今天 14:00 开门')
  expect(answer(days, at('22', '11:00'))).toMatchObject({ head: '明天逢场开门', market: true })
  expect(answer(days, at('24', '17:00')).head).toBe('周四开门')
  expect(answer(dated({ ...row, days: 'CCCCCCCCC', from: '2026-11-22' }) as DatedDays, at('22', '11:00')).head).toBe('近期不开门，请打电话问')
})

test('today is said whole: the day, the market, and where in the day one is', () => {
  expect(todayWords(days, at('22', '11:00'))).toBe('今天 周日 11月22日，不逢场，不开门')
  expect(todayWords(days, at('23', '12:30'))).toBe('今天 周一 11月23日，逢场，中午休息')
  expect(todayWords(days, at('24', '17:00'))).toBe('今天 周二 11月24日，不逢场，已下班')
  expect(todayWords(days, at('24', '8:00'))).toBe('今天 周二 11月24日，不逢场，还没开门')
})

test('a day that may be taken for another year’s says its year; one that is near does not, over New Year either', async () => {
  const [now, eve] = [at('22', '9:00'), instant('2026-12-31', 720)]
  expect(stamp(instant('2025-08-02', 1180))).toBe('2025年8月2日 19:40')
  expect(stamp(instant('2026-01-02', 1180))).toBe('1月2日 19:40')
  expect([stamp(eve, eve + 86_400), stamp(eve + 86_400, eve)]).toEqual(['12月31日 12:00', '1月1日 12:00'])
  expect([dayOf('2017-08-16', now), dayOf('2026-08-16', now), dayOf('2017-08-16')]).toEqual(['2017年8月16日', '8月16日', '8月16日'])
  expect([dayWords('2027-05-18', '2026-11-22'), dayWords('2027-01-05', '2026-11-22')]).toEqual(['周二 2027年5月18日', '周二 1月5日'])
  await useLang('en')
  expect(dayWords('2027-05-18', '2026-11-22')).toBe('Tue May 18, 2027')
})

test('why a day is as it is', () => {
  const why = (on: string, item?: string) => because(days, days.day(on)!, item)
  expect(why('2026-11-22')).toBe('只在逢场时开门，这天不逢场')
  expect(why('2026-11-25')).toBe('停电，逢场')
  expect(why('2026-11-30')).toBe('元旦放假')
  expect(why('2026-12-01')).toBe('还没有公布 2026 年的放假安排，可能会变')
  expect(days.day('2026-12-02')).toBeUndefined()
})

test('the next market day is said as push and inbox say it, also when it is closed then', () => {
  expect(nextMarket(days, '2026-11-22', '510131104', '西来镇')).toBe('11月23日 周一逢场，9:00–12:00、14:00–18:30 开门')
  expect(nextMarket(days, '2026-11-23', '510131104', '西来镇')).toBe('11月25日 周三逢场，但不开门')
  expect(nextMarket(days, '2026-11-29', '510131104', '西来镇')).toBeUndefined()
})

test('a month is whole weeks from Monday, and keys lead within it and from month to month', () => {
  const weeks = weeksOf('2026-11')
  expect(weeks).toHaveLength(6)
  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(weeksOf('2026-02').flat().filter(Boolean)).toHaveLength(28)
  const steps = { ArrowRight: '2026-11-12', ArrowLeft: '2026-11-10', ArrowUp: '2026-11-04', ArrowDown: '2026-11-18', Home: '2026-11-09', End: '2026-11-15', PageDown: '2026-12-11', PageUp: '2026-10-11' }
  for (const [key, to] of Object.entries(steps)) expect(dayByKey('2026-11-11', key), key).toBe(to)
  expect(dayByKey('2026-11-01', 'ArrowUp')).toBeUndefined() // out of the table
  expect(dayByKey('2026-11-30', 'ArrowDown')).toBeUndefined()
  expect(dayByKey('2026-12-31', 'PageDown')).toBe('2027-01-31')
  expect(dayByKey('2026-01-31', 'PageDown')).toBe('2026-02-28')
  expect(dayByKey('2026-11-01', 'Home')).toBe('2026-11-01')
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
})

async function shown(what: ReturnType<typeof DayPanel>): Promise<HTMLElement> {
  const page = document.createElement('div')
  document.body.append(page)
  await act(() => render(what, page))
  return page
}

test('every day of the table says in words what it is, and the arrows walk in it', async () => {
  let chosen = '2026-11-22'
  const draw = () => shown(<Month days={days} chosen={chosen} today="2026-11-22" choose={(on) => (chosen = on)} />)
  const page = await draw()
  expect([...page.querySelectorAll('th[scope=col]')].map((one) => one.getAttribute('abbr'))).toEqual(['周一', '周二', '周三', '周四', '周五', '周六', '周日'])
  const cell = (day: number) => [...page.querySelectorAll('td button')].find((one) => one.lastChild?.firstChild?.textContent === String(day)) as HTMLElement
  expect(cell(23).querySelector('.skip')!.textContent).toBe('明天 周一 11月23日，9:00–12:00、14:00–18:30，逢场')
  expect([22, 23, 25, 29, 30].map((day) => cell(day).querySelector('small')!.textContent)).toEqual(['休', '开场', '休场', '半场', '放假'])
  expect(cellWord(days, undefined)).toBe('未定')
  expect(cell(22).getAttribute('aria-current')).toBe('date')
  expect([...page.querySelectorAll('td button[tabindex="0"]')]).toEqual([cell(22)])
  const press = (key: string) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    cell(22).dispatchEvent(event)
    return [event.defaultPrevented, chosen]
  }
  expect(press('ArrowUp')).toEqual([true, '2026-11-15'])
  expect(press('ArrowDown')).toEqual([true, '2026-11-29'])
  expect(press('PageUp')).toEqual([false, '2026-11-29']) // past months are not looked at
})

test('a day is booked where it can be, and its cut-off is told', async () => {
  const panel = (on: string, now: number, item?: string) => shown(<DayPanel days={days} on={on} today="2026-11-22" at={now} centre="510131104" item={item} />)
  const sunday = await panel('2026-11-29', at('22', '11:00'), 'HK')
  expect(sunday.querySelector('a')!.getAttribute('href')).toBe('/book?centre=510131104&item=HK&day=2026-11-29')
  expect(sunday.textContent).toContain('网上预约到 11月27日 16:00')
  expect((await panel('2026-11-29', at('27', '16:00'))).textContent).toContain('网上预约已截止，到了取号就行')
  expect((await panel('2026-11-29', at('27', '15:59'))).querySelector('a')).not.toBeNull()
  expect((await panel('2026-11-22', at('22', '11:00'))).querySelector('a')).toBeNull()
  expect((await panel('2026-11-25', at('22', '11:00'))).textContent).toContain('停电')
  expect((await panel('2026-12-05', at('22', '11:00'))).textContent).toContain('这天的安排还没有')
})

test('it is said in English too', async () => {
  await useLang('en')
  expect(answer(days, at('22', '11:00')).head).toBe('Opens tomorrow, market day')
  expect(because(days, days.day('2026-11-25')!)).toMatch(/^停电, market day$/i)
})

test('a matter that nobody knows is said to be unknown, and the days are those of all', async () => {
  await useLang('zh-CN')
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.startsWith('/h/')) return Response.json({ centre: { code: row.code, name: '西来镇' }, openings: row, at: days.asOf })
    return url.endsWith('/HK') ? Response.json({ code: 'HK', name: '户口迁移' }) : new Response(null, { status: 404 })
  })
  const said = async (item: string, words: string) => {
    const root = document.body.appendChild(document.createElement('div'))
    render(<When params={{ centre: row.code }} query={new URLSearchParams({ item })} />, root)
    await vi.waitFor(() => expect(root.textContent).toContain(words))
    await vi.waitFor(() => expect(root.querySelector('table')).toBeTruthy())
    const links = [...root.querySelectorAll('a')].map((one) => one.getAttribute('href')!)
    act(() => render(null, root))
    return [root.textContent, links.some((link) => link.includes(`item=${item}`))]
  }
  expect((await said('HK', '办：户口迁移'))[1]).toBe(true)
  expect((await said('zzz', '没有这个事项'))[1]).toBe(false)
  vi.unstubAllGlobals()
})
