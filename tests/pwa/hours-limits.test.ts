// Limits in working days on the tablet: by the calendar in the county's guide, without a line.
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { calendarOf } from '../../pwa/src/hours/engine'
import { dayAfter } from '../../pwa/src/hours/find'
import type { HolidayYear } from '../../pwa/src/schema/types'

const year = JSON.parse(readFileSync('server/hours/holidays/2026.json', 'utf8')) as HolidayYear
const FROM = '2026-01-18'

test('a limit goes over Spring Festival as the town counts it, and Monday to Friday where nothing is known', async () => {
  localStorage.setItem('ganchang-place', JSON.stringify({ code: '510131104', names: [] }))
  const { openGuide } = await import('../../pwa/src/guide/store')
  const { keepPack, publish } = await import('../../pwa/src/guide/shelf')
  const { dueOn, readCalendar } = await import('../../pwa/src/hours/limits')

  const { workday } = calendarOf([year])
  const days = Array.from({ length: 90 }, (_none, at) => (workday(dayAfter(FROM, at)) ? 'A' : 'B')).join('')
  const row = { code: '510131', from: FROM, days, holidays_until: '2026-12-31', sorts: [{ workday: true }, {}] }
  const pack = { kind: 'openings', columns: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])) }
  await keepPack('county', new TextEncoder().encode(JSON.stringify(pack)) as Uint8Array<ArrayBuffer>)
  const hold = { layer: '510131', gen: 1, seq: 1, packs: ['county'], front: ['county'], full: 0, overlay: {}, complete: true }
  await publish([hold], { town: '510131104', layers: ['510131'], asOf: 1 })
  await openGuide()

  expect(dueOn('2026-02-13', 3)).toBe('2026-02-18')
  await readCalendar('510131104')
  expect(dueOn('2026-02-13', 3)).toBe('2026-02-25')
  expect(dueOn('2026-02-13', 1)).toBe('2026-02-14')
  expect(dueOn('2026-02-28', 0)).toBe('2026-02-28')
  expect(dueOn('2027-02-12', 1)).toBe('2027-02-15')
})
