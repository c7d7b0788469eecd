// Somebody at the centre's desk who acts by the protocol, without a tablet's screen; for tests that are about the phone.
import { randomBytes, randomUUID } from 'node:crypto'

const CLERK = '13900000001'
const REVIEWER = '13900000004'

export async function takeDesk(town, phone = CLERK) {
  const client = randomBytes(16).toString('base64url')
  const lanes = new Map()
  const post = async (path, body) => {
    const answer = await fetch(town.origin + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    return answer.json().catch(() => ({}))
  }
  await post('/auth/code', { phone })
  const { session } = await post('/auth/session', { phone, code: await town.codeFor(phone), client })

  /** One step on one application; throws with the town's words when it is refused. */
  return async function step(name, id, more = {}) {
    const seq = (lanes.get(id) ?? 0) + 1
    lanes.set(id, seq)
    const mutation = { id: uuid7(), lane: id, seq, name: `applications.${name}`, args: { id, ...more }, made_at: Math.floor(Date.now() / 1000) }
    const answer = await post('/sync', { proto: 2, client, session, mutations: [mutation] })
    if (answer.results?.[0]?.status !== 'accepted') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  }
}

export const takeReviewersDesk = (town) => takeDesk(town, REVIEWER)

function uuid7() {
  const time = Date.now().toString(16).padStart(12, '0')
  const rest = randomUUID().replace(/-/g, '')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}
