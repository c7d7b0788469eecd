// Dated openings out of the guide: no rules, no line. PROTOCOL.md section 3 tells the row.
import { guideState, openingsRow } from '../guide/store'
import { dated, type ListedDays } from './dated'
import { nextOpening as next, type Days, type Found } from './find'

export { dated } from './dated'
export { dayOf, instant, isOpen, minuteOf } from './find'
export type { Day, Found, Kind, Opening, Why } from './find'

export interface DatedDays extends ListedDays {
  /** Unix seconds: the town's guide was like this then */
  asOf: number
}

/** What the phone's guide knows of a centre's days; nothing when it has none. */
export async function openingsOf(centre: string): Promise<DatedDays | undefined> {
  const row = await openingsRow(centre)
  return row && { ...dated(row), asOf: guideState.value.asOf }
}

/** The first opening that has not ended at `at` (Unix seconds) and serves the item. */
export const nextOpening = (days: Days, at: number, item?: string): Found | undefined => next(days, at, item)
