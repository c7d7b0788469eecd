// A tablet that several people use: what lies on its disk tells nothing without a PIN, and no lock ever costs work.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lineIs, newPhone, startPhone, type Phone } from './sync-phone'
import { Town } from './sync-town'
import { disk } from './disk'

const A = { session: 'token-a', person: 'person-a', name: '王小芳', roles: [{ role: 'clerk' as const, scope: 'desk:510131104', window: '2 号窗口' }] }
const B = { session: 'token-b', person: 'person-b', name: '李海涛' }
const PHONE_A = '13800000001'
const PHONE_B = '13800000002'
const SECRETS = ['王小芳', PHONE_A, '51013119610214331X', '反光看不清', 'token-a', 'applications.return']
const told = (n: number) => ({ id: `case-${n}`, round: 1, defects: [{ reason: '反光看不清', n }], applicant: { id_number: '51013119610214331X' } })

vi.setConfig({ testTimeout: 20_000 })

let town: Town
let tablet: Phone
let lost: string[]

beforeEach(() => {
  newPhone()
  lineIs(true)
  lost = []
  town = new Town()
  const plain = town.fetch
  town.fetch = async (url, init) => {
    if (url !== '/auth/recovery') return plain(url, init)
    const token = (init as unknown as { headers: { Authorization: string } }).headers.Authorization.slice(7)
    const person = town.sessions.get(token)
    if (!person) return Response.json({ code: 'session_expired' }, { status: 401 })
    return Response.json({ secret: btoa(person.padEnd(32, '.')).replace(/=/g, '') })
  }
  const sync = town.sync.bind(town)
  town.sync = (request) => {
    const named = [request.client, ...Object.keys(request.others ?? {})].filter((client) => lost.includes(client))
    return { ...sync(request), ...(named.length && { wiped: named }) }
  }
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(async () => {
  await tablet.atRest()
  tablet.crash()
  vi.restoreAllMocks()
})

const seats = () => import('../../pwa/src/seats/staff-seats')
const store = () => import('../../pwa/src/seats/seat')

async function start(): Promise<void> {
  tablet = await startPhone(town)
  vi.spyOn(location, 'replace').mockImplementation(() => undefined)
  // A device on which guessing is quick, so that the tests are: what it costs on a tablet is measured by the benchmark.
  await (await store()).ground(async () => 1000)
  await tablet.startSync()
}

/** A signs in on a tablet of their own and then makes it a shared one. */
async function firstSeat(pin = '240517'): Promise<void> {
  await start()
  const { clientFor } = await import('../../pwa/src/accounts/session')
  await tablet.signIn(A, PHONE_A, await clientFor(PHONE_A))
  await (await seats()).choosePin(pin)
}

async function secondSeat(pin = '860312'): Promise<void> {
  const { clientOf, arrive, choosePin } = await seats()
  expect(await arrive(B, PHONE_B, await clientOf(PHONE_B))).toBe(false)
  await choosePin(pin)
}

async function again(): Promise<void> {
  await tablet.atRest()
  tablet.crash()
  await start()
}

async function expectNothingReadable(): Promise<void> {
  const found = await disk()
  for (const secret of SECRETS) expect(found.has(secret), `${secret} can be read`).toBe(false)
}

test('D2: what was there before the PIN and what comes after it is sealed, and the PIN brings back all of it in order', async () => {
  await start()
  const { clientFor } = await import('../../pwa/src/accounts/session')
  await tablet.signIn(A, PHONE_A, await clientFor(PHONE_A))
  town.show('person-a', 'profile', 'person-a', { id: 'person-a', name: '王小芳', phone: PHONE_A, id_number: '51013119610214331X' })
  tablet.syncNow()
  await vi.waitFor(() => expect(tablet.rows('profile').value).toHaveLength(1))
  await tablet.atRest()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  expect((await disk()).has('反光看不清')).toBe(true)

  lineIs(true)
  town.cuts = Array(60).fill('before')
  await (await seats()).choosePin('240517')
  lineIs(false)
  await Promise.all([2, 3, 4].map((n) => tablet.mutate('applications.return', 'case-1', told(n))))
  await expectNothingReadable()
  await again()
  expect(tablet.session.value).toBeNull()
  expect(tablet.rows('profile').value).toEqual([])
  expect(tablet.state.outbox.value).toEqual([])
  await expectNothingReadable()

  expect(await (await seats()).unlock('person-a', '240517')).toEqual({ is: 'open' })
  expect(tablet.session.value).toMatchObject({ name: '王小芳', session: 'token-a' })
  expect(tablet.rows('profile').value).toMatchObject([{ id_number: '51013119610214331X' }])
  expect(tablet.state.outbox.value.map((one) => (one.args as ReturnType<typeof told>).defects[0]!.n)).toEqual([1, 2, 3, 4])
  town.cuts = []
  lineIs(true)
  tablet.syncNow()
  await tablet.quiet()
  expect(town.effects.map((effect) => [effect.seq, effect.args])).toEqual([1, 2, 3, 4].map((n) => [n, told(n)]))
})

test('D2: on disk stand numbers that mean nothing, lanes, states and locks, and nothing else', async () => {
  await firstSeat()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  const [one] = await tablet.store.withOutbox((db) => db.getAll('mutations'))
  expect({ ...one, id: 0, made_at: 0, args: 0 }).toEqual({ n: 1, id: 0, person: 'person-a', lane: 'case-1', name: '', args: 0, made_at: 0, state: 'waiting', tries: 0, next_at: 0 })
  expect(Object.keys(one!.args)).toEqual(['sealed'])
  const [seat] = await (await store()).seatsHere()
  expect(seat!.label).toBe('王**，2 号窗口')
  expect(await tablet.store.device('session')).toEqual({ shared: true })
  const { key } = (await tablet.store.device<{ key: CryptoKey }>('ground'))!
  expect(key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

test('D2: two people on one tablet, neither opens what is the other’s, and each goes on where they were', async () => {
  await firstSeat()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  await again()
  lineIs(true)
  town.cuts = []
  await secondSeat()
  await tablet.mutate('notices.read', 'notices', { ids: ['b'] })
  await tablet.quiet()
  expect(town.effects).toMatchObject([{ person: 'person-b' }])
  expect(town.requests.at(-1)!.others).toEqual({ [(await (await store()).seatOf('person-a'))!.client]: 1 })
  await expectNothingReadable()
  const { codec } = (await import('../../pwa/src/sync/codec')).seats
  const [held] = (await tablet.store.withOutbox((db) => db.getAll('mutations'))).filter((one) => one.person === 'person-a')
  expect(await codec!.opened([held!])).toEqual([])
  expect(await (await seats()).unlock('person-a', '860312'), 'the other’s PIN').toEqual({ is: 'wrong', left: 9 })

  await again()
  lineIs(false)
  expect(await (await seats()).unlock('person-a', '240517')).toEqual({ is: 'open' })
  expect(tablet.state.outbox.value).toHaveLength(1)
  lineIs(true)
  tablet.syncNow()
  await tablet.quiet()
  expect(town.effects.map((effect) => effect.person)).toEqual(['person-b', 'person-a'])
})

test('D2: ten wrong PINs take the key away, the tenth also when the page is killed in the middle; signing in brings all back', async () => {
  await firstSeat()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  await again()
  const { unlock } = await seats()
  for (let left = 9; left >= 1; left--) expect(await unlock('person-a', '111222')).toEqual({ is: 'wrong', left })
  const { changeSeat, seatOf } = await store()
  await changeSeat('person-a', (seat) => ({ ...seat, tries: seat.tries + 1 })) // what a killed try leaves
  expect(await unlock('person-a', '240517'), 'even the right one').toEqual({ is: 'shut' })
  expect((await seatOf('person-a'))!.pin).toBeUndefined()
  await expectNothingReadable()

  lineIs(true)
  town.sessions.set('token-a2', 'person-a')
  const { clientOf, arrive, choosePin } = await seats()
  const client = await clientOf(PHONE_A)
  expect(client).toBe((await seatOf('person-a'))!.client)
  expect(await arrive({ ...A, session: 'token-a2' }, PHONE_A, client)).toBe(false)
  await choosePin('777123')
  await tablet.quiet()
  expect(town.effects).toMatchObject([{ person: 'person-a', client, seq: 1, args: told(1) }])
  await again()
  expect(await (await seats()).unlock('person-a', '777123')).toEqual({ is: 'open' })
})

test('D1: the session has run out: the PIN still opens, work is typed and kept, and goes only after the same person signed in', async () => {
  await firstSeat()
  await tablet.atRest()
  town.sessions.delete('token-a')
  await tablet.mutate('applications.return', 'case-1', told(1))
  await vi.waitFor(() => expect(tablet.needsSignIn.value).toBe(true))
  await again()
  expect(await (await seats()).unlock('person-a', '240517')).toEqual({ is: 'open' })
  expect(tablet.needsSignIn.value).toBe(true)
  await tablet.mutate('applications.return', 'case-1', told(2))
  tablet.syncNow()
  await tablet.atRest()
  expect(town.effects).toEqual([])
  expect(tablet.state.outbox.value).toHaveLength(2)

  await again()
  await secondSeat()
  await tablet.atRest()
  expect(town.effects, 'another person’s sign-in sends nothing of theirs').toEqual([])
  await again()
  town.sessions.set('token-a2', 'person-a')
  const { clientOf, arrive } = await seats()
  expect(await arrive({ ...A, session: 'token-a2' }, PHONE_A, await clientOf(PHONE_A)), 'the PIN stays').toBe(true)
  await tablet.quiet()
  expect(town.effects.map((effect) => effect.seq)).toEqual([1, 2])
})

test('D3: without the town a PIN is enough for 60 days and no longer, whatever the clock says; nothing is lost by it', async () => {
  await firstSeat()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  const now = Date.now()
  const days = async (n: number) => {
    await again()
    vi.spyOn(Date, 'now').mockReturnValue(now + n * 86_400_000)
    return (await seats()).unlock('person-a', '240517')
  }
  expect(await days(46)).toEqual({ is: 'open' })
  expect(await days(61)).toEqual({ is: 'lease' })
  expect(await days(1), 'the clock was put back').toEqual({ is: 'lease' })
  lineIs(true)
  vi.spyOn(Date, 'now').mockReturnValue(now)
  const { clientOf, arrive, unlock } = await seats()
  expect(await arrive(A, PHONE_A, await clientOf(PHONE_A))).toBe(true)
  await tablet.quiet()
  expect(town.effects).toHaveLength(1)
  lineIs(false)
  expect(await unlock('person-a', '240517')).toEqual({ is: 'open' })
})

test('D2: unsent saves of one draft become one also when they are sealed, and their order stays', async () => {
  await firstSeat()
  tablet.coalesce<{ id: string; answers: object }>('applications.save', (older, newer) => ({ ...newer, answers: { ...older.answers, ...newer.answers } }))
  lineIs(false)
  await Promise.all([{ a: 1 }, { b: 2 }, { c: 3 }].map((answers) => tablet.mutate('applications.save', 'app-1', { id: 'app-1', answers })))
  expect(tablet.state.outbox.value.map((one) => [one.name, one.args])).toEqual([['applications.save', { id: 'app-1', answers: { a: 1, b: 2, c: 3 } }]])
})

test('D2: a refusal’s words are sealed too and read again after the lock', async () => {
  town.rules.set('applications.return', { status: 'rejected', code: 'answer_invalid', detail: { label: '反光看不清' } })
  await firstSeat()
  await tablet.mutate('applications.return', 'case-1', told(1))
  await vi.waitFor(() => expect(tablet.state.outbox.value[0]).toMatchObject({ state: 'rejected', detail: { label: '反光看不清' } }))
  await expectNothingReadable()
  await again()
  await (await seats()).unlock('person-a', '240517')
  expect(tablet.state.outbox.value[0]).toMatchObject({ name: 'applications.return', code: 'answer_invalid', detail: { label: '反光看不清' } })
})

test('D2: a row changed on disk does not open, and the digest that the town is sent shows it', async () => {
  town.show('person-a', 'notice', 'n1', { id: 'n1', title: '甲' })
  town.show('person-a', 'notice', 'n2', { id: 'n2', title: '乙' })
  await firstSeat()
  tablet.syncNow()
  await vi.waitFor(() => expect(tablet.rows('notice').value).toHaveLength(2))
  await tablet.atRest()
  lineIs(false)
  await tablet.store.withCache(async (db) => {
    const rows = await db.getAll('rows')
    await db.put('rows', { ...rows[0]!, body: rows[1]!.body })
  })
  await again()
  await (await seats()).unlock('person-a', '240517')
  expect(tablet.rows<{ id: string }>('notice').value.map((one) => one.id)).toEqual(['n2'])
})

test('D3: reported lost while open: what waited is handed over, then keys and data are gone; while locked: only sealed work stays', async () => {
  await firstSeat()
  await tablet.atRest()
  const { seatOf } = await store()
  const client = (await seatOf('person-a'))!.client
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  await again()
  lost = [client]
  lineIs(true)
  tablet.syncNow()
  await vi.waitFor(async () => expect((await (await store()).seatOf('person-a'))!.pin).toBeUndefined())
  await tablet.atRest()
  const left = await tablet.store.withOutbox((db) => db.getAll('mutations'))
  expect(left).toHaveLength(1)
  expect(await tablet.store.withCache((db) => db.count('rows'))).toBe(0)
  expect(await (await seats()).unlock('person-a', '240517')).toEqual({ is: 'shut' })

  lost = []
  const { clientOf, arrive, choosePin } = await seats()
  await arrive(A, PHONE_A, await clientOf(PHONE_A))
  await choosePin('240517')
  await tablet.quiet()
  expect(town.effects).toHaveLength(1)
  await tablet.atRest()
  lost = [client]
  tablet.syncNow()
  await vi.waitFor(async () => expect(await (await store()).seatOf('person-a')).toBeUndefined())
  expect(await tablet.store.withCache((db) => db.count('rows'))).toBe(0)
})

test('D3: a phone whose person had signed out is reported lost: what it still held of them goes, and of nobody else', async () => {
  await start()
  const { clientFor } = await import('../../pwa/src/accounts/session')
  const client = await clientFor(PHONE_A)
  await tablet.signIn(A, PHONE_A, client)
  await tablet.atRest()
  lineIs(false)
  await tablet.mutate('applications.return', 'case-1', told(1))
  await tablet.signOut()
  await tablet.mutate('guide.report_error', 'guide', { id: 'r', text: '写错了' })
  expect((await disk()).has('反光看不清')).toBe(true)
  lost = [client]
  lineIs(true)
  tablet.syncNow()
  await vi.waitFor(async () => expect((await disk()).has('反光看不清')).toBe(false))
  await tablet.quiet()
  expect(town.effects.map((one) => one.args)).toEqual([{ id: 'r', text: '写错了' }])
})

test('D2: nobody touches the tablet: it locks itself, also when it slept or its clock was put forward, and what was typed is kept', async () => {
  await firstSeat()
  const { watchIdle } = await import('../../pwa/src/seats/idle')
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] })
  const locked = vi.fn(async () => undefined)
  await watchIdle(locked)
  await vi.advanceTimersByTimeAsync(4 * 60_000)
  dispatchEvent(new Event('pointerdown'))
  await vi.advanceTimersByTimeAsync(4 * 60_000)
  expect(locked).not.toHaveBeenCalled()
  vi.setSystemTime(Date.now() + 6 * 60_000)
  await vi.advanceTimersByTimeAsync(5_000)
  vi.useRealTimers()
  await vi.waitFor(() => expect(locked).toHaveBeenCalledTimes(1))

  let typed = ''
  const { seats: here } = await import('../../pwa/src/sync/codec')
  here.flushes.push(async () => void (typed = 'on disk'))
  await (await seats()).lock()
  expect(typed).toBe('on disk')
  expect(here.codec).toBeUndefined()
  expect(location.replace).toHaveBeenCalledWith('/staff')
})

test('D2: who presses sign out twice on a shared tablet still finds their seat, and all that waits in it', async () => {
  await firstSeat()
  town.cuts = Array(60).fill('before')
  await tablet.mutate('applications.return', 'case-1', told(1))
  await Promise.all([tablet.signOut(), tablet.signOut()])
  await again()
  expect(await (await seats()).unlock('person-a', '240517')).toEqual({ is: 'open' })
  expect(tablet.session.value).toMatchObject({ person: 'person-a', name: '王小芳' })
  expect(tablet.state.needsSignIn.value).toBe(true)
  expect(tablet.state.outbox.value).toHaveLength(1)
})
