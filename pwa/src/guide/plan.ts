// What to fetch next so that a place's guide becomes current: pure decisions over the manifest and what the phone holds.
import type { LayerHead, Manifest, PackRef, SegmentRef } from '../schema/types'
import type { Overlay } from './rows'

/** A layer as the phone holds it; only what is published here is ever shown. */
export interface Hold {
  layer: string
  gen: number
  seq: number
  /** Published packs, in the manifest's order. */
  packs: string[]
  /** Those that hold titles and the small kinds: read at every start. */
  front: string[]
  /** Items that can be read in full. */
  full: number
  overlay: Overlay
  /** All packs are here and the digest was right. */
  complete: boolean
}

export interface Part {
  head: LayerHead
  packs: PackRef[]
  overlay: Overlay
  segments: SegmentRef[]
  complete: boolean
}

/** Parts that become visible together, in one transaction. */
export interface Stage {
  parts: Part[]
}

const sum = (refs: { size: number, inline?: unknown }[]) => refs.reduce((total, ref) => total + (ref.inline ? 0 : ref.size), 0)
export const isFirst = (pack: PackRef) => (pack.tier ?? 0) === 0

/** The segments that lead on from a sequence number; the first may begin before it. */
export const chain = (head: LayerHead, from: number) => head.segments.filter((segment) => segment.to > from)

export const isCurrent = (head: LayerHead, hold: Hold | undefined) => hold?.gen === head.gen && hold.seq === head.seq

/** The next stage, or nothing when all of the place is here. `stored` tells which packs have arrived already; `thin`,
 * that the first tier is enough on this line or this phone. */
export function nextStage(manifest: Manifest, holds: Map<string, Hold>, shown: boolean, stored: Set<string>, thin = false): Stage | undefined {
  const isBehind = (head: LayerHead) => {
    const hold = holds.get(head.layer)
    return !hold || !isCurrent(head, hold) || hold.packs.some((sha) => !stored.has(sha))
  }
  const behind = manifest.layers.filter(isBehind)
  if (behind.length || !shown) return { parts: behind.map((head) => catchUp(head, holds.get(head.layer), stored)) }
  if (thin) return undefined
  const incomplete = manifest.layers.filter((head) => !holds.get(head.layer)?.complete)
  const nearest = incomplete.sort((a, b) => b.layer.length - a.layer.length)[0]
  if (!nearest) return undefined
  const { overlay } = holds.get(nearest.layer) as Hold
  return { parts: [{ head: nearest, packs: nearest.packs, overlay, segments: [], complete: true }] }
}

/** Segments over what is held, or packs anew, whichever costs less. */
function catchUp(head: LayerHead, hold: Hold | undefined, stored: Set<string>): Part {
  // A layer that was whole stays whole: its old self is shown until all of the new one is here.
  const packs = hold?.complete ? head.packs : head.packs.filter(isFirst)
  const complete = packs.length === head.packs.length
  const anew = { head, packs, overlay: {}, segments: chain(head, head.base_seq), complete }
  if (hold?.gen !== head.gen || hold.seq > head.seq) return anew
  const along = { head, packs, overlay: hold.overlay, segments: chain(head, hold.seq), complete }
  const missing = packs.filter((pack) => !stored.has(pack.sha))
  return sum(along.segments) <= sum(anew.segments) + sum(missing) ? along : anew
}

/** Bytes of the place's packs that are here, and all of those that are wanted. */
export function progress(manifest: Manifest, stored: Set<string>, thin = false): { here: number, all: number } {
  const packs = manifest.layers.flatMap((head) => head.packs).filter((pack) => !thin || isFirst(pack))
  return { here: sum(packs.filter((pack) => stored.has(pack.sha))), all: sum(packs) }
}
