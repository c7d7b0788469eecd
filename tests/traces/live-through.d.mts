import type { Trace } from './phone'

export interface Phone {
  step: (one: Trace['steps'][number]) => Promise<unknown>
  holds: () => Promise<object>
}
export type Named = Trace & { name: string }
export function traces(): Named[]
export function liveThrough(trace: Named, open: () => Promise<Phone>): Promise<void>
