// What a resident's mutations will do, shown before the server has answered. The server decides.
import { registerPreview, type Rows } from '../sync/preview'
import { transitions } from '../schema/tables'
import type { Application, Mend, OfApplication, Save, State, Submit, WithReason } from '../schema/types'
import { blobsOf } from './draft'

type Name = keyof typeof transitions

function may(row: Application | undefined, name: Name): row is Application {
  return row !== undefined && (transitions[name].from as readonly string[]).includes(row.state)
}

/** As the server will have it, or nothing where the lifecycle forbids it. */
function moved(row: Application | undefined, name: Name, change: Partial<Application> = {}): Application | undefined {
  return may(row, name) ? { ...row, ...change, state: transitions[name].to as State } : undefined
}

function preview<T extends { id: string }>(name: Name, change: (row: Application | undefined, args: T) => Application | undefined): void {
  registerPreview<T>(name, (rows: Rows, args) => {
    const next = change(rows.get<Application>('application', args.id), args)
    return next ? rows.put('application', args.id, next) : rows
  })
}

export function saved(row: Application | undefined, args: Save): Application | undefined {
  if (row && !may(row, 'applications.save')) return undefined
  const { answers: patch = {}, materials = {}, ...rest } = args
  const answers: Record<string, unknown> = { ...row?.answers, ...patch }
  for (const field of Object.keys(answers)) if (answers[field] === null) delete answers[field]
  return { version: 0, ...row, ...rest, state: 'draft', answers, materials: { ...row?.materials, ...materials } }
}

export function submitted(row: Application | undefined, args: Submit): Application | undefined {
  if (row && !may(row, 'applications.submit')) return undefined
  return { version: 0, ...row, ...args, state: 'submitted', round: 1, awaiting: blobsOf(args.materials) }
}

export function mended(row: Application | undefined, args: Mend): Application | undefined {
  if (!row || row.round !== args.round) return undefined
  return moved(row, 'applications.mend', {
    answers: { ...row.answers, ...args.answers },
    materials: { ...row.materials, ...args.materials },
    awaiting: [...(row.awaiting ?? []), ...blobsOf(args.materials)],
    round: args.round + 1,
    defects: []
  })
}

preview<Save>('applications.save', saved)
preview<Submit>('applications.submit', submitted)
preview<Mend>('applications.mend', mended)
preview<WithReason>('applications.withdraw', (row, args) => moved(row, 'applications.withdraw', { reason: args.reason }))
preview<OfApplication>('applications.discard', row => moved(row, 'applications.discard'))
preview<OfApplication>('applications.restore', row => moved(row, 'applications.restore'))
