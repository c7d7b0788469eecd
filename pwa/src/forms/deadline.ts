// `x-deadline`: an application is taken only until so many months after a day that the applicant tells. As server/forms/deadline.py.
import type { Problem } from './check'
import { isDay } from './formats'
import { asked, type Answers, type FormSchema } from './schema'

/** The same day of a later month, or its last day where it has none: 30 November + 3 months is 28 February. */
export function addMonths(on: string, months: number): string {
  const [year, month, day] = on.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0))
  last.setUTCDate(Math.min(day, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}

/** On which it may still be applied for. `workdayFrom` gives that day, or the next working day when it is a day off. */
export function lastDay(schema: FormSchema, answers: Answers, workdayFrom: (on: string) => string): string | undefined {
  const rule = schema['x-deadline']
  const start = rule && asked(schema, answers)[rule.field]
  return typeof start === 'string' && isDay(start) ? workdayFrom(addMonths(start, rule!.months)) : undefined
}

export function overdue(schema: FormSchema, answers: Answers, today: string, workdayFrom: (on: string) => string): Problem[] {
  const last = lastDay(schema, answers, workdayFrom)
  if (last === undefined || today <= last) return []
  const [year, month, day] = last.split('-').map(Number)
  return [{ field: schema['x-deadline']!.field, keyword: 'deadline', message: `最晚 ${year}年${month}月${day}日申请，已经过了` }]
}
