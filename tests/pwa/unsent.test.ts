// D4: what the town is told lies on this phone alone, so that a second phone is not warned of what was delivered long ago.
// In node's own environment, whose Blob the database can keep.
// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest'
import type { Draft } from '../../pwa/src/applications/draft'
import type { Application } from '../../pwa/src/schema/types'
import { newPhone } from './sync-phone'

const sha = (letter: string) => letter.repeat(64)
const pages = (...letters: string[]) => letters.map((letter) => ({ blob: sha(letter), size: 1, type: 'image/webp' as const }))
const asks = { form: { code: 'tysb', version: 2, schema: { type: 'object' as const, properties: {} } }, materials: [] }

async function phone(row?: Partial<Application>) {
  const { withOutbox } = await import('../../pwa/src/sync/store')
  for (const letter of ['a', 'b']) {
    await withOutbox((db) => db.put('blobs', { sha256: sha(letter), blob: new Blob(['x']), type: 'image/webp', size: 1, application: 'one', taken_at: 0 }))
  }
  const { server } = await import('../../pwa/src/sync/pull')
  const body: Application = { id: 'one', item: 'i', state: 'submitted', version: 2, round: 1, materials: { twz: pages('a', 'b') }, ...row } as Application
  if (row) server.value = new Map([['me', new Map([['application', new Map([['one', { key: 'one', version: 2, body }]])]])]]) as unknown as typeof server.value
  return { ...(await import('../../pwa/src/applications/drafts')), ...(await import('../../pwa/src/applications/unsent')) }
}

const keep = async (held: Awaited<ReturnType<typeof phone>>, more: Partial<Draft>) =>
  held.openDraft({ code: 'i', name: 'i', org: 'o', department: 'd', version: 1 }, asks, 'p', {}, { id: 'one', ...more })

beforeEach(() => {
  vi.resetModules()
  newPhone()
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('document', { addEventListener: () => undefined })
})

test('D4: photos of a draft lie here alone', async () => {
  const held = await phone()
  await keep(held, { materials: { twz: pages('a', 'b') } })
  expect(await held.unsentHere()).toBe(2)
})

test('D4: of a mending that the town has, only photos on their way still count', async () => {
  const mending = { round: 1, answers: {}, materials: { twz: pages('a', 'b') } }
  const held = await phone({ awaiting: [sha('b')] })
  await keep(held, { done: true, mending })
  expect(await held.unsentHere()).toBe(1)
  const later = await phone({ awaiting: [] })
  expect(await later.unsentHere()).toBe(0)
})
