// What a member of staff may do with a case: the seat they hold over it, and the steps open to that seat.
// Mirrors server/applications/rules.py; vectors/applications.json holds both to it.
import { transitions } from '../schema/tables'
import type { Application, Role } from '../schema/types'

export type Seat = Role['role']
export type State = Application['state']
export type Step = 'claim' | 'return' | 'accept' | 'decline' | 'hand_over' | 'approve' | 'refuse' | 'publicise' | 'issue'

const WINDOW: readonly Seat[] = ['clerk', 'supervisor']
const OFFICE: readonly Seat[] = ['reviewer']
const WHO: Record<Step, readonly Seat[]> = {
  claim: [...WINDOW, ...OFFICE], return: WINDOW, accept: WINDOW, decline: WINDOW, hand_over: WINDOW, issue: WINDOW,
  approve: OFFICE, refuse: OFFICE, publicise: OFFICE,
}
const AT_WINDOW: readonly State[] = ['submitted', 'returned', 'accepted', 'approved', 'publicised']
const CLAIMABLE: Record<Seat, readonly State[]> = { clerk: AT_WINDOW, supervisor: AT_WINDOW, reviewer: ['in_department', 'approved'], kiosk: [], driver: [] }
const HIDDEN: readonly State[] = ['draft', 'discarded']

/** Nobody is an official in their own matter. */
export function seatsOver(row: Application, roles: readonly Role[], own: boolean): Seat[] {
  if (own || HIDDEN.includes(row.state)) return []
  return roles
    .filter((held) => (held.role === 'reviewer' ? held.scope === `dept:${row.department}` : held.scope === `desk:${row.desk}`))
    .map((held) => held.role)
}

/** The next state, or the code of errors.json that the server would answer. */
export function decide(step: Step, state: State, seats: readonly Seat[]): State | 'not_found' | 'forbidden' | 'state_forbids' | 'defects_already_given' {
  if (!seats.length) return 'not_found'
  const able = seats.filter((seat) => WHO[step].includes(seat))
  if (!able.length) return 'forbidden'
  if (step === 'claim') return able.some((seat) => CLAIMABLE[seat].includes(state)) ? state : 'state_forbids'
  if (step === 'return' && state === 'returned' && !able.includes('supervisor')) return 'defects_already_given'
  const rule = transitions[`applications.${step}`] as { from: readonly string[]; to: string }
  return rule.from.includes(state) ? (rule.to as State) : 'state_forbids'
}

const REFUSALS = ['not_found', 'forbidden', 'state_forbids', 'defects_already_given']

export function may(step: Step, row: Application, seats: readonly Seat[], today: string): boolean {
  if (step === 'issue' && (row.publicised_until ?? '') > today) return false
  return !REFUSALS.includes(decide(step, row.state, seats))
}

/** Whether a case lies in a scope that this person works in. */
export function inScope(row: Application, scopes: readonly string[]): boolean {
  if (HIDDEN.includes(row.state)) return false
  return scopes.includes(`desk:${row.desk}`) || (row.department !== undefined && scopes.includes(`dept:${row.department}`))
}
