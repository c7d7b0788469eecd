// A draft as the phone keeps it, and what may happen to it. Pure: drafts.ts stores it, draft-sync.ts sends it.
import type { Answers, Form } from '../forms/schema'
import type { Mending } from './mending'
import type { Application, Material, Materials, Page } from '../schema/types'

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
  /** What the server last had for a field, from here or from elsewhere. */
  known: Answers
  known_materials: Materials
  /** Fields that another phone changed while they were being changed here. */
  theirs: Answers
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
  /** The town has it; kept for the time of submission only. */
  done?: boolean
}

export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null)
}

const added = (list: string[], names: string[]) => [...new Set([...list, ...names])]

export function withAnswers(draft: Draft, patch: Answers): Draft {
  const theirs = { ...draft.theirs }
  for (const field of Object.keys(patch)) delete theirs[field]
  return { ...draft, theirs, answers: { ...draft.answers, ...patch }, dirty: added(draft.dirty, Object.keys(patch)) }
}

export function withPages(draft: Draft, material: string, change: (pages: Page[]) => Page[]): Draft {
  const materials = { ...draft.materials, [material]: change(draft.materials[material] ?? []) }
  return { ...draft, materials, dirty_materials: added(draft.dirty_materials, [material]) }
}

export function withTried(draft: Draft, step: string): Draft {
  return { ...draft, tried: added(draft.tried, [step]) }
}

/** A newer form keeps the answers; what it asks beyond them shows up as not yet filled in. */
export function withAsks(draft: Draft, asks: Asks): Draft {
  return { ...draft, asks, form: asks.form ? `${asks.form.code}@${asks.form.version}` : draft.form }
}

export interface Patch { answers: Answers; materials: Materials }

/** What `applications.save` has to carry: changed fields only, null for what was emptied. */
export function unsent(draft: Draft): Patch {
  const answers = Object.fromEntries(draft.dirty.map(field => [field, draft.answers[field] ?? null]))
  const materials = Object.fromEntries(draft.dirty_materials.map(code => [code, draft.materials[code] ?? []]))
  return { answers, materials }
}

/** After a patch is on its way; what was typed meanwhile stays unsent. */
export function afterSending(draft: Draft, sent: Patch): Draft {
  return {
    ...draft,
    known: { ...draft.known, ...sent.answers },
    known_materials: { ...draft.known_materials, ...sent.materials },
    dirty: draft.dirty.filter(field => !(field in sent.answers) || !same(draft.answers[field], sent.answers[field])),
    dirty_materials: draft.dirty_materials.filter(
      code => !(code in sent.materials) || !same(draft.materials[code] ?? [], sent.materials[code])
    )
  }
}

/**
 * Takes in what the server has: other phones' fields appear, own unsent ones stay and the other value is noted.
 * `onTheWay`: fields that a waiting mutation carries.
 */
export function merged(draft: Draft, row: Application, onTheWay: string[] = []): Draft {
  const server = (row.answers ?? {}) as Answers
  const next: Draft = { ...draft, answers: { ...draft.answers }, known: { ...draft.known }, theirs: { ...draft.theirs } }
  for (const field of new Set([...Object.keys(server), ...Object.keys(draft.known)])) {
    if (same(server[field], draft.known[field])) continue
    if (!draft.dirty.includes(field) && !onTheWay.includes(field)) next.answers[field] = server[field]
    else if (!same(server[field], draft.answers[field])) next.theirs[field] = server[field]
    next.known[field] = server[field]
  }
  return withServerPages(next, row.materials ?? {})
}

function withServerPages(draft: Draft, server: Materials): Draft {
  const materials = { ...draft.materials }
  const known = { ...draft.known_materials }
  for (const code of new Set([...Object.keys(server), ...Object.keys(known)])) {
    const pages = server[code] ?? []
    if (same(pages, known[code] ?? [])) continue
    if (!draft.dirty_materials.includes(code)) materials[code] = pages
    // Photos taken on both phones are kept: more pages can be removed, lost ones cannot be found again.
    else materials[code] = [...pages, ...(materials[code] ?? []).filter(mine => !pages.some(page => page.blob === mine.blob))]
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
    known: answers, known_materials: materials, theirs: {}, tried: []
  }
}

export function blobsOf(materials: Materials): string[] {
  return Object.values(materials).flatMap(pages => pages.map(page => page.blob))
}
