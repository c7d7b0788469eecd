// What a resident's mutations will do, shown before the server has answered. The server decides.
import { registerPreview, type Rows } from '../sync/preview'
import { transitions } from '../schema/tables'
import type { Application, Mend, OfApplication, Save, State, Submit, WithReason } from '../schema/types'
import type { Answers } from '../forms/schema'
import { blobsOf } from './draft'
import * as merging from './merging'

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
  const { answers = {}, materials = {}, base, was, settled, ...rest } = args
  const after = merging.saved(standing(row), { answers, materials }, base === undefined ? undefined : (was ?? {}), settled)
  return { version: 0, ...row, ...rest, state: 'draft', conflicts: undefined, ...after }
}

export function submitted(row: Application | undefined, args: Submit): Application | undefined {
  if (row && !may(row, 'applications.submit')) return undefined
  const { answers, materials, base, was, settled, ...rest } = args
  const after = merging.handedIn(standing(row), { answers, materials }, base === undefined ? undefined : (was ?? {}), settled)
  return { version: 0, ...row, ...rest, state: 'submitted', round: 1, awaiting: blobsOf(materials), conflicts: undefined, ...after }
}

const standing = (row: Application | undefined): merging.Standing =>
  ({ answers: (row?.answers ?? {}) as Answers, materials: row?.materials ?? {}, conflicts: row?.conflicts })

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
