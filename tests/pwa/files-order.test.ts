// The phone's uploader as a whole: what goes first, what waits, and how soon it goes on. The town is pretended, the
// phone's database and signals are real. In node's own environment, whose Blob the database can keep.
// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Application } from '../../pwa/src/schema/types'
import { newPhone } from './sync-phone'

const name = (letter: string) => letter.repeat(64)

/** Keeps what comes and the order in which it came. */
class Town {
  heard: string[] = []
  kept = new Map<string, number>()
  answer: (what: string) => Response | Promise<Response> | undefined = () => undefined
  readonly size = 40_000

  fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const body = init.method === 'POST' ? (JSON.parse(String(init.body)) as { sha256: string; thumb?: string }) : undefined
    const sha = body?.sha256 ?? path.split('/').pop()!
    const what = `${init.method === 'POST' ? (body!.thumb ? 'small' : 'announce') : init.method} ${sha[0]}`
    this.heard.push(what)
    const early = await this.answer(what)
    if (early) return early
    const at = this.kept.get(sha) ?? 0
    if (init.method === 'PATCH') this.kept.set(sha, at + (init.body as Blob).size)
    const headers = { Location: `/blob/${sha}`, 'Upload-Offset': String(this.kept.get(sha) ?? at) }
    return new Response(null, { status: init.method === 'POST' ? 201 : 204, headers })
  }

  order = () => this.heard.filter((what, at) => what !== this.heard[at - 1])
}

async function startPhone(town: Town, cases: Record<string, string[]>) {
  newPhone()
  vi.resetModules()
  vi.stubGlobal('fetch', town.fetch)
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('addEventListener', () => undefined)
  const { withOutbox } = await import('../../pwa/src/sync/store')
  const state = await import('../../pwa/src/sync/state')
  const { server } = await import('../../pwa/src/sync/pull')
  const photos = await import('../../pwa/src/files/photos')
  const { refused } = await import('../../pwa/src/files/under-way')
  for (const letters of Object.values(cases)) {
    for (const letter of letters) {
      const photo = { sha256: name(letter), blob: new Blob(['x'.repeat(town.size)]), thumb: new Blob(['s']), type: 'image/webp', size: town.size, application: 'one', taken_at: 0 }
      await withOutbox((db) => db.put('blobs', photo))
    }
  }
  const show = (rows: Record<string, string[]>) => {
    const held = new Map(Object.entries(rows).map(([id, letters], at) => {
      const body: Application = { id, item: 'i', state: 'submitted', version: 1, submitted_at: at + 1, awaiting: letters.map(name) }
      return [id, { key: id, body, version: 1 }]
    }))
    server.value = new Map([['me', new Map([['application', held]])]]) as unknown as typeof server.value
  }
  show(cases)
  state.line.value = 'on'
  state.session.value = { session: 's', person: 'p' } as unknown as typeof state.session.value
  const { startUploads } = await import('../../pwa/src/files/upload')
  startUploads()
  return { state, show, photos, refused }
}

let town: Town
beforeEach(() => { town = new Town() })
afterEach(() => vi.restoreAllMocks())

const all = (letters: string) => vi.waitFor(() => {
  for (const letter of letters) if (town.kept.get(name(letter)) !== town.size) throw new Error(`${letter} is not there`)
}, 8000)

test('P1: every page goes small before any goes large, and cases take turns', async () => {
  await startPhone(town, { one: ['a', 'b', 'c'], two: ['d'] })
  await all('abcd')
  expect(town.order()).toEqual(['small a', 'small b', 'small c', 'small d', 'PATCH a', 'PATCH d', 'PATCH b', 'PATCH c'])
})

test('P1: a case handed in while a photo is on its way shows its pages small before the photo goes on', async () => {
  let done: Awaited<ReturnType<typeof startPhone>> | undefined
  town.answer = (what) => {
    if (what === 'PATCH a' && done) done.show({ one: ['a'], two: ['b', 'c'] })
    return undefined
  }
  done = await startPhone(town, { one: ['a'], two: ['b', 'c'] })
  done.show({ one: ['a'] })
  await all('abc')
  const large = town.heard.indexOf('PATCH a')
  expect(town.heard.slice(large, large + 4)).toEqual(['PATCH a', 'small b', 'small c', 'PATCH a'])
})

test('P1: the next piece waits until the form that a person just sent is through', async () => {
  const form = { id: 'm', lane: 'x', name: 'applications.submit', args: {}, state: 'sending', tries: 0, next_at: 0, made_at: 0 } as const
  let phone: Awaited<ReturnType<typeof startPhone>> | undefined
  town.answer = (what) => {
    if (what !== 'PATCH a' || !phone || town.heard.includes('form')) return undefined
    const { outbox } = phone.state
    outbox.value = [form]
    setTimeout(() => {
      town.heard.push('form')
      outbox.value = []
    }, 400)
    return undefined
  }
  phone = await startPhone(town, { one: ['a'] })
  await all('a')
  expect(town.heard).toEqual(['small a', 'PATCH a', 'form', 'PATCH a'])
})

test('P1: after a cut it goes on as soon as a sync is answered, however long its pause still is', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1000) // its own pause would be a quarter of an hour
  let cut = true
  town.answer = (what) => {
    if (cut && what !== 'small a') throw new TypeError('the line is gone')
    return undefined
  }
  const { state } = await startPhone(town, { one: ['a'] })
  await vi.waitFor(() => expect(town.heard).toContain('HEAD a'))
  await new Promise((done) => setTimeout(done, 50))
  cut = false
  state.syncedAt.value = 1
  await all('a')
  expect(town.heard.filter((what) => what === 'small a')).toHaveLength(1)
})

test('W3: a photo that the town cannot take just now delays no other, and is tried again', async () => {
  let busy = true
  town.answer = (what) => (busy && what === 'PATCH a' ? new Response(null, { status: 503 }) : undefined)
  await startPhone(town, { one: ['a', 'b'] })
  await all('b')
  busy = false
  await all('a')
})

test('P2: a page with a virus is not sent again, also not after a restart, and says why', async () => {
  const virus = () => new Response(JSON.stringify({ code: 'blob_infected' }), { status: 415 })
  town.answer = (what) => (what === 'PATCH a' ? virus() : undefined)
  const { refused, photos } = await startPhone(town, { one: ['a', 'b'] })
  await all('b')
  expect(refused.value.get(name('a'))).toBe('blob_infected')
  expect((await photos.photo(name('a')))?.refused).toBe('blob_infected')
  expect(town.heard.filter((what) => what === 'PATCH a')).toHaveLength(1)
})
