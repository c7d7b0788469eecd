// What a case's state is called, how it is drawn and whose turn it is. Pure; the words are the same everywhere.
import type { Application } from '../schema/types'
import type { Waiting } from '../sync/state'
import type { Draft } from './draft'

export type Turn = 'yours' | 'waiting' | 'over'
export interface Mark { word: string; values?: Record<string, number>; icon: string; cls: '' | 'up' | 'sent' | 'ok' | 'fix'; turn: Turn; breathing?: boolean }

const mark = (word: string, icon: string, cls: Mark['cls'], turn: Turn, values?: Record<string, number>): Mark =>
  ({ word, icon, cls, turn, values })

export const DRAFT = mark('草稿，存在手机', 's-draft', '', 'yours')
/** Begun on another device, and nothing of it was done here. */
export const DRAFT_ELSEWHERE = mark('草稿，别的手机上的', 's-draft', '', 'yours')
export const TO_SEND = mark('待上传', 's-up', 'up', 'waiting')
export const NOT_TAKEN = mark('镇上没收下', 'i-clock', '', 'yours')

export interface Photos { total: number; sent: number }
export interface Case {
  id: string
  name: string
  row?: Application
  draft?: Draft
  waiting: Waiting[]
  /** Photos of it that are still on their way from this phone. */
  photos?: Photos
}

const SENDS = ['applications.submit', 'applications.mend']

export const rejectedOf = (one: Case): Waiting | undefined =>
  one.waiting.find(sent => sent.state === 'rejected' && sent.name !== 'applications.save')
export const sendingOf = (one: Case): Waiting | undefined =>
  one.waiting.find(sent => sent.state !== 'rejected' && SENDS.includes(sent.name))

export function markOf(one: Case, today: string): Mark {
  if (rejectedOf(one)) return NOT_TAKEN
  const sending = sendingOf(one)
  if (sending) return sending.state === 'sending' ? { ...TO_SEND, word: '正在上传', breathing: true } : TO_SEND
  if (one.draft?.wanted_at) return TO_SEND
  if (!one.row || one.row.state === 'draft') return draftMark(one.draft)
  if (one.photos && one.photos.sent < one.photos.total) {
    const { sent, total } = one.photos
    return { ...mark('正在上传 {n}/{all}', 's-up', 'up', 'waiting', { n: sent + 1, all: total }), breathing: true }
  }
  return markOfRow(one.row, today)
}

export const draftMark = (draft: Draft | undefined): Mark => (draft && !draft.elsewhere ? DRAFT : DRAFT_ELSEWHERE)

export function markOfRow(row: Pick<Application, 'state' | 'defects' | 'due_on'>, today: string): Mark {
  const late = row.due_on ? daysBetween(row.due_on, today) : 0
  const running = ['accepted', 'in_department'].includes(row.state)
  if (running && late > 0) return mark('超期 {n} 天', 's-late', 'fix', 'waiting', { n: late })
  switch (row.state) {
    case 'draft': return DRAFT
    case 'submitted': return mark('已送达', 's-sent', 'sent', 'waiting')
    case 'returned': return mark('需补正 {n} 处', 's-fix', 'fix', 'yours', { n: row.defects?.length ?? 0 })
    case 'accepted': return mark('已受理', 's-in', 'sent', 'waiting')
    case 'in_department': return mark('正在办', 's-doing', 'ok', 'waiting')
    case 'approved': return mark('正在办', 's-doing', 'ok', 'waiting')
    case 'publicised': return mark('正在办', 's-doing', 'ok', 'waiting')
    case 'refused': return mark('没通过', 's-no', 'fix', 'over')
    case 'declined': return mark('不予受理', 's-no', 'fix', 'over')
    case 'issued': return mark('办结', 's-done', 'ok', 'over')
    case 'withdrawn': return mark('已撤回', 'i-close', '', 'over')
    case 'discarded': return mark('已删除', 'i-close', '', 'over')
  }
}

/** The one sentence that says whose turn it is. */
export function turnOf(row: Application): string {
  switch (row.state) {
    case 'submitted': return '镇上还没看。看过会告诉您，现在不用您做什么。'
    case 'returned': return '要补的全在这里，一次补齐，不会再加。'
    case 'accepted': return '材料齐了，开始算日子。现在不用您做什么。'
    case 'in_department': return '{who}正在办。现在不用您做什么。'
    case 'approved': return '批了，等便民服务中心通知您来领。'
    case 'publicised': return '正在公示，到 {until} 为止。现在不用您做什么。'
    case 'refused': return '没通过：{reason}'
    case 'declined': return '不予受理：{reason}'
    case 'issued': return '办好了：{result}'
    case 'withdrawn': return '您自己撤回的，要办可以重新申请。'
    default: return ''
  }
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** The day in the town, ISO. */
export function dayAt(seconds: number): string {
  return new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 10)
}

/** Why something has not gone yet. */
export function waitReason(sent: Waiting | undefined, line: 'on' | 'off' | 'slow', signedIn: boolean): { word: string; until?: number } {
  if (!signedIn || sent?.code === 'session_missing' || sent?.code === 'session_expired') return { word: '等登录，登录后自己送出' }
  if (line === 'off') return { word: '等网，有网自己送出' }
  if (sent?.code === 'unknown_mutation') return { word: '等镇上的系统更新，更新后自己送出' }
  if (sent?.next_at) return { word: '{time} 再试，不用守着', until: sent.next_at }
  return { word: '正在送，不用守着' }
}
