// Rows and cursors are one: pages resume, purges start again, a wiped cache comes back by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lineIs, newPhone, signedIn, startPhone, type Phone } from './sync-phone'
import { Town } from './sync-town'

let town: Town
let phone: Phone

beforeEach(() => {
  newPhone()
  town = new Town()
})
afterEach(() => phone.crash())

test('many rows come page by page, and a restart in the middle goes on from the last page', async () => {
  town.pageRows = 3
  for (let n = 0; n < 10; n++) town.show('person-a', 'notice', `n${n}`, { id: `n${n}` })
  town.cuts = [undefined, undefined, 'before', 'before', 'before', 'before']
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.atRest()
  phone.crash()

  town.cuts = []
  town.requests = []
  phone = await startPhone(town)
  await phone.startSync()
  await vi.waitFor(() => expect(phone.rows('notice').value).toHaveLength(10))
  expect(town.requests[0]!.cursors?.me).toBeGreaterThan(0)
})

test('a row that left is taken away, a purged scope is dropped and comes anew', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  town.show('person-a', 'notice', 'n1', { id: 'n1' })
  town.show('person-a', 'notice', 'n2', { id: 'n2' })
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toHaveLength(2))
  town.show('person-a', 'notice', 'n1')
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toEqual([{ id: 'n2' }]))
  await phone.atRest()
  town.answers = [Response.json({ at: 1, purge: ['me'], rows: { me: [{ entity: 'notice', key: 'n9', version: 1, body: { id: 'n9' } }] }, cursors: { me: 1 } })]
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toEqual([{ id: 'n9' }]))
})

test('the cache is wiped: unsent work is still there, and the rows come again', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  town.show('person-a', 'notice', 'n1', { id: 'n1' })
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toHaveLength(1))
  // At rest and without a line: a sync still running would write what it holds into the wiped cache.
  await phone.atRest()
  lineIs(false)
  await phone.mutate('applications.submit', 'app-1', { id: 'app-1' })
  phone.crash()
  await new Promise((done) => (indexedDB.deleteDatabase('ganchang-cache').onsuccess = done))

  lineIs(true)
  phone = await startPhone(town)
  await phone.startSync()
  await phone.quiet()
  await vi.waitFor(() => expect(phone.rows('notice').value).toHaveLength(1))
  expect(town.effects).toHaveLength(1)
})

test('a waiting mutation is seen in the rows at once, a rejected one no longer', async () => {
  phone = await startPhone(town)
  phone.registerPreview<{ id: string }>('applications.submit', (rows, args) => rows.put('application', args.id, { id: args.id, state: 'submitted' }))
  await signedIn(phone)
  await phone.atRest()
  town.cuts = ['before', 'before', 'before']
  town.rules.set('applications.submit', { status: 'rejected', code: 'state_forbids' })
  await phone.mutate('applications.submit', 'app-1', { id: 'app-1' })
  expect(phone.row('application', 'app-1').value).toEqual({ id: 'app-1', state: 'submitted' })
  town.cuts = []
  phone.syncNow()
  await phone.quiet()
  expect(phone.row('application', 'app-1').value).toBeUndefined()
})
