// A month as weeks from Monday to Sunday, and where the keys lead within it. Pure; days are ISO dates.
import { dayAfter, weekdayOf } from './find'

/** 2026-11 */
export const monthOf = (on: string): string => on.slice(0, 7)
export const monthAfter = (month: string, months: number): string => {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** Weeks of seven; days of other months are left empty. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`
  const start = dayAfter(first, 1 - weekdayOf(first))
  const weeks: (string | null)[][] = []
  for (let on = start; on < `${monthAfter(month, 1)}-01`; on = dayAfter(on, 7)) {
    weeks.push(Array.from({ length: 7 }, (_none, at) => dayAfter(on, at)).map((one) => (monthOf(one) === month ? one : null)))
  }
  return weeks
}

/** Where a key leads from a day; nothing when it leads out of the table, as up from its first week does. */
export function dayByKey(on: string, key: string): string | undefined {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: 1 - weekdayOf(on), End: 7 - weekdayOf(on) }[key]
  if (step !== undefined) {
    const to = dayAfter(on, step)
    if (monthOf(to) === monthOf(on)) return to
    if (key === 'Home') return `${monthOf(on)}-01`
    return key === 'End' ? dayAfter(`${monthAfter(monthOf(on), 1)}-01`, -1) : undefined
  }
  if (key !== 'PageUp' && key !== 'PageDown') return undefined
  const month = monthAfter(monthOf(on), key === 'PageUp' ? -1 : 1)
  const last = dayAfter(`${monthAfter(month, 1)}-01`, -1)
  const same = `${month}-${on.slice(8)}`
  return same < last ? same : last
}
