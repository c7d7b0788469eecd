// What of a day's hours is news, as the town's own notices have it (`news_of` in server/notices/days.py, same vectors):
// `sentence(newsOf(day, …))` is what a notice about that day says.
import type { Day, Opening } from '../hours/find'
import type { HoursNews, Span, Topic } from '../schema/types'

const EXTENDED = ['extended', 'night', 'weekend']

/** `topics` is empty where the day is like any other. */
export function newsOf({ on, openings, why, market }: Day, centre: string, name: string): HoursNews {
  const open = joined(openings)
  const reasons = why.filter(([reason]) => reason === 'exception').map(([, detail]) => detail)
  const holidays = why.filter(([reason]) => reason === 'holiday').map(([, detail]) => detail)
  const topics: Topic[] = []
  // A market day on which the centre never opens is no news; one on which it would, but for a holiday, is.
  if (market.length && (open.length || reasons.length || holidays.length)) topics.push('market')
  if (reasons.length) topics.push('changed')
  if (openings.some((one) => EXTENDED.includes(one.kind))) topics.push('extended')
  const note = [...new Set((reasons.length ? reasons : open.length ? [] : holidays).filter(Boolean))].join('；')
  return { on, centre, name, open, topics, ...(note && { note }) }
}

/** Usual and extended hours that touch are one stretch; areas that never close are no opening hours. */
export function joined(openings: Opening[]): Span[] {
  const spans: Span[] = []
  for (const { from, until, kind } of [...openings].sort((a, b) => a.from - b.from)) {
    const last = spans[spans.length - 1]
    if (kind === 'self_service') continue
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else spans.push({ from, until })
  }
  return spans
}
