// A change of one day's hours on the tablet: what it comes to, and how it looks before the town has it. Mirrors
// server/hours/change.py, which decides.
import type { Day, Opening } from '../hours/find'
import { newsOf } from '../notices/day-news'
import type { ChangeHours, HoursChange, HoursNews, Span, UndoChange } from '../schema/types'
import { registerPreview } from '../sync/preview'
import { serverNow, session } from '../sync/state'

registerPreview<ChangeHours>('hours.change', (rows, { id, centre, on, what, open = [], reason }) =>
  rows.put('hours_change', id, { id, centre, on, what, open, reason, by: session.peek()?.name ?? '', at: serverNow() } satisfies HoursChange))

registerPreview<UndoChange>('hours.undo', (rows, { id }) => {
  const row = rows.get<HoursChange>('hours_change', id)
  return row ? rows.put('hours_change', id, { ...row, undone_at: serverNow() }) : rows
})

export interface Wish {
  what: ChangeHours['what']
  open: Span[]
  reason: string
}

/** The day as the town will have it. */
export function dayWith(day: Day, { what, open, reason }: Wish): Day {
  const machines = day.openings.filter((one) => one.kind === 'self_service')
  const usual = day.openings.filter((one) => one.kind !== 'self_service')
  const given = open.map((span) => ({ ...likeUsual(span, usual), ...span }))
  const openings = what === 'closed' ? machines : what === 'hours' ? [...machines, ...given] : [...day.openings, ...given]
  return { ...day, openings: openings.sort((a, b) => a.from - b.from), why: [['exception', reason.trim()], ...day.why] }
}

/** Other hours are still hours of the same kind: with the items, the windows and the cut-off of those that they mostly fall into. */
function likeUsual(span: Span, usual: Opening[]): Omit<Opening, 'from' | 'until'> {
  const shared = (one: Opening) => Math.max(0, Math.min(one.until, span.until) - Math.max(one.from, span.from))
  const most = usual.reduce<Opening | undefined>((best, one) => (best && shared(best) >= shared(one) ? best : one), undefined)
  if (!most) return { kind: 'extended' }
  const { note: _ofUsual, ...like } = most
  return like
}

/** What everybody would read of that day. */
export const newsWith = (day: Day, wish: Wish, centre: string, name: string): HoursNews => newsOf(dayWith(day, wish), centre, name)

export type Lack = { field: 'on' | 'open' | 'reason'; code: string; detail?: Record<string, string> }

/** What the town would refuse, as far as the tablet can tell. */
export function lackOf({ what, open, reason }: Wish, day: Day, changes: HoursChange[]): Lack | undefined {
  const other = changes.find((one) => one.on === day.on && !one.undone_at && conflicts(one, { what, open, reason }))
  if (other) return { field: 'on', code: 'exceptions_overlap', detail: { from: other.on, until: other.on, reason: other.reason } }
  if (reason.trim().length < 2) return { field: 'reason', code: 'reason_missing' }
  if (what === 'closed') return undefined
  if (!open.length || open.some((span) => !Number.isFinite(span.from) || !Number.isFinite(span.until))) return { field: 'open', code: 'change_open_missing' }
  const bad = open.find((span, at) => span.from >= span.until || open.some((other, i) => i !== at && crosses(span, other)))
  if (bad) return { field: 'open', code: 'hours_times', detail: { times: wordsOf(bad) } }
  const over = what === 'extra' ? open.find((span) => day.openings.some((one) => one.kind !== 'self_service' && crosses(span, one))) : undefined
  if (over) return { field: 'open', code: 'change_overlap', detail: { from: clockTime(over.from), until: clockTime(over.until) } }
  return undefined
}

function conflicts(one: Pick<Wish, 'what' | 'open'>, other: Wish): boolean {
  if (one.what !== 'extra' && other.what !== 'extra') return true
  return !one.open.length || !other.open.length || one.open.some((span) => other.open.some((theirs) => crosses(span, theirs)))
}

const crosses = (one: Span, other: Span) => one.from < other.until && other.from < one.until
const wordsOf = (span: Span) => `${clockTime(span.from)}–${clockTime(span.until)}`

/** 09:00, as the browser's field of time wants it. */
export const clockTime = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** NaN for an empty field. */
export function minuteOfTime(text: string): number {
  const [hour, minute] = text.split(':').map(Number)
  return text ? hour! * 60 + minute! : NaN
}
