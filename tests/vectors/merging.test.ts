// Two devices on one draft as the phone predicts it: the same cases that the server runs.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { handedIn, saved, type Standing } from '../../pwa/src/applications/merging'
import type { Answers } from '../../pwa/src/forms/schema'
import type { Materials, Settled, Was } from '../../pwa/src/schema/types'

interface Told { answers?: Answers; materials?: Record<string, string[]>; conflicts?: { answers?: Record<string, unknown[]>; materials?: Record<string, string[]> } }
interface Case { name: string; stands: Told; patch: Told; was: Told | null; settled?: Settled; then: Told }

const vectors = JSON.parse(readFileSync('shared_schema/vectors/merging.json', 'utf8')) as Record<'save' | 'submit', Case[]>

const pages = (told: Record<string, string[]> = {}): Materials =>
  Object.fromEntries(Object.entries(told).map(([code, letters]) => [code, letters.map(letter => ({ blob: letter.repeat(64), size: 9 }))]))

function standing({ answers = {}, materials, conflicts }: Told): Standing {
  if (!conflicts) return { answers, materials: pages(materials) }
  const beside = { ...(conflicts.answers && { answers: conflicts.answers }), ...(conflicts.materials && { materials: pages(conflicts.materials) }) }
  return { answers, materials: pages(materials), conflicts: beside }
}

function known(was: Told | null): Was | undefined {
  if (!was) return undefined
  const starts = Object.entries(was.materials ?? {}).map(([code, letters]) => [code, letters.map(letter => letter.repeat(12))])
  return { answers: was.answers ?? {}, materials: Object.fromEntries(starts) as Record<string, string[]> }
}

for (const [step, merge] of [['save', saved], ['submit', handedIn]] as const) {
  test.each(vectors[step].map(one => [one.name, one] as const))(`W5: ${step}: %s`, (_, one) => {
    const patch = { answers: one.patch.answers ?? {}, materials: pages(one.patch.materials) }
    expect(merge(standing(one.stands), patch, known(one.was), one.settled)).toEqual(standing(one.then))
  })
}
