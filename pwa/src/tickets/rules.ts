// Who is called next, and how long it may take: as server/tickets/rules.py has it. vectors/tickets.json holds the cases.
import type { Hall, HallNews, HallWaiting, HallWindow, Ticket, TicketKind } from '../schema/types'

export const GRACE = 30 * 60
export const AHEAD_AT_MOST = 2
const FIVE = 5
/** Seconds without a call after which a window counts as closed. */
const SEEN_LATELY = 45 * 60

export interface Waiter {
  id: string
  number: number
  kind: TicketKind
  since: number
  start?: number
  end?: number
  preferred?: boolean
  window?: string
  group?: string
}

export const waiterOf = (one: Ticket): Waiter => ({ ...one, preferred: Boolean(one.preferred) })

/** Whether somebody goes before walk-ins: let first by staff, or booked and on time. */
export const isAhead = (one: Waiter, now: number): boolean =>
  Boolean(one.preferred) || (Boolean(one.start) && one.start! <= now && one.since <= (one.end ?? 0) + GRACE)

const byRank = (a: Waiter, b: Waiter) => slot(a) - slot(b) || byTime(a, b)
const slot = (one: Waiter) => (one.preferred ? 0 : one.start!)
const byTime = (a: Waiter, b: Waiter) => a.since - b.since || a.number - b.number

/** Whom this window may call. */
export function served(waiting: Waiter[], window: string, group = ''): Waiter[] {
  return waiting.filter((one) => (one.window ? one.window === window : !one.group || one.group === group))
}

/** The next of those whom a window may call, and how many have now gone ahead of a walk-in in a row. */
export function choose(mine: Waiter[], streak: number, now: number): { next: Waiter; streak: number } | undefined {
  const sent = mine.filter((one) => one.window).sort(byTime)[0]
  if (sent) return { next: sent, streak }
  const ahead = mine.filter((one) => isAhead(one, now)).sort(byRank)[0]
  const walkIn = mine.filter((one) => !isAhead(one, now)).sort(byTime)[0]
  if (ahead && !walkIn) return { next: ahead, streak }
  if (ahead && streak < AHEAD_AT_MOST) return { next: ahead, streak: streak + 1 }
  return walkIn && { next: walkIn, streak: 0 }
}

/** All in the order in which one window for everything would call them if nobody came any more. */
export function inOrder(waiting: Waiter[], streak: number, now: number): Waiter[] {
  const done = waiting.filter((one) => one.window).sort(byTime)
  const ahead = waiting.filter((one) => !one.window && isAhead(one, now)).sort(byRank)
  const walkIns = waiting.filter((one) => !one.window && !isAhead(one, now)).sort(byTime)
  let a = 0
  let w = 0
  while (a < ahead.length || w < walkIns.length) {
    if (a < ahead.length && (w === walkIns.length || streak < AHEAD_AT_MOST)) {
      if (w < walkIns.length) streak++
      done.push(ahead[a++]!)
    } else {
      streak = 0
      done.push(walkIns[w++]!)
    }
  }
  return done
}

/** From how many to how many minutes: whole fives, and wide enough to be true. */
export function expected(before: number, windows: number, minutes: number): [number, number] {
  const turns = before / Math.max(windows, 1)
  const least = Math.floor(Math.floor(turns * minutes * 0.6) / FIVE) * FIVE
  const most = Math.ceil(Math.floor((turns + 1) * minutes * 1.25 + 0.999) / FIVE) * FIVE
  return [least, Math.max(most, FIVE)]
}

/** Group → its windows; nothing where a hall has no groups. */
export function windowsOf(windows: HallWindow[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { group, window } of windows) if (group) groups.set(group, [...(groups.get(group) ?? []), window])
  return groups
}

/** How many windows call those who wait for a group, as far as the hall tells: busy now, or among the last that called. */
export function openFor(hall: Hall, group = ''): number {
  if (!group) return hall.open
  const lately = hall.calls.filter((call) => hall.at - call.at < SEEN_LATELY).map((call) => call.window)
  return hall.windows.filter((one) => one.group === group && (one.number !== undefined || lately.includes(one.window))).length
}

/** How many are called before a number; nothing where it does not wait. */
export function before(waiting: HallWaiting[], number: number): number | undefined {
  const mine = waiting.find((one) => one.number === number)
  if (!mine) return undefined
  return waiting.filter((one) => (one.group ?? '') === (mine.group ?? '')).indexOf(mine)
}

/** The hall after what the socket told; nothing where something was missed between. */
export function applied(hall: Hall, news: HallNews): Hall | undefined {
  if (news.was !== hall.v) return undefined
  const out = new Set(news.out)
  const waiting = out.size ? hall.waiting.filter((one) => !out.has(one.number)) : [...hall.waiting]
  for (const { before: at, one } of news.in ?? []) waiting.splice(at, 0, one)
  const changed = new Map((news.windows ?? []).map((one) => [one.window, one]))
  const windows = hall.windows.map((one) => changed.get(one.window) ?? one)
  for (const one of changed.values()) if (!hall.windows.some((known) => known.window === one.window)) windows.push(one)
  return {
    ...hall, waiting, windows, v: news.v, at: news.at,
    calls: news.calls ?? hall.calls, minutes: news.minutes ?? hall.minutes, open: news.open ?? hall.open,
  }
}
