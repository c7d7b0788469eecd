// What travels is small: long requests leave packed, and short answers are read in full again.
import type { Mutation, Result, SyncRequest, SyncResponse } from '../schema/types'
import type { Outcome } from './exchange'

/** Less would not pay. */
const FROM = 1000

/** For the live socket in zlib's format, which a frame cannot name; else as gzip. */
export async function pack(request: SyncRequest, live: boolean): Promise<string | ArrayBuffer> {
  const text = JSON.stringify(several(request) ? { ...request, mutations: undefined, push: request.mutations.map(short) } : { ...request, brief: true })
  if (typeof CompressionStream !== 'function' || text.length < FROM) return text
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(live ? 'deflate' : 'gzip'))).arrayBuffer()
}

/** A server of before passes over the short form in silence: then everything goes in full, until the app starts anew. */
let understood = true

const several = (request: SyncRequest): request is SyncRequest & { mutations: Mutation[] } => understood && (request.mutations?.length ?? 0) > 1

/** Lane and time follow from the rest. */
function short({ name, args, seq, id }: Mutation): unknown[] {
  if (id !== (args as { id?: unknown }).id) return [name, args, seq, id]
  return seq === 1 ? [name, args] : [name, args, seq, id]
}

/** What a brief answer left out because it is in the request. */
export function inFull(answer: SyncResponse, request: SyncRequest): Outcome | undefined {
  const { accepted, made = [], results = [], rows = {}, error } = answer
  const { mutations = [] } = request
  if (accepted === undefined && !error && several(request) && results.length < mutations.length) {
    understood = false
    return { is: 'refused', status: 400, code: 'bad_request', wait: 0 }
  }
  if (accepted) {
    const named = results.map((one) => one.id)
    answer.results = results.concat(mutations.filter(({ id }) => !named.includes(id)).map(({ id }): Result => ({ id, status: 'accepted' })))
  }
  for (const { of, count = 1, scope, entity, version, body: differs } of made) {
    for (let n = 0; n < count; n++) {
      const { lane, args } = mutations[of + n]!
      const body: Record<string, unknown> = { ...args, ...differs }
      for (const name in differs) if (body[name] === null) delete body[name]
      ;(rows[scope] ||= []).push({ entity, key: lane, version: version + n, body })
    }
    answer.rows = rows
  }
  return undefined
}
