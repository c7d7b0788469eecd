// Two devices changed one draft apart: what the server will make of it. Pure; vectors/merging.json holds the cases.
import type { Answers } from '../forms/schema'
import type { Conflicts, Materials, Page, Settled, Was } from '../schema/types'

export interface Standing { answers: Answers; materials: Materials; conflicts?: Conflicts }
export interface Change { answers: Answers; materials: Materials }
type Values = Record<string, unknown[]>

export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null)
}

/** A patch on top of what stands. Without `was` it comes from a client that overwrites. */
export function saved(stands: Standing, patch: Change, was: Was | undefined, settled: Settled = {}): Standing {
  const others = copied(stands.conflicts?.answers)
  const answers = { ...stands.answers }
  for (const [field, value] of Object.entries(patch.answers)) {
    const now = answers[field]
    if (was && !same(now, value) && !same(now, was.answers?.[field])) (others[field] ??= []).push(now ?? null)
    if (value === null || value === undefined) delete answers[field]
    else answers[field] = value
  }
  const materials = { ...stands.materials }
  for (const [code, pages] of Object.entries(patch.materials)) {
    const known = was?.materials?.[code] ?? []
    materials[code] = was ? joined(materials[code] ?? [], pages, known) : pages
  }
  return standing(answers, materials, without(others, answers, settled), stands.conflicts?.materials)
}

/** A page taken away on either side is gone, a page added on either side stays. `known`: beginnings of hashes. */
export function joined(stands: Page[], mine: Page[], known: string[]): Page[] {
  const knew = (page: Page) => known.some(start => page.blob.startsWith(start))
  const own = mine.filter(page => !knew(page) || stands.some(one => one.blob === page.blob))
  return [...own, ...stands.filter(page => !knew(page) && !mine.some(one => one.blob === page.blob))]
}

/** What is handed in stands as it was declared; what its sender had not seen of the draft is kept beside it. */
export function handedIn(stands: Standing, sent: Change, was: Was | undefined, settled: Settled = {}): Standing {
  const others = copied(stands.conflicts?.answers)
  const pages = { ...stands.conflicts?.materials }
  if (was) {
    for (const field of Object.keys({ ...stands.answers, ...sent.answers })) {
      const now = stands.answers[field]
      // What `was` does not name was known as it is sent, or as empty.
      const known = field in (was.answers ?? {}) ? was.answers![field] : now === undefined ? now : sent.answers[field]
      if (!same(now, sent.answers[field]) && !same(now, known)) (others[field] ??= []).push(now ?? null)
    }
    for (const [code, held] of Object.entries(stands.materials)) {
      const named = (sent.materials[code] ?? []).map(page => page.blob)
      const known = [...named, ...(was.materials?.[code] ?? named)]
      const unseen = held.filter(page => !known.some(start => page.blob.startsWith(start)))
      if (unseen.length) pages[code] = [...(pages[code] ?? []), ...unseen]
    }
  }
  return standing(sent.answers, sent.materials, without(others, sent.answers, settled), pages)
}

function standing(answers: Answers, materials: Materials, others: Values, pages: Materials = {}): Standing {
  const held = Object.fromEntries(Object.entries(materials).filter(([, list]) => list.length))
  const conflicts: Conflicts = {}
  if (Object.keys(others).length) conflicts.answers = others
  if (Object.keys(pages).length) conflicts.materials = pages
  return { answers, materials: held, ...(Object.keys(conflicts).length && { conflicts }) }
}

/** Each value once, and none that stands or that the person let go. */
export function without(others: Values, answers: Answers, settled: Settled): Values {
  const left: Values = {}
  for (const [field, values] of Object.entries(others)) {
    for (const value of values) {
      const over = [answers[field], ...(settled[field] ?? []), ...(left[field] ?? [])]
      if (!over.some(one => same(one, value))) (left[field] ??= []).push(value)
    }
  }
  return left
}

const copied = (values: Values = {}): Values => Object.fromEntries(Object.entries(values).map(([field, list]) => [field, [...list]]))
