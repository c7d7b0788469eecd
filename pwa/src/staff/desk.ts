// The cases of this person's desks, as the rows say them with what waits on this tablet played over them.
import { computed, type ReadonlySignal } from '@preact/signals'
import { today } from '../applications/cases'
import type { Application, Profile, Role } from '../schema/types'
import { row, rows, serverRows } from '../sync/preview'
import { outbox, session, type Waiting } from '../sync/state'
import './mutations'
import { inOrder, inTab, tabsFor, type Tab } from './inbox'
import { inScope, seatsOver, type Seat } from './rights'

/** As the town last said; what came with the sign-in until then. Who drives a bus has nothing to do at a desk. */
export const roles: ReadonlySignal<Role[]> = computed(() => {
  const [profile] = rows<Profile>('profile').value
  return ((profile ? profile.roles : session.value?.roles) ?? []).filter((held) => held.role !== 'driver')
})
export const scopes: ReadonlySignal<string[]> = computed(() => [...new Set(roles.value.map((held) => held.scope))])
export const supervises: ReadonlySignal<boolean> = computed(() => roles.value.some((held) => held.role === 'supervisor'))
export const centreCode: ReadonlySignal<string | undefined> = computed(() => scopes.value.find((scope) => scope.startsWith('desk:'))?.slice(5))

const own: ReadonlySignal<ReadonlySet<string>> = computed(() => {
  void rows<Application>('application').value
  return new Set(serverRows<Application>('application', 'me').map((one) => one.id))
})

export const isOwn = (id: string): boolean => own.value.has(id)

/** `scope` narrows to one of several desks; without it all of them. */
export function casesOf(scope?: string): Application[] {
  const where = scope ? [scope] : scopes.value
  return rows<Application>('application').value.filter((one) => one.applicant !== undefined && inScope(one, where))
}

export function caseOf(id: string): Application | undefined {
  const one = row<Application>('application', id).value
  return one?.applicant && inScope(one, scopes.value) ? one : undefined
}

export const seatsOf = (one: Application): Seat[] => seatsOver(one, roles.value, isOwn(one.id))

/** What was done to a case on this tablet and is not with the town yet, or was not taken. */
export const waitingOf = (id: string): Waiting[] => outbox.value.filter((one) => one.lane === id)

export const unsent: ReadonlySignal<Waiting[]> = computed(() => outbox.value.filter((one) => one.state !== 'rejected'))

export const tabs: ReadonlySignal<Tab[]> = computed(() => [...tabsFor(roles.value), ...(outbox.value.length ? (['unsent'] as const) : [])])

export function casesUnder(tab: Tab, scope?: string): Application[] {
  const all = casesOf(scope)
  const lanes = new Set(outbox.value.map((one) => one.lane))
  const day = today()
  return inOrder(all.filter((one) => (tab === 'unsent' ? lanes.has(one.id) : inTab(tab, one, day))))
}
