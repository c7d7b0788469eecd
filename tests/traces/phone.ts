// A phone that lives through a trace of tests/sim/traces.py: the app's own sync over the IndexedDB that is there. What the
// line and the town answer is in the trace, and so is what the device's clock shows.
import { keepSession } from '../../pwa/src/accounts/session'
import { loadDevice, person } from '../../pwa/src/sync/device'
import { Live } from '../../pwa/src/sync/live'
import * as outbox from '../../pwa/src/sync/outbox'
import { cursorsHeld, loadRows, server } from '../../pwa/src/sync/pull'
import { round } from '../../pwa/src/sync/round'
import { withCache } from '../../pwa/src/sync/store'
import type { Mutation, SyncRequest } from '../../pwa/src/schema/types'

export interface Ask {
  cursors: Record<string, number>
  digests: boolean
  mutations: [string, number][]
  answer?: object
  /** The first characters of the answer, and then the line broke */
  cut?: string
  lost?: true
  dies?: true
}
export interface Step {
  do: 'mutate' | 'sync' | 'restart' | 'lose_cache' | 'lose_row' | 'sign_in'
  at: number
  asks?: Ask[]
  name?: string
  lane?: string
  args?: Record<string, unknown>
  id?: string
  scope?: string
  entity?: string
  key?: string
}
export interface Trace {
  steps: Step[]
  holds: object
}

const ANN = { person: 'person-ann', phone: '13800000001', client: 'ann-on-her-phone-00001' }
const live = new Live(() => {}, () => {})
let failures = 0
let signedIn = 0

/** The app starts: it knows what is on the disk, and nothing else. */
export async function start(): Promise<void> {
  Math.random = () => 0
  await loadDevice()
  await loadRows(person())
}

/** Gives the id of a mutation made, or what was asked in a sync. */
export async function step(one: Step): Promise<unknown> {
  Date.now = () => one.at * 1000
  if (one.do === 'sign_in') {
    await keepSession({ ...ANN, session: `token-${++signedIn}` })
    await outbox.retryAll(ANN.person)
    await loadRows(ANN.person)
  }
  if (one.do === 'mutate') return outbox.add(person(), one.name!, one.lane!, one.args!, one.at)
  if (one.do === 'lose_cache') await withCache((db) => Promise.all([db.clear('rows'), db.clear('cursors')]))
  if (one.do === 'lose_row') await withCache((db) => db.delete('rows', [ANN.person, one.scope!, one.entity!, one.key!]))
  if (one.do === 'sync') return sync([...one.asks!])
  return undefined
}

const inShort = ([, args, seq = 1, id = (args as { id?: string }).id]: unknown[]): [string, number] => [id as string, seq as number]

async function sync(asks: Ask[]): Promise<object[]> {
  const seen: object[] = []
  let die = (): void => {}
  const dead = new Promise<null>((done) => (die = () => done(null)))
  globalThis.fetch = async (_url, how) => {
    const request = JSON.parse(await textOf(how!.body as string | ArrayBuffer)) as SyncRequest
    if (!request.session) return Response.json({ at: 0 })
    seen.push({
      cursors: request.cursors ?? {},
      digests: request.digests !== undefined,
      mutations: (request.mutations ?? []).map(({ id, seq }: Mutation) => [id, seq]).concat((request.push ?? []).map(inShort)),
    })
    const next = asks.shift()
    if (next?.dies) {
      die()
      return new Promise(() => {})
    }
    if (!next || next.lost) throw new TypeError('the line is cut')
    return new Response(next.cut ?? JSON.stringify(next.answer))
  }
  const trouble = await Promise.race([round(live, failures, { sending() {}, heard: async () => {}, rowsMoved() {} }), dead])
  failures = trouble ? failures + 1 : 0
  return seen
}

/** Long requests leave packed. */
async function textOf(body: string | ArrayBuffer): Promise<string> {
  if (typeof body === 'string') return body
  return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
}

/** What is on the disk: a phone that was just started tells it. */
export async function holds(): Promise<object> {
  const rows: Record<string, Record<string, unknown>> = {}
  for (const [scope, entities] of server.value) {
    const held = [...entities.values()].flatMap((of) => [...of.values()]).map((row) => [`${row.entity}/${row.key}`, [row.version, row.body]])
    if (held.length) rows[scope] = Object.fromEntries(held)
  }
  const waiting = (await outbox.list(person())).map((one) => [one.id, one.state, one.code ?? null, one.seq ?? null])
  return { rows, cursors: cursorsHeld(), outbox: waiting }
}
