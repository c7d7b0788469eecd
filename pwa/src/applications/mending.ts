// What was asked to be mended and what of it is done: the same rules as server/applications/mending.py. Pure.
import { isShown, type Answers, type FormSchema } from '../forms/schema'
import type { Application, Defect, Materials } from '../schema/types'
import { same } from './draft'

export interface Mending { round: number; answers: Answers; materials: Materials }
type Sent = Pick<Application, 'answers' | 'materials' | 'defects'>

export const noMending = (round: number): Mending => ({ round, answers: {}, materials: {} })

/** A defect that names neither a material nor a question leaves it to the applicant what to change. */
export const isGeneral = (defect: Defect): boolean => !defect.material && !defect.field

/** Of a mending that came too late, what the defects of now ask for and the town does not have. */
export function usable(row: Sent, older: Mending): Pick<Mending, 'answers' | 'materials'> | undefined {
  const defects = row.defects ?? []
  const wanted = (name: string, key: 'field' | 'material') => defects.some(defect => isGeneral(defect) || defect[key] === name)
  const answers = Object.fromEntries(changedAnswers(row, older).filter(field => wanted(field, 'field')).map(field => [field, older.answers[field]]))
  const materials = Object.fromEntries(changedMaterials(row, older).filter(code => wanted(code, 'material')).map(code => [code, older.materials[code]!]))
  return Object.keys(answers).length + Object.keys(materials).length ? { answers, materials } : undefined
}

const answersOf = (row: Sent): Answers => (row.answers ?? {}) as Answers

function changedAnswers(row: Sent, mending: Mending): string[] {
  return Object.keys(mending.answers).filter(field => !same(answersOf(row)[field], mending.answers[field]))
}

function changedMaterials(row: Sent, mending: Mending): string[] {
  return Object.keys(mending.materials).filter(code => !same(row.materials?.[code], mending.materials[code]))
}

export function isMended(row: Sent, defect: Defect, mending: Mending): boolean {
  if (defect.material) return changedMaterials(row, mending).includes(defect.material) && mending.materials[defect.material]!.length > 0
  if (defect.field) return changedAnswers(row, mending).includes(defect.field)
  return changedAnswers(row, mending).length + changedMaterials(row, mending).length > 0
}

export const openDefects = (row: Sent, mending: Mending): Defect[] =>
  (row.defects ?? []).filter(defect => !isMended(row, defect, mending))

/** Fields to show for a defect: the one named, and those that its new answer brings up. */
export function withFollowers(fields: string[], schema: FormSchema | undefined): string[] {
  const found = new Set(fields)
  for (let before = -1; before < found.size;) {
    before = found.size
    for (const [field, question] of Object.entries(schema?.properties ?? {})) {
      if (found.has(question['x-show']?.field ?? '')) found.add(field)
    }
  }
  return [...found]
}

/** JSON pointer to the first change that nobody asked for. */
export function beyond(row: Sent, mending: Mending, schema: FormSchema | undefined): string | null {
  const defects = row.defects ?? []
  if (defects.some(isGeneral)) return null
  const fields = withFollowers(defects.flatMap(defect => defect.field ?? []), schema)
  const codes = defects.map(defect => defect.material)
  const field = changedAnswers(row, mending).find(name => !fields.includes(name))
  const code = changedMaterials(row, mending).find(name => !codes.includes(name))
  return field !== undefined ? `/answers/${field}` : code !== undefined ? `/materials/${code}` : null
}

export function mendedAnswers(row: Sent, mending: Mending): Answers {
  return { ...answersOf(row), ...mending.answers }
}

export function shownFields(row: Sent, mending: Mending, field: string, schema: FormSchema): string[] {
  return withFollowers([field], schema).filter(name => isShown(schema, name, mendedAnswers(row, mending)))
}
