// A draft as a branch of what the town has: what is sent of it, what comes in, and what is left when it is over there. Pure.
import type { Answers } from '../forms/schema'
import type { Application, Materials, Page, Settled, Was } from '../schema/types'
import { blobsOf, type Draft, type Patch } from './draft'
import { joined, same, without } from './merging'

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
