// What the phone may let go of: only what the town has and took in long ago. In node's own environment, whose Blob the database can keep.
// @vitest-environment node
import { expect, test } from 'vitest'
import { KEPT_SECONDS, mayGo } from '../../pwa/src/files/shed'
import type { Application, State } from '../../pwa/src/schema/types'

const NOW = 2_000_000_000
const sha = 'a'.repeat(64)
const other = 'b'.repeat(64)

function sentIn(state: State, acceptedAgo: number, more: Partial<Application> = {}): Application {
  return {
    id: `${state}${acceptedAgo}`, item: 'i', state, version: 1, materials: { twz: [{ blob: sha, size: 1 }] },
    history: [{ at: NOW - acceptedAgo - 5, what: 'applications.submit' }, { at: NOW - acceptedAgo, what: 'applications.accept' }], ...more,
  }
}

test('D4: large pictures stay for 90 days after the town took the case in', () => {
  expect([...mayGo([sentIn('issued', KEPT_SECONDS)], new Set(), NOW)]).toEqual([sha])
  expect([...mayGo([sentIn('issued', KEPT_SECONDS - 1)], new Set(), NOW)]).toEqual([])
})

test('D4: on a full phone they may go at once, but never before the town took the case in', () => {
  expect([...mayGo([sentIn('accepted', 0)], new Set(), NOW, 0)]).toEqual([sha])
  for (const state of ['draft', 'submitted', 'returned', 'withdrawn', 'declined'] as const) expect([...mayGo([sentIn(state, KEPT_SECONDS)], new Set(), NOW, 0)]).toEqual([])
})

test('D4: what the town still waits for, or another case or unsent work names, stays', () => {
  const done = sentIn('issued', KEPT_SECONDS)
  expect([...mayGo([{ ...done, awaiting: [sha] }], new Set(), NOW)]).toEqual([])
  expect([...mayGo([done, sentIn('submitted', 0)], new Set(), NOW)]).toEqual([])
  expect([...mayGo([done], new Set([sha]), NOW)]).toEqual([])
  expect([...mayGo([{ ...done, materials: { a: [{ blob: sha, size: 1 }], b: [{ blob: other, size: 1 }] } }], new Set([sha]), NOW)]).toEqual([other])
})

test('D4: letting go keeps the small picture, and what is not safe stays whole', async () => {
  const { withOutbox } = await import('../../pwa/src/sync/store')
  const { photo, thinPhotos } = await import('../../pwa/src/files/photos')
  for (const name of [sha, other]) {
    const held = { sha256: name, blob: new Blob(['large']), thumb: new Blob(['small']), type: 'image/webp', size: 5, application: 'one', taken_at: 0 }
    await withOutbox((db) => db.put('blobs', held))
  }
  await thinPhotos((held) => held.sha256 === sha)
  const [thin, whole] = [await photo(sha), await photo(other)]
  expect([thin?.blob, await thin?.thumb?.text(), await whole?.blob?.text()]).toEqual([undefined, 'small', 'large'])
})
