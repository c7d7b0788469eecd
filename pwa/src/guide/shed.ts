// Makes room on a phone that is nearly full: what the town can send again goes first, and what was typed never.
import { isShort, storage } from '../platform/storage'
import { withCache } from '../sync/store'
import type { Hold } from './plan'
import { fullIn, getPack, parsePack, publish, readShelf } from './shelf'
import { keepThin } from './thin'

/** Below this share of its quota a phone may keep the whole guide again. */
const ROOMY = 0.5

/** Leaves the first tier of the guide, which is all it takes to search and to fill in a form. */
export async function shed(): Promise<void> {
  keepThin(true)
  const { holds, shown, packs } = await readShelf()
  const thin = await Promise.all([...holds.values()].filter((hold) => hold.packs.length > hold.front.length).map(frontOf))
  if (shown && thin.length) await publish(thin, shown)
  const needed = new Set([...holds.values()].flatMap((hold) => hold.front))
  await withCache(async (db) => {
    const tx = db.transaction('guide', 'readwrite')
    for (const sha of packs) if (!needed.has(sha)) void tx.store.delete(`pack/${sha}`)
    await tx.done
  })
}

/** Packs that segments came in go too: what they changed stands in the overlay. */
async function frontOf(hold: Hold): Promise<Hold> {
  const bytes = await Promise.all(hold.front.map(getPack))
  const full = fullIn(bytes.flatMap((one) => (one ? [parsePack(one)] : [])))
  return { ...hold, packs: hold.front, full, complete: false }
}

/** At every start: room is made in time, and used again once there is plenty. */
export async function lookForRoom(): Promise<void> {
  const room = await storage()
  if (isShort(room)) await shed()
  else if (room.usage !== undefined && room.quota !== undefined && room.usage < room.quota * ROOMY) keepThin(false)
}
