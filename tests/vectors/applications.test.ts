// The lifecycle and mending of applications as the phone predicts them: the same cases that the server runs.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { transitions } from '../../pwa/src/schema/tables'
import { beyond, openDefects, type Mending } from '../../pwa/src/applications/mending'
import type { FormSchema } from '../../pwa/src/forms/schema'
import type { Application, Defect } from '../../pwa/src/schema/types'

interface MendingCase { name: string; defects: Defect[]; answers: object; materials: Mending['materials']; beyond: string | null; open: string[] }
interface Vectors {
  moves: Record<string, [string, string, string][]>
  mending: MendingCase[]
  mending_of: Pick<Application, 'answers' | 'materials'> & { schema: FormSchema }
}

const vectors = JSON.parse(readFileSync('shared_schema/vectors/applications.json', 'utf8')) as Vectors

test.each(vectors.mending.map(one => [one.name, one] as const))('mending: %s', (_, one) => {
  const row = { ...vectors.mending_of, defects: one.defects }
  const mending: Mending = { round: 1, answers: { ...one.answers }, materials: one.materials }
  expect(beyond(row, mending, vectors.mending_of.schema)).toBe(one.beyond)
  expect(openDefects(row, mending).map(defect => defect.material ?? defect.field ?? defect.reason)).toEqual(one.open)
})

const own = ['save', 'submit', 'mend', 'withdraw', 'discard', 'restore'].map(verb => `applications.${verb}` as keyof typeof transitions)

test.each(own)('the phone moves %s from and to the states the vector says', name => {
  for (const [state, who, outcome] of vectors.moves[name]!) {
    if (who !== 'owner' || state === 'none') continue
    const may = (transitions[name].from as readonly string[]).includes(state)
    expect(may ? transitions[name].to : 'state_forbids', `${name} in ${state}`).toBe(outcome)
  }
})
