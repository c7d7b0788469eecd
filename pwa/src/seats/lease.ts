// How long a PIN is enough without the town: so many days after the last contact. A device's clock may be put back, the
// time once seen may not.
import { clockOffset } from '../sync/state'
import { device, keepOnDevice } from '../sync/store'

export const LEASE_DAYS = 60
const DAY = 86_400

let seen = 0

/** Town's seconds, never less than at any earlier look. */
export async function time(): Promise<number> {
  seen = Math.max(seen, (await device<number>('seen')) ?? 0)
  const now = Math.round(Date.now() / 1000) + clockOffset.peek()
  if (now > seen) await keepOnDevice('seen', (seen = now))
  return seen
}

/** The town's own word, which also mends a clock that once ran ahead. */
export async function told(at: number): Promise<number> {
  await keepOnDevice('seen', (seen = at))
  return at + LEASE_DAYS * DAY
}
