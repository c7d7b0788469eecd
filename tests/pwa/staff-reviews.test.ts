// What a clerk judged and typed: kept through a dead battery, there after a refusal, gone only when the town has taken it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Application } from '../../pwa/src/schema/types'
import { newPhone, signedIn, startPhone, type Phone } from './sync-phone'
import { Town } from './sync-town'

const ID = '0198f0a0-0000-7000-8000-000000000001'
const row: Application = { id: ID, item: 'JF-0021', item_name: '定期生活补助', state: 'submitted', version: 3, round: 1, desk: '510131104', applicant: { name: '杨成福' } }
let town: Town
let tablet: Phone

beforeEach(async () => {
  newPhone()
  town = new Town()
  tablet = await startPhone(town)
})
afterEach(() => tablet.crash())

async function atTheDesk() {
  await signedIn(tablet)
  const reviews = await import('../../pwa/src/staff/reviews')
  const steps = await import('../../pwa/src/staff/steps')
  const defects = await import('../../pwa/src/staff/defects')
  await reviews.loadReviews()
  return { ...reviews, ...steps, ...defects }
}

type Desk = Awaited<ReturnType<typeof atTheDesk>>

function write(desk: Desk): void {
  desk.edit(row, (review) => desk.judged(review, 'twz', 'fix'))
  desk.edit(row, (review) => desk.changed(review, 1, { reason: '第 2 页反光' }))
}

it('what was typed is there after the tablet went dark', async () => {
  const desk = await atTheDesk()
  write(desk)
  await desk.flush()
  tablet.crash()
  tablet = await startPhone(town)
  const again = await atTheDesk()
  expect(again.defectsOf(again.reviewOf(row))).toEqual([{ material: 'twz', reason: '第 2 页反光' }])
})

it('names the version that the clerk saw, and is dropped once the town has taken the list', async () => {
  const desk = await atTheDesk()
  write(desk)
  await desk.take(row, 'return', desk.returnArgs(row))
  await tablet.quiet()
  expect(town.effects.at(-1)!.args).toEqual({ id: ID, base: 3, round: 1, defects: [{ material: 'twz', reason: '第 2 页反光' }] })
  await vi.waitFor(() => expect(desk.reviewOf(row).doubts).toEqual([]))
})

it('a refusal gives the list back, and doing it again clears the refusal', async () => {
  const desk = await atTheDesk()
  write(desk)
  town.rules.set('applications.return', { status: 'rejected', code: 'version_moved' })
  await desk.take(row, 'return', desk.returnArgs(row))
  await vi.waitFor(() => expect(tablet.state.outbox.value[0]?.state).toBe('rejected'))
  expect(desk.defectsOf(desk.reviewOf(row))).toHaveLength(1)
  town.rules.clear()
  await desk.take({ ...row, version: 4 }, 'return', desk.returnArgs(row))
  await tablet.quiet()
  await vi.waitFor(() => expect(tablet.state.outbox.value).toEqual([]))
  expect(town.effects.at(-1)!.args).toMatchObject({ base: 4, defects: [{ material: 'twz', reason: '第 2 页反光' }] })
})

it('a refusal that was read and put away leaves what was typed', async () => {
  const desk = await atTheDesk()
  write(desk)
  town.rules.set('applications.return', { status: 'rejected', code: 'version_moved' })
  await desk.take(row, 'return', desk.returnArgs(row))
  await vi.waitFor(() => expect(tablet.state.outbox.value[0]?.state).toBe('rejected'))
  await desk.release(row)
  await tablet.forget(tablet.state.outbox.value[0]!.id)
  expect(tablet.state.outbox.value).toEqual([])
  expect(desk.defectsOf(desk.reviewOf(row))).toHaveLength(1)
})

it('the next person at the tablet sees nothing of it, and it is there when the first comes back', async () => {
  const desk = await atTheDesk()
  write(desk)
  await tablet.signOut()
  await signedIn(tablet, 'b')
  await desk.loadReviews()
  expect(desk.reviewOf(row).doubts).toEqual([])
  await tablet.signOut()
  await signedIn(tablet, 'a')
  await desk.loadReviews()
  expect(desk.reviewOf(row).doubts).toHaveLength(1)
})
