// Which photos the phone may let go of: the town has them, took the case in long ago, and nothing here needs them. Pure.
import type { Application } from '../schema/types'

const TAKEN_IN = new Set<Application['state']>(['accepted', 'in_department', 'approved', 'publicised', 'refused', 'issued'])
/** Nothing leaves the phone sooner, unless it is full. */
export const KEPT_SECONDS = 90 * 86_400

/** `open`: photos that drafts and unsent work name. `kept`: seconds since the town took the case in. */
export function mayGo(cases: readonly Application[], open: ReadonlySet<string>, now: number, kept = KEPT_SECONDS): Set<string> {
  const done = new Set<string>()
  const needed = new Set(open)
  for (const row of cases) {
    const long = TAKEN_IN.has(row.state) && takenAt(row) <= now - kept
    for (const { blob } of Object.values(row.materials ?? {}).flat()) {
      if (long && !row.awaiting?.includes(blob)) done.add(blob)
      else needed.add(blob)
    }
  }
  return new Set([...done].filter(blob => !needed.has(blob)))
}

/** An old history may lack the event: then the last one there is. */
function takenAt(row: Application): number {
  const events = row.history ?? []
  return (events.find(event => event.what === 'applications.accept') ?? events[events.length - 1])?.at ?? Infinity
}
