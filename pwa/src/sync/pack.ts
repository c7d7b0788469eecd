// What travels is small: long requests leave packed, and short answers are read in full again.
import type { Result, SyncRequest, SyncResponse } from '../schema/types'

/** Less would not pay. */
const FROM = 1000

/** For the live socket in zlib's format, which a frame cannot name; else as gzip. */
export async function pack(request: SyncRequest, live: boolean): Promise<string | ArrayBuffer> {
  const text = JSON.stringify({ ...request, brief: true })
  if (typeof CompressionStream !== 'function' || text.length < FROM) return text
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(live ? 'deflate' : 'gzip'))).arrayBuffer()
}

/** What a brief answer left out because it is in the request. */
export function inFull(answer: SyncResponse, { mutations = [] }: SyncRequest): SyncResponse {
  const { accepted, made = [], results = [], rows = {} } = answer
  if (accepted) {
    const named = results.map((one) => one.id)
    answer.results = results.concat(mutations.filter(({ id }) => !named.includes(id)).map(({ id }): Result => ({ id, status: 'accepted' })))
  }
  for (const { of, scope, entity, version, body: differs } of made) {
    const { lane, args } = mutations[of]!
    const body: Record<string, unknown> = { ...args, ...differs }
    for (const name in differs) if (body[name] === null) delete body[name]
    ;(rows[scope] ||= []).push({ entity, key: lane, version, body })
    answer.rows = rows
  }
  return answer
}
