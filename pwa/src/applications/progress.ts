// How far a draft is: the state of every step, and what still keeps it from being submitted. Pure but for the form check.
import { problems, type Problem } from '../forms/check'
import { overdue } from '../forms/deadline'
import { asked, isGiven, isShown, stepsOf, type Step } from '../forms/schema'
import { dueOn } from '../hours/limits'
import type { Material } from '../schema/types'
import { today } from './cases'
import type { Draft } from './draft'

export interface Stage {
  id: string
  title: string
  href: string
  state: 'todo' | 'doing' | 'done' | 'fix'
  /** Problems, when they have been told. */
  faults: number
  note?: string
}

export const MATERIALS = 'materials'

/** Steps that have something to ask; a step whose questions are all hidden is left out. */
export function stepsShown(draft: Draft): Step[] {
  const schema = draft.asks?.form?.schema
  if (!schema) return []
  return stepsOf(schema).filter(step => step.fields.some(field => isShown(schema, field, draft.answers)))
}

export function problemsOf(draft: Draft): Problem[] {
  const schema = draft.asks?.form?.schema
  if (!schema) return []
  const found = problems(schema, known(draft))
  const late = overdue(schema, known(draft), today(), day => dueOn(day, 0)).filter(one => found.every(other => other.field !== one.field))
  return [...found, ...late]
}

/** Answers to questions of an older form would be told as unknown; they are simply not sent. */
function known(draft: Draft): Draft['answers'] {
  const properties = draft.asks?.form?.schema.properties ?? {}
  return Object.fromEntries(Object.entries(draft.answers).filter(([field]) => field in properties))
}

export function problemsOfStep(draft: Draft, step: Step): Problem[] {
  return problemsOf(draft).filter(problem => step.fields.includes(problem.field))
}

/** Grade A comes from the office itself, so nobody has to hand it in. */
export function isUploaded(material: Material): boolean {
  return material.grade !== 'A'
}

export function missingMaterials(draft: Draft): Material[] {
  return (draft.asks?.materials ?? []).filter(
    material => isUploaded(material) && material.need !== 'if' && !draft.materials[material.code]?.length
  )
}

export function stages(draft: Draft): Stage[] {
  const schema = draft.asks?.form?.schema
  const asking = stepsShown(draft).map((step): Stage => {
    const faults = problemsOfStep(draft, step).length
    const given = schema && Object.keys(asked(schema, draft.answers)).some(field => step.fields.includes(field) && isGiven(draft.answers[field]))
    const tried = draft.tried.includes(step.id)
    const state = faults === 0 && (given || tried) ? 'done' : tried ? 'fix' : given ? 'doing' : 'todo'
    return { id: step.id, title: step.title, href: `/draft/${draft.id}/${step.id}`, state, faults: state === 'fix' ? faults : 0 }
  })
  const photos = (draft.asks?.materials ?? []).filter(isUploaded).length ? [photoStage(draft)] : []
  return [...asking, ...photos]
}

function photoStage(draft: Draft): Stage {
  const missing = missingMaterials(draft)
  const pages = Object.values(draft.materials).reduce((count, list) => count + list.length, 0)
  const state = missing.length === 0 && (pages > 0 || draft.tried.includes(MATERIALS)) ? 'done' : pages > 0 || draft.tried.includes(MATERIALS) ? 'doing' : 'todo'
  return { id: MATERIALS, title: '材料照片', href: `/draft/${draft.id}/${MATERIALS}`, state, faults: 0 }
}

export function isReady(draft: Draft): boolean {
  return problemsOf(draft).length === 0 && missingMaterials(draft).length === 0
}
