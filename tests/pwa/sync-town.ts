// The town's side of POST /sync as PROTOCOL.md writes it down, in memory, with a line that the tests cut where they like.
import { gunzipSync } from 'node:zlib'
import type { Mutation, Result, RowChange, SyncRequest, SyncResponse } from '../../pwa/src/schema/types'

type Body = Record<string, unknown>
export type Cut = 'before' | 'after'

export class Town {
  /** Every effect, in the order it happened */
  effects: { client: string; person: string; lane: string; seq: number; args: Body }[] = []
  requests: SyncRequest[] = []
  raw: string[] = []
  /** token → person */
  sessions = new Map([['token-a', 'person-a'], ['token-b', 'person-b']])
  cuts: (Cut | undefined)[] = []
  /** name → what to answer instead of accepting */
  rules = new Map<string, Omit<Result, 'id'>>()
  answers: Response[] = []
  pageRows = 100
  private ledger = new Map<string, { hash: string; result: Result }>()
  private lanes = new Map<string, number>()
  private scopes = new Map<string, { version: number; rows: Map<string, RowChange> }>()

  /** The request as the phone wrote it, packed or not. */
  text = (body: string | ArrayBuffer): string => (typeof body === 'string' ? body : gunzipSync(body).toString())

  fetch = async (_url: string, init: { body: string | ArrayBuffer }): Promise<Response> => {
    const cut = this.cuts.shift()
    if (cut === 'before') throw new TypeError('cut before it arrived')
    const text = this.text(init.body)
    this.raw.push(text)
    const scripted = this.answers.shift()
    if (scripted) return scripted
    const answer = this.sync(JSON.parse(text) as SyncRequest)
    if (cut === 'after') throw new TypeError('cut after the commit')
    return Response.json(answer)
  }

  sync(request: SyncRequest): SyncResponse {
    this.requests.push(request)
    const person = this.sessions.get(request.session ?? '')
    const results = (request.mutations ?? []).map((one) => this.apply(request.client, person, one))
    const answer: SyncResponse = { at: Math.floor(Date.now() / 1000) }
    if (results.length) answer.results = results
    if (request.session && !person) answer.error = 'session_expired'
    if (person) this.pull(`person:${person}`, request.cursors?.me ?? 0, answer)
    return answer
  }

  /** Its data are lost but for what an old backup had: nothing. */
  forgetAll(): void {
    this.ledger.clear()
    this.lanes.clear()
    this.effects = []
  }

  show(person: string, entity: string, key: string, body?: Body): void {
    const name = `person:${person}`
    const scope = this.scopes.get(name) ?? { version: 0, rows: new Map<string, RowChange>() }
    this.scopes.set(name, scope)
    const id = `${entity} ${key}`
    scope.rows.delete(id)
    scope.rows.set(id, { entity, key, version: ++scope.version, ...(body && { body }) })
  }

  private apply(client: string, person: string | undefined, one: Mutation): Result {
    const hash = JSON.stringify([one.name, one.lane, one.seq, one.args])
    const known = this.ledger.get(`${client} ${one.id}`)
    if (known) return known.hash === hash ? known.result : { id: one.id, status: 'rejected', code: 'replay_differs' }
    if (!person && one.name !== 'guide.report_error') return { id: one.id, status: 'waiting', code: 'session_missing' }
    const lane = `${client} ${one.lane}`
    const seq = (this.lanes.get(lane) ?? 0) + 1
    if (one.seq !== seq) return { id: one.id, status: 'waiting', code: 'need_seq', detail: { seq } }
    const rule = this.rules.get(one.name)
    if (rule?.status === 'waiting') return { id: one.id, ...rule }
    const result: Result = { id: one.id, ...(rule ?? { status: 'accepted' as const }) }
    this.lanes.set(lane, one.seq)
    this.ledger.set(`${client} ${one.id}`, { hash, result })
    if (result.status === 'rejected') return result
    this.effects.push({ client, person: person ?? 'nobody', lane: one.lane, seq: one.seq, args: one.args as Body })
    if (person) this.show(person, 'application', one.lane, one.args as Body)
    return result
  }

  private pull(name: string, from: number, answer: SyncResponse): void {
    const scope = this.scopes.get(name)
    if (!scope || scope.version <= from) return
    const news = [...scope.rows.values()].filter((row) => row.version > from)
    const page = news.slice(0, this.pageRows)
    answer.rows = { me: page }
    answer.cursors = { me: page.at(-1)!.version }
    if (page.length < news.length) answer.more = true
  }
}
