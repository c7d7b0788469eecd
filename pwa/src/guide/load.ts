// Brings a place's guide onto the phone: stage by stage as plan.ts decides, each proved and then published as one.
import type { Manifest, SegmentRef } from '../schema/types'
import { downloads, Gone, Left, type Want } from './downloads'
import { isFirst, nextStage, type Hold, type Part } from './plan'
import { canProve, digest, rowsWithKind } from './proof'
import { allRows, applySegment, type Overlay, type Segment } from './rows'
import { fullIn, getPack, parsePack, publish, readShelf, sweep, type Bytes, type Shelf } from './shelf'

export interface Watch {
  /** Another manifest, asked for anew from the server: the one at hand names files that are gone. */
  newer: () => Promise<Manifest>
  published: () => Promise<void>
  arrived: (manifest: Manifest, stored: Set<string>) => void
  urgent: () => Promise<unknown> | undefined
  /** Titles, forms and what is used most are enough. */
  thin: () => boolean
  /** The person goes to another place. */
  left: AbortSignal
}

/** Loads until all of the place is here. Gives the manifest that it ended with. */
export async function load(first: Manifest, watch: Watch): Promise<Manifest> {
  let manifest = first
  for (let asked = 0; ; asked++) {
    const shelf = await readShelf()
    watch.arrived(manifest, shelf.packs)
    const line = new AbortController()
    const leave = () => line.abort()
    watch.left.addEventListener('abort', leave)
    const want = downloads(shelf.packs, () => watch.arrived(manifest, shelf.packs), watch.urgent, line.signal)
    try {
      await follow(manifest, shelf, want, watch)
      return manifest
    } catch (error) {
      // Two more manifests at most: a proxy that keeps serving an old one must not make a loop.
      if (!(error instanceof Gone) || asked === 2) throw error
      manifest = await watch.newer()
    } finally {
      line.abort()
      watch.left.removeEventListener('abort', leave)
    }
  }
}

async function follow(manifest: Manifest, shelf: Shelf, want: Want, watch: Watch): Promise<void> {
  const layers = manifest.layers.map((head) => head.layer)
  for (;;) {
    const shown = shelf.shown?.town === manifest.place && layers.every((layer) => shelf.holds.has(layer))
    const stage = nextStage(manifest, shelf.holds, shown, shelf.packs, watch.thin())
    if (!stage) return
    const needed = stage.parts.flatMap(refs)
    const arriving = Promise.all(needed.map(want))
    // The line is not left idle at the end of a stage: what comes next queues up behind it. But what makes the guide
    // usable shares a thin line with nothing.
    if (!shown) await arriving
    if (!watch.thin()) for (const head of nearestFirst(manifest)) for (const pack of head.packs) want(pack.sha).catch(() => undefined)
    await arriving
    if (watch.left.aborted) throw new Left()
    const ready: Hold[] = []
    for (const part of stage.parts) ready.push(await prepare(part, want, shelf.packs))
    shelf.shown = { town: manifest.place, layers, asOf: manifest.at }
    for (const hold of ready) shelf.holds.set(hold.layer, hold)
    await publish(ready, shelf.shown)
    await watch.published()
    await sweep(manifest)
  }
}

const nearestFirst = (manifest: Manifest) => [...manifest.layers].sort((a, b) => b.layer.length - a.layer.length)
const refs = (part: Part) => [...part.packs, ...part.segments.filter((segment) => !segment.inline)].map((ref) => ref.sha)

/** The layer as it will be shown; a digest that is not right is mended from the packs. */
async function prepare(part: Part, want: Want, stored: Set<string>): Promise<Hold> {
  const built = await build(part)
  if (built && (!canProve || !part.complete || built.digest === part.head.digest)) return built.hold
  const { dropSpoilt } = await import('./damage')
  await dropSpoilt(refs(part), stored)
  const again: Part = { ...part, overlay: {}, segments: part.head.segments.filter((segment) => segment.to > part.head.base_seq) }
  await Promise.all(refs(again).map(want))
  const mended = await build(again)
  if (mended?.digest === part.head.digest) return mended.hold
  throw new Error(`guide layer ${part.head.layer} ${part.head.gen}.${part.head.seq} does not match its digest`)
}

export async function build({ head, packs, overlay, segments, complete }: Part) {
  const bytes = await Promise.all(packs.map((pack) => getPack(pack.sha)))
  const deltas = await Promise.all(segments.map(readSegment))
  if (bytes.includes(undefined) || deltas.includes(undefined)) return undefined
  const parsed = (bytes as Bytes[]).map(parsePack)
  const now = (deltas as Segment[]).reduce<Overlay>(applySegment, overlay)
  const hold: Hold = {
    layer: head.layer, gen: head.gen, seq: head.seq, packs: packs.map((pack) => pack.sha),
    front: head.packs.filter(isFirst).map((pack) => pack.sha), full: fullIn(parsed), overlay: now, complete,
  }
  return { hold, digest: complete && canProve ? await digest(rowsWithKind(allRows(parsed, now))) : '' }
}

async function readSegment(ref: SegmentRef): Promise<Segment | undefined> {
  if (ref.inline) return ref.inline as Segment
  const bytes = await getPack(ref.sha)
  return bytes && (parsePack(bytes) as Segment)
}
