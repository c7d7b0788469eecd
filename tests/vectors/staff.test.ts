// The tablet's rules against the vectors that the server passes: who may take which step, time limits, words of a list.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inOneLine, noticeOf, parts, smsOf } from '../../pwa/src/staff/defects'
import { decide, type Seat, type State, type Step } from '../../pwa/src/staff/rights'
import { inWords } from '../../pwa/src/hours/limits'
import type { Defect } from '../../pwa/src/schema/types'

const read = (name: string) => JSON.parse(readFileSync(`shared_schema/vectors/${name}.json`, 'utf8'))
const applications = read('applications') as {
  handed_over: string[]
  moves: Record<string, [string, string, string][]>
}
const STEPS: Step[] = ['claim', 'return', 'accept', 'decline', 'hand_over', 'approve', 'refuse', 'publicise', 'issue']

/** As seatsOver finds it: nobody sees a draft, and a department only what was handed over. */
function seats(state: string, who: string): Seat[] {
  if (['none', 'draft', 'discarded'].includes(state)) return []
  if (who === 'reviewer') return applications.handed_over.includes(state) ? ['reviewer'] : []
  return who === 'clerk' || who === 'supervisor' ? [who] : []
}

describe.each(STEPS)('%s', (step) => {
  it('is open to just those whom the server lets', () => {
    for (const [state, who, outcome] of applications.moves[`applications.${step}`]!) {
      // In their own matter nobody has a seat: the tablet offers nothing, the server refuses.
      if (who === 'owner') expect(['forbidden', 'not_found']).toContain(outcome)
      else expect(decide(step, state as State, seats(state, who)), `${who} in ${state}`).toBe(outcome)
    }
  })
})

interface Case { why: string; item: string; by: string; centre: string; phone: string; labels: Record<string, string>; defects: Defect[]; lines: string[]; body: string; sms: string; parts: number }

it.each(read('defects').cases as Case[])('the clerk reads beforehand what the applicant will: $why', (one) => {
  const lines = one.defects.map((defect) => inOneLine(defect, one.labels))
  expect(lines).toEqual(one.lines)
  expect(noticeOf(lines, inWords(one.by))).toBe(one.body)
  const sms = smsOf(one.item, lines, inWords(one.by), one.centre, one.phone)
  expect(sms).toBe(one.sms)
  expect(parts(sms)).toBe(one.parts)
})
