// Where a tab, a desk and a case stand in the address: back and a reload lead to the same view.
import type { Tab } from './inbox'

export interface Spot { tab?: Tab; scope?: string; id?: string; show?: 'receipt' | 'scan' | 'reports' | 'people' | 'take-in' | 'bookings' | 'hours' }

export function deskLink({ tab, scope, id, show }: Spot): string {
  const parts = Object.entries({ tab, of: scope, id, show }).filter(([, value]) => value)
  return parts.length ? `/staff?${new URLSearchParams(parts as [string, string][]).toString()}` : '/staff'
}
