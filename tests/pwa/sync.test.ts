// What the phone promises about sending: once, in order, never lost, never another person's.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import mutations from '../../shared_schema/mutations.json'
import { uuid7 } from '../../pwa/src/sync/ids'
import { lineIs, newPhone, signedIn, startPhone, type Phone } from './sync-phone'
import { Town } from './sync-town'

let town: Town
let phone: Phone

beforeEach(() => {
  newPhone()
  town = new Town()
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  phone.crash()
  vi.restoreAllMocks()
})

const save = (n: number) => ({ id: 'app-1', answers: { n } })

test('W1: a draft saved is on disk before anything is sent, and survives the battery', async () => {
  town.cuts = Array(50).fill('before')
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.mutate('applications.save', 'app-1', save(1))
  phone.crash()

  town.cuts = []
  phone = await startPhone(town)
  await phone.startSync()
  await phone.quiet()
  expect(town.effects.map((effect) => effect.args)).toEqual([save(1)])
})

test('W2: the answer is lost after the commit: sent again, the same bytes, one effect', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.atRest()
  town.cuts = ['after', 'before', 'after']
  await phone.mutate('applications.submit', 'app-1', save(7))
  await vi.waitFor(() => expect(phone.state.line.value).toBe('off'))
  for (let i = 0; i < 4; i++) {
    phone.syncNow()
    await new Promise((done) => setTimeout(done, 30))
  }
  await phone.quiet()
  expect(town.effects).toHaveLength(1)
  const sent = town.requests.flatMap((request) => request.mutations ?? [])
  expect(sent.length).toBeGreaterThan(1)
  expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1)
})

test('the app dies between sending and the answer: the restart sends the same seq again', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.atRest()
  town.cuts = ['after']
  const id = await phone.mutate('applications.submit', 'app-1', save(1))
  await vi.waitFor(() => expect(town.effects).toHaveLength(1))
  phone.crash()

  phone = await startPhone(town)
  await phone.startSync()
  await phone.quiet()
  expect(town.effects).toHaveLength(1)
  const sent = town.requests.flatMap((request) => request.mutations ?? [])
  expect(sent.map((one) => [one.id, one.seq])).toEqual([[id, 1], [id, 1]])
})

test('unsent saves of one draft become one, and a sent one is left alone', async () => {
  phone = await startPhone(town)
  phone.coalesce<{ id: string; answers: object }>('applications.save', (older, newer) => ({ ...newer, answers: { ...older.answers, ...newer.answers } }))
  town.cuts = ['before', 'before', 'before', 'before', 'before', 'before']
  lineIs(false)
  await signedIn(phone)
  const first = await phone.mutate('applications.save', 'app-1', { id: 'app-1', answers: { a: 1 } })
  const second = await phone.mutate('applications.save', 'app-1', { id: 'app-1', answers: { b: 2 } })
  const other = await phone.mutate('applications.save', 'app-2', { id: 'app-2', answers: { c: 3 } })
  expect(second).toBe(first)
  expect(other).not.toBe(first)
  expect(phone.state.outbox.value.map((one) => one.args)).toEqual([
    { id: 'app-1', answers: { a: 1, b: 2 } },
    { id: 'app-2', answers: { c: 3 } },
  ])

  await phone.queue.take('person-a', 'x'.repeat(22), 0, { bytes: 9999, count: 9 })
  const third = await phone.mutate('applications.save', 'app-1', { id: 'app-1', answers: { d: 4 } })
  expect(third).not.toBe(first)
  lineIs(true)
})

test('W4: a rejected mutation stays to be read, and holds up neither its lane nor another', async () => {
  town.rules.set('applications.submit', { status: 'rejected', code: 'answer_missing', field: '/answers/joined', detail: { label: '入伍年月' } })
  phone = await startPhone(town)
  await signedIn(phone)
  const bad = await phone.mutate('applications.submit', 'app-1', save(1))
  await phone.mutate('applications.save', 'app-1', save(2))
  await phone.mutate('applications.save', 'app-2', { id: 'app-2' })
  await phone.quiet()
  expect(town.effects.map((effect) => [effect.lane, effect.seq])).toEqual([['app-1', 2], ['app-2', 1]])
  expect(phone.state.outbox.value).toMatchObject([{ id: bad, state: 'rejected', code: 'answer_missing', field: '/answers/joined' }])
  await phone.forget(bad)
  expect(phone.state.outbox.value).toEqual([])
})

test('W4: what the server cannot take yet waits with its reason, and other lanes go on', async () => {
  town.rules.set('applications.withdraw', { status: 'waiting', code: 'unknown_mutation' })
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.mutate('applications.withdraw', 'app-1', { id: 'app-1', reason: '' })
  await phone.mutate('applications.save', 'app-1', save(2))
  await phone.mutate('applications.save', 'app-2', { id: 'app-2' })
  await vi.waitFor(() => expect(town.effects.map((effect) => effect.lane)).toEqual(['app-2']))
  await vi.waitFor(() => expect(phone.state.outbox.value[0]).toMatchObject({ state: 'waiting', code: 'unknown_mutation' }))
  expect(phone.state.outbox.value[0]!.next_at).toBeGreaterThan(0)
  expect(phone.state.outbox.value[0]!.next_at).toBeLessThanOrEqual(Date.now() / 1000 + 300)
})

test('W3: a request that is refused as a whole is taken apart: only the culprit ends, its lane goes on', async () => {
  const problem = () => Response.json({ type: 'about:blank', title: 'x', status: 400, code: 'bad_request', field: '/mutations/0/args' }, { status: 400 })
  const honest = town.fetch
  town.fetch = async (url, init) => {
    town.raw.push(town.text(init.body))
    return town.text(init.body).includes('poison') ? problem() : honest(url, init)
  }
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.atRest()
  lineIs(false)
  await phone.mutate('applications.save', 'app-1', save(1))
  const bad = await phone.mutate('applications.save', 'app-1', { id: 'app-1', poison: true })
  await phone.mutate('applications.save', 'app-1', save(3))
  await phone.mutate('applications.save', 'app-2', { id: 'app-2' })
  lineIs(true)
  phone.syncNow()
  await phone.quiet()
  expect(phone.state.outbox.value).toMatchObject([{ id: bad, state: 'rejected', code: 'bad_request' }])
  expect(town.effects.map((effect) => [effect.lane, effect.seq, effect.args])).toEqual([
    ['app-1', 1, save(1)],
    ['app-1', 2, save(3)],
    ['app-2', 1, { id: 'app-2' }],
  ])
})

test('the sign-in ran out: nothing is lost, nothing is sent, and the same person goes on where they were', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.atRest()
  town.show('person-a', 'notice', 'n1', { id: 'n1' })
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toHaveLength(1))
  town.sessions.delete('token-a')
  await phone.mutate('applications.submit', 'app-1', save(1))
  await vi.waitFor(() => expect(phone.needsSignIn.value).toBe(true))
  expect(phone.session.value?.person).toBe('person-a')
  expect(phone.rows('notice').value).toHaveLength(1)
  expect(phone.state.outbox.value).toHaveLength(1)
  expect(town.effects).toHaveLength(0)

  town.sessions.set('token-a2', 'person-a')
  await phone.signIn({ session: 'token-a2', person: 'person-a' }, '13800000001', phone.clientId())
  await phone.quiet()
  expect(town.effects).toHaveLength(1)
  expect(phone.needsSignIn.value).toBe(false)
})

test('what was filled in before signing in waits, and becomes the work of who signs in', async () => {
  phone = await startPhone(town)
  await phone.startSync()
  await phone.mutate('applications.save', 'app-1', save(1))
  await vi.waitFor(() => expect(town.requests.length).toBeGreaterThan(0))
  expect(town.requests.every((request) => !request.mutations)).toBe(true)
  await signedIn(phone)
  await phone.quiet()
  expect(town.effects).toMatchObject([{ person: 'person-a', lane: 'app-1', seq: 1 }])
})

test('O14: an error in the guide goes to the town from somebody who never signs in', async () => {
  phone = await startPhone(town)
  await phone.startSync()
  await phone.mutate('guide.report_error', 'guide', { id: 'r1', item: 'x', text: '电话不对' })
  await phone.quiet()
  expect(town.effects).toMatchObject([{ person: 'nobody', lane: 'guide', seq: 1 }])
  const free = Object.entries(mutations).filter(([, one]) => one.who.includes('anyone')).map(([name]) => name)
  expect([...phone.queue.openToAnyone]).toEqual(free)
})

test('two people on one phone: neither sees nor sends what is the other’s, and neither holds up the other', async () => {
  phone = await startPhone(town)
  await signedIn(phone, 'a')
  town.show('person-a', 'notice', 'na', { id: 'na' })
  town.show('person-b', 'notice', 'nb', { id: 'nb' })
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('notice').value).toEqual([{ id: 'na' }]))
  await phone.atRest()
  lineIs(false)
  await phone.mutate('notices.read', 'notices', { ids: ['na'] })
  // It got its seq, but the line broke before it was there.
  await phone.queue.take('person-a', phone.clientId(), 0, { bytes: 9999, count: 9 })
  const clientA = phone.clientId()
  await phone.signOut()
  expect(phone.rows('notice').value).toEqual([])
  expect(phone.state.outbox.value).toEqual([])

  lineIs(true)
  await signedIn(phone, 'b')
  expect(phone.clientId()).not.toBe(clientA)
  await phone.mutate('notices.read', 'notices', { ids: ['nb'] })
  await phone.quiet()
  await vi.waitFor(() => expect(phone.rows('notice').value).toEqual([{ id: 'nb' }]))
  expect(town.effects).toMatchObject([{ person: 'person-b', seq: 1 }])
  phone.crash()

  phone = await startPhone(town)
  await phone.startSync()
  await phone.signOut()
  await signedIn(phone, 'a')
  expect(phone.clientId()).toBe(clientA)
  expect(phone.rows('notice').value).toEqual([{ id: 'na' }])
  await phone.quiet()
  expect(town.effects.map((effect) => [effect.person, effect.client === clientA, effect.seq])).toEqual([
    ['person-b', false, 1],
    ['person-a', true, 1],
  ])
})

test('D5: without Web Locks a lease in the database lets one tab send at a time', async () => {
  phone = await startPhone(town, { locks: false })
  await signedIn(phone)
  await phone.mutate('applications.save', 'app-1', save(1))
  await phone.quiet()
  expect(town.effects).toHaveLength(1)
  await vi.waitFor(async () => expect(await phone.store.device('lease')).toBeUndefined())
})

test('D7: a device clock that was put back two years holds nothing up', async () => {
  town.rules.set('applications.save', { status: 'waiting', code: 'unknown_mutation' })
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.mutate('applications.save', 'app-1', save(1))
  await vi.waitFor(() => expect(phone.state.outbox.value[0]?.next_at).toBeGreaterThan(0))
  town.rules.clear()
  const real = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(real - 2 * 365 * 86400_000)
  phone.syncNow()
  await phone.quiet()
  expect(town.effects).toHaveLength(1)
  expect(Math.abs(phone.serverNow() - real / 1000)).toBeLessThan(5 + 2 * 365 * 86400)
})

test('a town restored from an older backup gets what comes next: the lane is counted on from what it knows', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  await phone.mutate('applications.save', 'app-1', save(1))
  await phone.atRest()
  await phone.mutate('applications.save', 'app-1', save(2))
  await phone.atRest()
  town.forgetAll()
  await phone.mutate('applications.submit', 'app-1', save(3))
  await phone.atRest()
  expect(town.effects.map((effect) => [effect.seq, effect.args])).toEqual([[1, save(3)]])
})

test('the first word about a new thing bears its id, which then need not be sent twice; every later one has an id of its own', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  const [thing, other] = [uuid7(), uuid7()]
  const ids = [await phone.mutate('applications.submit', thing, { id: thing }), await phone.mutate('applications.withdraw', thing, { id: thing })]
  await phone.quiet()
  ids.push(await phone.mutate('applications.discard', thing, { id: thing }))
  town.rules.set('applications.submit', { status: 'rejected', code: 'answers_incomplete' })
  ids.push(await phone.mutate('applications.submit', other, { id: other }))
  await phone.quiet()
  await phone.forget(other)
  ids.push(await phone.mutate('applications.submit', other, { id: other }))
  await phone.quiet()
  expect([ids[0], ids[3]]).toEqual([thing, other])
  expect(new Set(ids).size).toBe(5)
  expect(town.effects.map((effect) => effect.seq)).toEqual([1, 2, 3])
})

test('a step in a thing that the town has already bears an id of its own time: of the thing’s it would be said to be as old', async () => {
  phone = await startPhone(town)
  await signedIn(phone)
  const thing = uuid7()
  town.show('person-a', 'application', thing, { id: thing })
  phone.syncNow()
  await vi.waitFor(() => expect(phone.rows('application').value).toHaveLength(1))
  expect(await phone.mutate('applications.withdraw', thing, { id: thing })).not.toBe(thing)
  await phone.quiet()
})

/** The line swallows what it is given; nothing comes back and nothing breaks. */
async function swallowed(begin: () => void): Promise<void> {
  const swallow = vi.fn((_url: string, { signal }: RequestInit) => new Promise((_, fail) => signal!.addEventListener('abort', fail)))
  vi.stubGlobal('fetch', swallow)
  begin()
  await vi.waitFor(() => expect(swallow).toHaveBeenCalled())
  vi.stubGlobal('fetch', town.fetch)
}

/** While it waits, seconds pass. */
async function soon(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const done = work()
  await vi.advanceTimersByTimeAsync(5_000)
  vi.useRealTimers()
  await done
}

test('a sync that gets no answer holds up neither signing in nor signing out, and what it carried goes later', async () => {
  phone = await startPhone(town)
  await phone.open()
  await swallowed(() => phone.syncNow())
  await soon(() => phone.signIn({ session: 'token-a', person: 'person-a' }, '13800000001', phone.clientId()))
  await phone.atRest()
  await swallowed(() => void phone.mutate('applications.save', 'app-1', save(1)))
  await soon(() => phone.signOut())
  expect(phone.session.value).toBeNull()
  expect(town.effects).toEqual([])
  await phone.signIn({ session: 'token-a', person: 'person-a' }, '13800000001', phone.clientId())
  await phone.quiet()
  expect(town.effects.map((effect) => effect.args)).toEqual([save(1)])
}, 8_000)

test('D5: neither does the sync of another tab that gets no answer', async () => {
  const other = await startPhone(town)
  const { locks } = navigator
  await other.startSync()
  await other.atRest()
  phone = await startPhone(town)
  Object.defineProperty(navigator, 'locks', { configurable: true, value: locks })
  await phone.open()
  await swallowed(() => other.syncNow())
  await soon(() => phone.signIn({ session: 'token-a', person: 'person-a' }, '13800000001', phone.clientId()))
  expect(phone.session.value?.person).toBe('person-a')
  await vi.waitFor(() => expect(other.session.value?.person).toBe('person-a'))
  other.crash()
}, 8_000)
