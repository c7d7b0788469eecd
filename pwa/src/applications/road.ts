// The road of a case: what happened, who has it now, what lies ahead. Pure.
import type { Application, Event } from '../schema/types'

export interface Stop {
  kind: 'done' | 'now' | 'fix' | 'todo'
  /** A sentence of t(), its values filled in by the page. */
  title: string
  values?: Record<string, string | number>
  /** Times with a word: 存在手机, 送达. */
  times: { at?: number; word?: string; by?: string }[]
  note?: string
}

const TITLES: Record<string, string> = {
  submit: '您提交了', mend: '您补好了', return: '退回补正，{n} 处', accept: '{centre}受理', decline: '不予受理', hand_over: '转到{department}',
  approve: '{department}批了', refuse: '没通过', publicise: '公示', issue: '办结', withdraw: '您撤回了', 'counter.take_in': '窗口替您交了', 'counter.mend': '您到窗口补好了'
}
const BAD = ['return', 'decline', 'refuse', 'withdraw']
const AHEAD = ['accept', 'approve', 'issue']
const TITLES_AHEAD: Record<string, string> = { accept: '{centre}受理', approve: '{department}核定', issue: '通知您结果' }

const verb = (event: Event) => event.what.replace('applications.', '')

/** `keptAt`: when it was submitted on this phone, before it reached the town; `mendedAt`: a mending that still lies here. */
export function road(row: Application, centre: string, keptAt?: number, mendedAt?: number): Stop[] {
  const happened = (row.history ?? []).filter(event => verb(event) in TITLES)
  const values = { centre, department: row.department_name ?? '主管部门', n: row.defects?.length ?? 0 }
  const stops = happened.map((event, at): Stop => {
    const name = verb(event)
    const first = name === 'submit'
    const by = [event.by, event.where].filter(part => part && part !== '本人').join('，')
    const times = [...(first && keptAt ? [{ at: keptAt, word: '存在手机' }] : []), { at: event.at, word: first || name === 'mend' ? '送达' : undefined, by }]
    const last = at === happened.length - 1
    return { kind: last && BAD.includes(name) && row.state !== 'submitted' ? 'fix' : 'done', title: titleOf(name, row, last), values, times, note: noteOf(event) }
  })
  const here: Stop[] = mendedAt ? [{ kind: 'now', title: TITLES['mend']!, times: [{ at: mendedAt, word: '存在手机' }] }] : []
  return [...stops, ...here, ...ahead(row, values).map((stop): Stop => (here.length ? { ...stop, kind: 'todo' } : stop))]
}

/** How many defects an earlier round had is no longer known. */
function titleOf(name: string, row: Application, last: boolean): string {
  return name === 'return' && !(last && row.state === 'returned') ? '退回补正' : TITLES[name]!
}

function noteOf(event: Event): string | undefined {
  return ['decline', 'refuse', 'issue', 'withdraw'].includes(verb(event)) ? event.note : undefined
}

function ahead(row: Application, values: Stop['values']): Stop[] {
  const now: Partial<Record<Application['state'], Stop>> = {
    submitted: { kind: 'now', title: '{centre}看材料', values, times: [] },
    returned: { kind: 'now', title: '等您补正', values, times: [] },
    accepted: { kind: 'now', title: '{centre}转给主管部门', values, times: [] },
    in_department: { kind: 'now', title: '{department}核定', values, times: [] },
    approved: { kind: 'now', title: '{centre}准备结果', values, times: [] },
    publicised: { kind: 'now', title: '公示，等到期', values, times: [] }
  }
  const current = now[row.state]
  if (!current) return []
  const passed: Partial<Record<Application['state'], number>> = { accepted: 1, in_department: 2, approved: 2, publicised: 2 }
  const todo = AHEAD.slice(passed[row.state] ?? 0)
  return [current, ...todo.map((name): Stop => ({ kind: 'todo', title: TITLES_AHEAD[name]!, values, times: [] }))]
}
