// Steps that were not taken because a role had ended or a device was lost: the supervisor decides what becomes of them.
import { computed, type ReadonlySignal } from '@preact/signals'
import type { CloseQuarantine, Quarantined } from '../schema/types'
import { mutate } from '../sync/client'
import { registerPreview, row, rows } from '../sync/preview'
import type { Application } from '../schema/types'
import type { MutationName } from '../schema/tables'

registerPreview<CloseQuarantine>('accounts.close_quarantine', (rows, args) => rows.drop('quarantine', args.id))

/** Oldest first. */
export const heldBack: ReadonlySignal<Quarantined[]> = computed(() => [...rows<Quarantined>('quarantine').value].sort((a, b) => a.at - b.at))

/** The same step again, as one's own, on the case as it is now. */
export async function enterAgain(held: Quarantined): Promise<void> {
  const now = row<Application>('application', held.lane).peek()
  const base = now && 'base' in held.args ? { base: now.version } : {}
  await mutate(held.name as MutationName, held.lane, { ...held.args, ...base })
  await close(held, 'entered')
}

export const close = (held: Quarantined, how: CloseQuarantine['how']): Promise<string> => mutate('accounts.close_quarantine', 'accounts', { id: held.id, how })
