// What a member of staff's steps will do, shown before the server has answered. The server decides.
import type { Application, HandOver, Issue, OfApplication, Publicise, Return, WithReason } from '../schema/types'
import { registerPreview } from '../sync/preview'
import { session } from '../sync/state'
import { transitions } from '../schema/tables'
import type { State, Step } from './rights'

type Change = Partial<Application>

/** The version counts on, so that a second step made offline names the version that the first one will have made. */
export function stepped(row: Application, step: Step, change: Change): Application {
  if (step === 'claim') return { ...row, ...change, version: row.version + 1 }
  const rule = transitions[`applications.${step}`] as { from: readonly string[]; to: string }
  if (!rule.from.includes(row.state)) return row
  return { ...row, ...change, state: rule.to as State, version: row.version + 1 }
}

function preview<T extends { id: string }>(step: Step, change: (args: T, row: Application) => Change): void {
  registerPreview<T>(`applications.${step}`, (rows, args) => {
    const row = rows.get<Application>('application', args.id)
    return row ? rows.put('application', args.id, stepped(row, step, change(args, row))) : rows
  })
}

const me = (row: Application): Change => {
  const who = session.peek()
  const held = who?.roles?.find((role) => role.scope === `desk:${row.desk}` || role.scope === `dept:${row.department}`)
  const where = held?.window || (held?.role === 'reviewer' ? row.department_name : '')
  return { handler: [who?.name, where].filter(Boolean).join('，') }
}

preview<OfApplication>('claim', (_args, row) => me(row))
preview<Return>('return', (args, row) => ({ ...me(row), defects: args.defects }))
preview<OfApplication>('accept', (_args, row) => me(row))
preview<WithReason>('decline', (args, row) => ({ ...me(row), reason: args.reason, remedy: args.remedy }))
preview<HandOver>('hand_over', (args) => ({ department: args.department }))
preview<OfApplication>('approve', (_args, row) => me(row))
preview<WithReason>('refuse', (args, row) => ({ ...me(row), reason: args.reason, remedy: args.remedy }))
preview<Publicise>('publicise', (args, row) => ({ ...me(row), publicised_until: args.until }))
preview<Issue>('issue', (args, row) => ({ ...me(row), result: args.result, pickup_on: args.pickup_on }))
