// What a booking's state is called, whose turn it is, and what may be done with it. Pure; mirrors lifecycles.json.
import type { Mark } from '../applications/state'
import type { Booking } from '../schema/types'
import type { Waiting } from '../sync/state'

export type Step = 'confirm' | 'move' | 'cancel' | 'decide' | 'arrive' | 'finish'

/** Where each step may begin, as lifecycles.json has it. */
export const FROM: Record<Step, readonly Booking['state'][]> = {
  confirm: ['held'],
  move: ['requested', 'waitlisted', 'held', 'confirmed'],
  cancel: ['requested', 'waitlisted', 'held', 'confirmed'],
  decide: ['requested'],
  arrive: ['confirmed', 'missed'],
  finish: ['arrived'],
}

/** Seconds after which nobody who arrived is still being served */
const LONGEST_STAY = 6 * 3600

export const may = (step: Step, row: Booking): boolean => FROM[step].includes(row.state)

/** Who has a time keeps it or gets another one: only without one is there something to wait for. */
export const mayWait = (row: Booking | undefined): boolean => !row || row.state === 'requested' || row.state === 'waitlisted'

export interface One {
  id: string
  row: Booking | undefined
  /** What was done to it on this phone and has no answer yet, or was not taken */
  waiting: Waiting[]
}

export const rejectedOf = (one: One): Waiting | undefined => one.waiting.find((sent) => sent.state === 'rejected')
export const sendingOf = (one: One): Waiting | undefined => one.waiting.find((sent) => sent.state !== 'rejected')

const mark = (word: string, icon: string, cls: Mark['cls'], turn: Mark['turn']): Mark => ({ word, icon, cls, turn })

/** Only the town can say that a time is booked: until it has, the word is 待上传 or 待答复. */
export function markOf(one: One, now: number): Mark {
  const rejected = rejectedOf(one)
  if (rejected) return mark(refusedWord(rejected), 's-fix', 'fix', 'yours')
  const sending = sendingOf(one)
  if (sending) return { ...mark(sending.state === 'sending' ? '正在上传' : '待上传', 's-up', 'up', 'waiting'), breathing: sending.state === 'sending' }
  return one.row ? markOfRow(one.row, now) : mark('待上传', 's-up', 'up', 'waiting')
}

/** What was asked for was not had; what was said was not taken. */
export const refusedWord = (sent: Waiting): string => ({ 'bookings.cancel': '镇上没收下', 'bookings.move': '没改成' })[sent.name] ?? '没约上'

export function markOfRow(row: Booking, now: number): Mark {
  switch (row.state) {
    case 'requested': return row.offers?.length ? mark('没约上，有别的时间', 's-fix', 'fix', 'yours') : row.reasons?.length ? mark('没约上', 's-fix', 'fix', 'yours') : mark('待答复', 's-sent', 'sent', 'waiting')
    case 'held': return isOver(row, now) ? mark('留的时间过了', 's-fix', 'fix', 'yours') : mark('给您留着', 'i-clock', 'up', 'yours')
    case 'confirmed': return isOver(row, now) ? mark('时间过了', 'i-clock', '', 'over') : mark('已约好', 's-in', 'sent', 'waiting')
    case 'waitlisted': return mark('候补中', 's-doing', 'sent', 'waiting')
    case 'declined': return mark('没约上', 's-no', 'fix', 'over')
    case 'cancelled': return mark(wasOnlyHeld(row) ? '留的时间过了' : '已取消', 'i-close', '', 'over')
    case 'arrived': return mark('到了', 's-doing', 'ok', isOver(row, now - LONGEST_STAY) ? 'over' : 'waiting')
    case 'done': return mark('办完了', 's-done', 'ok', 'over')
    case 'missed': return mark('没来', 's-no', '', 'over')
  }
}

/** Let go by the town, because nobody said that it suits: never a booking. */
export const wasOnlyHeld = (row: Booking): boolean => row.state === 'cancelled' && Boolean(row.reasons?.includes('hold_over'))

/** Its time, or the time for which it was kept, is behind us. */
export function isOver(row: Booking, now: number): boolean {
  if (row.state === 'held') return (row.release_at ?? Infinity) <= now
  return (row.end ?? row.start ?? Infinity) <= now
}

/** The one sentence that says whose turn it is. */
export function turnOf(one: One, now: number): string {
  const { row } = one
  const sending = sendingOf(one)
  if (sending?.name === 'bookings.move' && row?.state === 'confirmed') return '想改的时间还没送到镇上。镇上答复以前，原来的时间还给您留着。'
  if (sending?.name === 'bookings.cancel') return '取消还没送到镇上。有网自己送出，不用守着。'
  if (sending?.name === 'bookings.hold') return '正在给您留这个时间。没留住以前，还不算约上。'
  if (sending?.name === 'bookings.confirm') return '正在约。镇上说约好了才算。'
  if (sending || !row) return '这还不是预约。信号回来后镇上答复。'
  switch (row.state) {
    case 'requested':
      if (row.offers?.length) return '您想要的时间都满了。下面的还空着，点一个就约上。'
      if (row.reasons?.length) return '您想要的时间都约不上。换别的日子再约。'
      return row.kind === 'window' ? '镇上还没答复。这还不是预约。' : '要镇上的人看过才定。定了会告诉您，这还不是预约。'
    case 'held': return isOver(row, now) ? '给您留的时间过了，别人可以约了。重新选一个。' : '这个时间先给您留着。看一遍，对了就约上。'
    case 'confirmed': return isOver(row, now) ? '' : row.kind === 'visit' ? '工作人员到时上门，请在家等。' : '到时带好材料，到窗口给人扫码。'
    case 'waitlisted': return '有人退了就轮到您，轮到了会告诉您。现在不用您做什么。'
    case 'declined': return '这次没约上。'
    case 'cancelled': return wasOnlyHeld(row) ? '给您留的时间过了，别人可以约了。重新选一个。' : row.late ? '取消了。离时间不到两小时，记为临时取消。' : '取消了，这个时间让给别人了。'
    case 'arrived': return '到了，等叫号。'
    case 'missed': return '约了没来。还要办就重新约。'
    default: return ''
  }
}

/** Soonest first; what has no time yet comes by its first wish, and what is over last. */
export function inOrder(all: One[], now: number): One[] {
  const over = (one: One) => Number(markOf(one, now).turn === 'over')
  return [...all].sort((a, b) => over(a) - over(b) || (over(a) ? timeOf(b) - timeOf(a) : timeOf(a) - timeOf(b)) || (a.id < b.id ? -1 : 1))
}

export const timeOf = (one: One): number => one.row?.start ?? one.row?.wishes?.[0]?.from ?? Infinity
