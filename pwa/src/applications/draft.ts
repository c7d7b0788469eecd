// A draft as the phone keeps it, and what may happen to it. Pure: drafts.ts stores it, draft-sync.ts sends it.
import type { Answers, Form } from '../forms/schema'
import type { Material, Materials, Page, Settled } from '../schema/types'
import { same, without } from './merging'
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
export function blobsOf(materials: Materials): string[] {
  return Object.values(materials).flatMap(pages => pages.map(page => page.blob))
}
