// Damage to what the phone keeps of the guide: found by hash and digest, and taken off the shelf so that it is fetched anew.
// Apart from load.ts, because a phone that is well never needs it.
import type { LayerHead, Manifest } from '../schema/types'
import { build } from './load'
import type { Hold } from './plan'
import { canProve, packIsWhole } from './proof'
import { dropPack, getPack, keepHold, readShelf } from './shelf'

export async function dropSpoilt(names: string[], stored?: Set<string>): Promise<boolean> {
  let found = false
  for (const sha of names) {
    const bytes = await getPack(sha)
    if (bytes && (await packIsWhole(sha, bytes))) continue
    await dropPack(sha)
    stored?.delete(sha)
    found = true
  }
  return found
}

/** Looks for damage in what is held. Spoilt packs are taken off the shelf; the next load fetches just those. */
export async function findDamage(manifest: Manifest): Promise<boolean> {
  const { holds } = await readShelf()
  let found = false
  for (const head of manifest.layers) {
    const hold = holds.get(head.layer)
    if (!hold || !canProve) continue
    if (await dropSpoilt(hold.packs)) found = true
    else if (hold.complete && hold.seq === head.seq && Object.keys(hold.overlay).length && !(await isRight(head, hold))) {
      await keepHold({ ...hold, gen: -1 })
      found = true
    }
  }
  return found
}

export async function isRight(head: LayerHead, hold: Hold): Promise<boolean> {
  const packs = hold.packs.map((sha) => ({ sha, size: 0 }))
  const built = await build({ head, packs, overlay: hold.overlay, segments: [], complete: true })
  return built?.digest === head.digest
}
