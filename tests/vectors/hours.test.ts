// Opening hours on the phone: the articles' cases, and ten thousand random questions that the server's engine answered.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { SolarDay } from 'tyme4ts'
import { describe, expect, it, test } from 'vitest'
import { lastDay, overdue } from '../../pwa/src/forms/deadline'
import { calendarOf, daysOf, type Calendar } from '../../pwa/src/hours/engine'
import { dayAfter, isOpen, nextOpening, type Days } from '../../pwa/src/hours/find'
import { dated } from '../../pwa/src/hours/dated'
import { addWorkingMinutes, due } from '../../pwa/src/hours/worktime'
import type { HolidayYear, Hours, Openings } from '../../pwa/src/schema/types'

const python = (...words: string[]) => execFileSync('.venv/bin/python', words, { encoding: 'utf8', maxBuffer: 1 << 26 })
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const vectors = read('shared_schema/vectors/hours.json')
const years: HolidayYear[] = [...vectors.years, ...[2024, 2025, 2026].map((year) => read(`server/hours/holidays/${year}.json`))]
const calendar = calendarOf(years)
const town = (name: string) => daysOf(vectors.centres[name] as Hours, calendar)
/** Unix seconds of a time of day in Shanghai. */
const at = (text: string) => Date.parse(`${text}+08:00`) / 1000

describe('as the articles say', () => {
  it.each(vectors.days)('$why', ({ centre, on, workday, market, openings, reasons }) => {
    const day = town(centre).day(on)!
    expect(day.openings.map(({ from, until, kind }) => [from, until, kind])).toEqual(openings)
    expect([day.workday, day.market, day.why.map(([reason]) => reason)]).toEqual([workday, market, reasons])
  })

  it.each(vectors.open)('open or not: $why', ({ centre, at: when, item, self_service, until }) => {
    expect(isOpen(town(centre), at(when), item, self_service)?.until ?? null).toBe(until)
  })

  it.each(vectors.next)('next: $why', ({ centre, at: when, item, starts, ends }) => {
    const found = nextOpening(town(centre), at(when), item)!
    expect([found.starts, found.ends]).toEqual([at(starts), at(ends)])
  })

  it('B18: on just those Sundays', () => {
    const { centre, from, days } = vectors.sundays
    const open: string[] = []
    for (let on = from as string; open.length < days.length; on = dayAfter(on, 1)) {
      const isSunday = new Date(on).getUTCDay() === 0
      if (isSunday && town(centre).day(on)!.openings.length) open.push(on)
    }
    expect(open).toEqual(days)
  })

  it.each(vectors.cutoffs)('booking closes: $why', ({ centre, on, at: when, taken }) => {
    const cutoff = town(centre).day(on)!.openings.find((one) => one.cutoff)!.cutoff!
    expect(at(when) < cutoff).toBe(taken)
  })

  it.each(vectors.sets)('A17 to A19: $count items on $on', ({ centre, set, on, count }) => {
    const items = new Set<string>(vectors.centres[centre].items.map((one: { item: string }) => one.item))
    expect([...items].filter((item) => town(centre).serves(set, item, on))).toHaveLength(count)
  })

  it.each(vectors.minutes)('working time: $why', ({ centre, at: when, minutes, due: until }) => {
    expect(addWorkingMinutes(town(centre), at(when), minutes)).toBe(at(until))
  })

  it.each(vectors.limits)('a limit $why', ({ start, days, due: on, certain }) => {
    expect(due(calendar.workday, start, days)).toEqual({ on, certain })
  })
})

it.each(vectors.deadlines)('the last day to apply: $why', ({ start, months, last }) => {
  const schema = { type: 'object' as const, properties: { enrolled: { title: '哪天入学报到', format: 'date' } }, 'x-deadline': { field: 'enrolled', months } }
  const workdayFrom = (on: string) => due(calendar.workday, on, 0).on
  expect(lastDay(schema, { enrolled: start }, workdayFrom)).toBe(last)
  expect(overdue(schema, { enrolled: start }, last, workdayFrom)).toEqual([])
  const [year, month, day] = last.split('-').map(Number)
  expect(overdue(schema, { enrolled: start }, dayAfter(last, 1), workdayFrom)).toEqual([
    { field: 'enrolled', keyword: 'deadline', message: `最晚 ${year}年${month}月${day}日申请，已经过了` },
  ])
})

interface Asked { ask: string; on: string; at: number; item: string | null; machines: boolean; minutes: number; days: number; answer: unknown }
interface Town { hours: Hours; years: HolidayYear[]; row: Openings; questions: Asked[] }

function answer(days: Days, known: Calendar, asked: Asked): unknown {
  const item = asked.item ?? undefined
  if (asked.ask === 'day') return days.day(asked.on)
  if (asked.ask === 'open') return isOpen(days, asked.at, item, asked.machines) ?? null
  if (asked.ask === 'minutes') return addWorkingMinutes(days, asked.at, asked.minutes) ?? null
  if (asked.ask === 'limit') return Object.values(due(known.workday, asked.on, asked.days))
  const found = nextOpening(days, asked.at, item, 40, asked.machines)
  return found ? [found.starts, found.ends, found.opening] : null
}

test('rules come to the same in both languages, and so do the dated openings that travel', () => {
  const seed = process.env.HOURS_SEED ?? '79190' // another: HOURS_SEED=7; this one has a town without rules
  const agree = (ours: unknown, one: Asked, of: Hours | Openings) => {
    if (!isDeepStrictEqual(ours, one.answer)) expect(ours, `HOURS_SEED=${seed} ${JSON.stringify({ of, one })}`).toEqual(one.answer)
  }
  let asked = 0
  let travelled = 0
  for (const line of python('-m', 'tests.vectors.hours_cases', seed).trim().split('\n')) {
    const { hours, years: known, row, questions } = JSON.parse(line) as Town
    const calendar = calendarOf(known)
    const rules = daysOf(hours, calendar)
    const openings = dated(row)
    for (const one of questions) {
      agree(answer(rules, calendar, one), one, hours)
      asked++
      if (one.ask !== 'day' || one.on < row.from || one.on > openings.until) continue
      agree(openings.day(one.on), one, row)
      travelled++
    }
  }
  expect(asked).toBeGreaterThanOrEqual(10_000)
  expect(travelled).toBeGreaterThan(500)
})

test('every lunar month from 1990 to 2056 begins on the day that tyme4ts says', () => {
  const starts = python('-c', 'from server.hours.lunar import month_starts; print(*month_starts())').trim().split(' ')
  const lunarDay = (on: string) => {
    const [year, month, day] = on.split('-').map(Number)
    return SolarDay.fromYmd(year!, month!, day!).getLunarDay().getDay()
  }
  // A month begins on its first day and has 29 or 30: between two beginnings there is no third.
  expect(starts.map(lunarDay)).toEqual(starts.map(() => 1))
  const lengths = starts.slice(1).map((on, at) => (Date.parse(on) - Date.parse(starts[at]!)) / 86_400_000)
  expect(new Set(lengths)).toEqual(new Set([29, 30]))
  expect(starts).toHaveLength(830)
})
