// Limits in working days, as server/applications/days.py counts them; vectors/applications.json holds both to it.
const DAY = 86_400_000

/** The last day of a limit of `days` working days after `start`, which does not count itself. ISO days. */
export function dueOn(start: string, days: number): string {
  let at = Date.parse(start)
  let left = Math.ceil(days)
  while (left > 0 || isWeekend(at)) {
    at += DAY
    if (!isWeekend(at)) left--
  }
  return new Date(at).toISOString().slice(0, 10)
}

function isWeekend(at: number): boolean {
  const weekday = new Date(at).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** 8月5日 周六 */
export function inWords(day: string): string {
  const on = new Date(day)
  return `${on.getUTCMonth() + 1}月${on.getUTCDate()}日 周${'日一二三四五六'[on.getUTCDay()]}`
}
