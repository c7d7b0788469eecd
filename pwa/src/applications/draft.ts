// A draft as the phone keeps it, and what may happen to it. Pure: drafts.ts stores it, draft-sync.ts sends it.
import type { Answers, Form } from '../forms/schema'
import type { Application, Material, Materials, Page, Settled, Was } from '../schema/types'
import { joined, same, without } from './merging'
import type { Mending } from './mending'

export { same } from './merging'

export interface Asks { form?: Form; materials: Material[] }

export interface Draft {
  id: string
  item: string
  item_name: string
  item_version?: number
  /** Form code and version, such as tysb@3; empty when the item asks for materials only. */
  form: string
  place: string
  /** The form and the list of materials as they were when last seen: the guide may be of another place by now. */
  asks?: Asks
  /** Whose it is; null until somebody signs in. */
  person: string | null
  answers: Answers
  materials: Materials
  made_at: number
  /** Unix seconds of the last write that is on disk. */
  saved_at: number
  /** Fields and materials that the server has not been told. */
  dirty: string[]
  dirty_materials: string[]
  /** What the server last had for a field, from here or from elsewhere: the trunk of what is typed here. */
  known: Answers
  known_materials: Materials
  /** Version of the server's row that was taken in last. */
  base?: number
  /** Other values of a field, given on another device: shown until the person chooses. */
  others: Record<string, unknown[]>
  /** Those of them that the server keeps, as last seen. */
  kept?: Record<string, unknown[]>
  /** Values that the person has let go and the server has not been told of. */
  settled?: Settled
  /** Begun on another device, and nothing of it was done here. */
  elsewhere?: boolean
  /** What was typed here and came too late: the town had the case from another device already. */
  late?: Patch
  /** Steps that were left with "next" at least once: their problems are told at once. */
  tried: string[]
  /** Submitted by the person, waiting for a sign-in. */
  wanted_at?: number
  /** Submitted: the mutation that carries it. */
  submission?: string
  submitted_at?: number
  discarded_at?: number
  /** What is being mended of a case that was sent back. */
  mending?: Mending
  /** Filled in by a clerk for somebody who stands at the window: no business of the clerk's own. */
  counter?: Counter
  /** The town has it; kept for the time of submission only. */
  done?: boolean
}

const added = (list: string[], names: string[]) => [...new Set([...list, ...names])]

export function withAnswers(draft: Draft, patch: Answers): Draft {
  const answers = { ...draft.answers, ...patch }
  const others = without(draft.others, answers, {})
  return { ...draft, others, answers, elsewhere: undefined, dirty: added(draft.dirty, Object.keys(patch)) }
}

/** One tap on a value of another device, or on the one that is here: the others are let go. */
export function withChoice(draft: Draft, field: string, value: unknown): Draft {
  const { [field]: let_go = [], ...others } = draft.others
  const settled = { ...draft.settled, [field]: [...(draft.settled?.[field] ?? []), ...let_go] }
  const chosen = { ...draft, others, settled }
  return same(value, draft.answers[field]) ? chosen : withAnswers(chosen, { [field]: value ?? '' })
}

export function withPages(draft: Draft, material: string, change: (pages: Page[]) => Page[]): Draft {
  const materials = { ...draft.materials, [material]: change(draft.materials[material] ?? []) }
  return { ...draft, materials, elsewhere: undefined, dirty_materials: added(draft.dirty_materials, [material]) }
}

export function withTried(draft: Draft, step: string): Draft {
  return { ...draft, tried: added(draft.tried, [step]) }
}

/** A newer form keeps the answers; what it asks beyond them shows up as not yet filled in. */
export function withAsks(draft: Draft, asks: Asks): Draft {
  return { ...draft, asks, form: asks.form ? `${asks.form.code}@${asks.form.version}` : draft.form }
}

export interface Counter {
  name: string
  id_number: string
  phone: string
  /** Materials handed over on paper */
  paper: string[]
  agreed: boolean
  /** Given to the person already, for good */
  receipt?: string
  code?: string
  /** When it was handed in on this tablet */
  at?: number
}

export interface Patch { answers: Answers; materials: Materials }
export interface Branch extends Patch { base: number; was?: Was; settled?: Settled }

/** Fields and materials that are otherwise here than the town had them. */
export function changed(draft: Draft, to: Patch = draft): { fields: string[]; codes: string[] } {
  const fields = Object.keys({ ...draft.known, ...to.answers }).filter(field => !same(draft.known[field], to.answers[field]))
  const codes = Object.keys({ ...draft.known_materials, ...to.materials })
    .filter(code => !same(draft.known_materials[code] ?? [], to.materials[code] ?? []))
  return { fields, codes }
}

/** Enough of a hash to tell a page of the same material from the others. */
const START = 12
const starts = (pages: Page[]) => pages.map(page => page.blob.slice(0, START))

/** What `applications.save` has to carry: changed fields only, null for what was emptied, and what was known of them. */
export function unsent(draft: Draft): Branch {
  const answers = Object.fromEntries(draft.dirty.map(field => [field, draft.answers[field] ?? null]))
  const materials = Object.fromEntries(draft.dirty_materials.map(code => [code, draft.materials[code] ?? []]))
  return { answers, materials, ...branch(draft, draft.dirty, draft.dirty_materials) }
}

/** The trunk of these fields: what was empty there need not be said. */
export function branch(draft: Draft, fields: string[], codes: string[]): Omit<Branch, keyof Patch> {
  const answers = Object.fromEntries(fields.filter(field => (draft.known[field] ?? null) !== null).map(field => [field, draft.known[field]]))
  const pages = codes.filter(code => draft.known_materials[code]?.length).map(code => [code, starts(draft.known_materials[code]!)])
  const was: Was = { ...(Object.keys(answers).length && { answers }), ...(pages.length && { materials: Object.fromEntries(pages) }) }
  const settled = draft.settled && Object.keys(draft.settled).length ? { settled: draft.settled } : {}
  return { base: draft.base ?? 0, ...(Object.keys(was).length && { was }), ...settled }
}

export const hasUnsent = (draft: Draft): boolean =>
  draft.dirty.length + draft.dirty_materials.length + Object.keys(draft.settled ?? {}).length > 0

/** After a patch is on its way; what was typed meanwhile stays unsent. */
export function afterSending(draft: Draft, sent: Branch): Draft {
  return {
    ...draft,
    known: { ...draft.known, ...sent.answers },
    known_materials: { ...draft.known_materials, ...sent.materials },
    settled: same(draft.settled, sent.settled) ? undefined : draft.settled,
    dirty: draft.dirty.filter(field => !(field in sent.answers) || !same(draft.answers[field], sent.answers[field])),
    dirty_materials: draft.dirty_materials.filter(
      code => !(code in sent.materials) || !same(draft.materials[code] ?? [], sent.materials[code])
    )
  }
}

/**
 * Takes in what the server has: other devices' fields appear, own unsent ones stay with the other value beside them.
 * What is on its way is left alone until it has arrived: `onTheWay` is what waiting mutations carry.
 */
export function merged(draft: Draft, row: Application, onTheWay: Patch = { answers: {}, materials: {} }): Draft {
  if (row.version === draft.base) return draft
  const server = (row.answers ?? {}) as Answers
  const next: Draft = { ...draft, answers: { ...draft.answers }, known: { ...draft.known } }
  const others = { ...draft.others }
  for (const field of new Set([...Object.keys(server), ...Object.keys(draft.known)])) {
    if (field in onTheWay.answers || same(server[field], draft.known[field])) continue
    const typed = !same(draft.answers[field], draft.known[field])
    if (!typed) next.answers[field] = server[field]
    if (!typed || same(server[field], draft.answers[field])) next.known[field] = server[field]
    // The trunk stays what it was, so that the server too sees both sides.
    else others[field] = [...(others[field] ?? []), server[field] ?? null]
  }
  const kept = row.conflicts?.answers ?? {}
  for (const field of new Set([...Object.keys(kept), ...Object.keys(others)])) {
    const busy = field in onTheWay.answers || !same(next.answers[field], next.known[field])
    const news = (kept[field] ?? []).filter(value => !draft.kept?.[field]?.some(one => same(one, value)))
    others[field] = busy ? [...(others[field] ?? []), ...news] : (kept[field] ?? [])
  }
  next.others = without(others, next.answers, draft.settled ?? {})
  next.kept = kept
  const waits = Object.keys(onTheWay.answers).length + Object.keys(onTheWay.materials).length > 0
  return { ...withServerPages(next, row.materials ?? {}, onTheWay.materials), base: waits ? draft.base : row.version }
}

function withServerPages(draft: Draft, server: Materials, onTheWay: Materials): Draft {
  const materials = { ...draft.materials }
  const known = { ...draft.known_materials }
  for (const code of new Set([...Object.keys(server), ...Object.keys(known)])) {
    const pages = server[code] ?? []
    if (code in onTheWay || same(pages, known[code] ?? [])) continue
    const typed = !same(materials[code] ?? [], known[code] ?? [])
    materials[code] = typed ? joined(pages, materials[code] ?? [], starts(known[code] ?? [])) : pages
    known[code] = pages
  }
  return { ...draft, materials, known_materials: known }
}

/** A draft that was begun on another phone. */
export function adopted(row: Application, person: string | null, now: number): Draft {
  const answers = (row.answers ?? {}) as Answers
  const materials = row.materials ?? {}
  return {
    id: row.id, item: row.item, item_name: row.item_name ?? '', item_version: row.item_version,
    form: row.form ?? '', place: row.place ?? '', person, answers, materials,
    made_at: now, saved_at: row.saved_at ?? now, dirty: [], dirty_materials: [],
    known: answers, known_materials: materials, others: row.conflicts?.answers ?? {}, kept: row.conflicts?.answers,
    base: row.version, elsewhere: true, tried: []
  }
}

/** The town has it: the time of submission is kept for the road of the case, and what did not get there in time. */
export function finished(draft: Draft, row: Application, refused: Patch[]): Draft {
  const late = lateOf(draft, row, refused)
  return {
    ...draft, done: true, answers: {}, materials: {}, known: {}, known_materials: {}, others: {}, settled: undefined, kept: undefined,
    dirty: [], dirty_materials: [], wanted_at: undefined, ...(late && { late })
  }
}

/** What was typed here that the town neither has nor keeps beside it. */
function lateOf(draft: Draft, row: Application, refused: Patch[]): Patch | undefined {
  const fields = new Set([...draft.dirty, ...refused.flatMap(patch => Object.keys(patch.answers))])
  const codes = new Set([...draft.dirty_materials, ...refused.flatMap(patch => Object.keys(patch.materials))])
  const typed: Answers = Object.assign({}, ...refused.map(patch => patch.answers), draft.answers)
  const pages: Materials = Object.assign({}, ...refused.map(patch => patch.materials), draft.materials)
  const answers = Object.fromEntries([...fields]
    .filter(field => !same(typed[field] === '' ? null : typed[field], (row.answers as Answers | undefined)?.[field]))
    .filter(field => !row.conflicts?.answers?.[field]?.some(value => same(value, typed[field])))
    .map(field => [field, typed[field] ?? null]))
  const there = new Set([...blobsOf(row.materials ?? {}), ...blobsOf(row.conflicts?.materials ?? {})])
  const materials = Object.fromEntries([...codes]
    .map(code => [code, (pages[code] ?? []).filter(page => !there.has(page.blob))] as const).filter(([, list]) => list.length))
  return Object.keys(answers).length + Object.keys(materials).length ? { answers, materials } : draft.late
}

export function blobsOf(materials: Materials): string[] {
  return Object.values(materials).flatMap(pages => pages.map(page => page.blob))
}
