// The calm line under the bar counts papers, as the person does, not the steps in which they travel.
import { expect, test } from 'vitest'
import { mattersOf } from '../../pwa/src/shell/strip'
import type { Waiting } from '../../pwa/src/sync/state'

const waits = (lane: string, state: Waiting['state'] = 'waiting'): Waiting =>
  ({ id: lane, lane, name: 'applications.submit', args: {}, state, tries: 0, next_at: 0, made_at: 0 })

test('a paper that travels in several steps with its sender’s name is one', () => {
  expect(mattersOf([waits('accounts'), waits('a'), waits('a')])).toBe(1)
  expect(mattersOf([waits('a'), waits('b')])).toBe(2)
})

test('a name alone waits too; what the town did not take waits for nothing', () => {
  expect(mattersOf([waits('accounts')])).toBe(1)
  expect(mattersOf([waits('a', 'rejected')])).toBe(0)
})
