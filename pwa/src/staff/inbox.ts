// The inbox of a desk: which case stands under which tab, in which order, and how long it has waited. Pure.
import { dayAt, daysBetween } from '../applications/state'
import type { Application, Role } from '../schema/types'
import { dueOn } from '../hours/limits'

export type Tab = 'new' | 'mended' | 'hand_over' | 'issue' | 'returned' | 'review' | 'publicise' | 'due' | 'unsent'

export const TAB_NAMES: Record<Tab, string> = {
  new: '待预审', mended: '补正回来', hand_over: '受理了要转', issue: '办好了要发', returned: '等他补', review: '待审批',
  publicise: '批了可公示', due: '今天到期', unsent: '没送出',
}

/** 行政许可法 第三十二条: what is missing is told once, within five working days. */
const LOOK_DAYS = 5
const OPEN: readonly Application['state'][] = ['submitted', 'accepted', 'in_department', 'approved', 'publicised']

export function tabsFor(roles: readonly Role[]): Tab[] {
  const window = roles.some((held) => held.role !== 'reviewer')
  const office = roles.some((held) => held.role === 'reviewer')
  return [...(window ? (['new', 'mended', 'hand_over', 'issue', 'returned'] as const) : []), ...(office ? (['review', 'publicise'] as const) : []), 'due']
}

export function inTab(tab: Tab, row: Application, today: string): boolean {
  switch (tab) {
    case 'new': return row.state === 'submitted' && (row.round ?? 1) <= 1
    case 'mended': return row.state === 'submitted' && (row.round ?? 1) > 1
    case 'hand_over': return row.state === 'accepted'
    case 'issue': return row.state === 'approved' || (row.state === 'publicised' && (row.publicised_until ?? '') <= today)
    case 'returned': return row.state === 'returned'
    case 'review': return row.state === 'in_department'
    case 'publicise': return row.state === 'approved'
    case 'due': return OPEN.includes(row.state) && (dueDay(row) ?? '9') <= today
    case 'unsent': return false
  }
}

const SENT_IN = ['applications.submit', 'applications.mend', 'counter.take_in', 'counter.mend']

/** When it was last sent in: the first time or mended. */
export function sentInAt(row: Application): number {
  const sent = (row.history ?? []).filter((event) => SENT_IN.includes(event.what))
  return sent.length ? sent[sent.length - 1]!.at : (row.submitted_at ?? 0)
}

/** Since when it has been as it is. */
export function since(row: Application): number {
  if (row.state === 'submitted') return sentInAt(row)
  const steps = (row.history ?? []).filter((event) => event.what.startsWith('applications.'))
  return steps.length ? steps[steps.length - 1]!.at : (row.submitted_at ?? 0)
}

/** The day by which somebody must have acted; nothing where nothing runs. */
export function dueDay(row: Application): string | undefined {
  if (row.state === 'submitted') return sentInAt(row) ? dueOn(dayAt(sentInAt(row)), LOOK_DAYS) : undefined
  if (row.state === 'returned') return row.mend_by
  return OPEN.includes(row.state) ? row.due_on : undefined
}

export function inOrder(rows: readonly Application[]): Application[] {
  const key = (row: Application) => `${dueDay(row) ?? '9999'} ${String(since(row)).padStart(12, '0')} ${row.id}`
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

export interface Words { text: string; values?: Record<string, number | string>; urgent?: boolean }

export function dueWords(row: Application, today: string): Words | undefined {
  const on = dueDay(row)
  if (!on) return undefined
  const left = daysBetween(today, on)
  if (left < 0) return { text: row.state === 'returned' ? '过了 {n} 天没补' : '超期 {n} 天', values: { n: -left }, urgent: true }
  if (left === 0) return { text: '今天到期', urgent: true }
  return left === 1 ? { text: '明天到期' } : { text: '剩 {n} 天', values: { n: left } }
}

export function waited(row: Application, now: number): { days: number; at: number } {
  const at = since(row)
  return { days: at ? daysBetween(dayAt(at), dayAt(now)) : 0, at }
}

/** By receipt number, receipt code, name of the person or of the item; spaces and dashes do not matter. */
export function found(rows: readonly Application[], query: string): Application[] {
  const asked = plain(query)
  if (!asked) return []
  return rows.filter((row) => [row.receipt, row.code, row.applicant?.name, row.item_name].some((text) => text && plain(text).includes(asked)))
}

const plain = (text: string) => text.replace(/[\s-]/g, '').toUpperCase()

/** A receipt code as it was scanned (a whole address) or read out: small letters, spaces, O for 0. */
export function readCode(text: string): string | undefined {
  const last = text.trim().replace(/[?#].*$/, '').replace(/^.*\/c\//, '')
  const code = plain(last).replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? code : undefined
}

/** 杨*福: for lists that others may see over a shoulder. */
export function masked(name: string): string {
  const signs = [...name.trim()]
  if (signs.length < 2) return '*'
  const last = signs.length > 2 ? signs[signs.length - 1] : ''
  return signs[0] + '*'.repeat(Math.max(1, signs.length - 2)) + last
}

/** Whole years on the day, from an ID number; nothing when there is none. */
export function ageOf(idNumber: string | undefined, today: string): number | undefined {
  if (!idNumber || !/^\d{14}/.test(idNumber)) return undefined
  const born = idNumber.slice(6, 14)
  return Math.floor((Number(today.replace(/-/g, '')) - Number(born)) / 10_000)
}
