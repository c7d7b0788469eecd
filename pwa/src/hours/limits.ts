// Limits in working days for the desk, by the calendar that came with the guide: no line is needed. The server decides alike.
import { signal } from '@preact/signals'
import { openingsOf, type DatedDays } from './openings'
import { due } from './worktime'

const days = signal<DatedDays | undefined>(undefined)

/** Any centre above will do: holidays are the same in all of them. */
export async function readCalendar(town: string): Promise<void> {
  const found = await Promise.all([town, town.slice(0, 6), town.slice(0, 4)].map(openingsOf))
  days.value = found.find(Boolean)
}

/** The last day of a limit of `count` working days after `start`, which does not count itself. ISO days. */
export const dueOn = (start: string, count: number): string => due((on) => days.value?.day(on)?.workday, start, count).on

/** 8月5日 周六 */
export function inWords(day: string): string {
  const on = new Date(day)
  return `${on.getUTCMonth() + 1}月${on.getUTCDate()}日 周${'日一二三四五六'[on.getUTCDay()]}`
}
