// What is kept of drives goes to the town, oldest first. A lost answer, a town that forgot, a refusal: nothing is sent for ever.
import type { BeginDrive, DriveTaken, Problem } from '../schema/types'
import { encode, inOrder } from './drive-code'
import { amend, dropDrive, forgetBefore, pointsOf, type Drive } from './drive-kept'

/** Of one batch: two hours of a bus on its way weigh four kilobytes. */
const MOST = 400
const PATIENCE_MS = 20_000

export type Sent =
  /** `more` waits still */
  | { is: 'taken'; answer: DriveTaken; more: boolean }
  | { is: 'no-line' }
  | { is: 'sign-in' }
  | { is: 'later'; code: string; words: string }
  /** The town does not want this drive */
  | { is: 'refused'; code: string; words: string }

/** Also when the town says so, it is over. */
const REFUSED = ['forbidden', 'drive_trip_unknown', 'drive_over']

export async function send(drive: Drive, token: string): Promise<Sent> {
  try {
    if (!drive.begun) {
      const { line, on, begins, to, back } = drive
      const asked: BeginDrive = { line, on, begins, to, ...(back && { back }) }
      const begun = await ask(`/transit/drives/${drive.id}`, token, JSON.stringify(asked))
      if ('is' in begun) return begun.is === 'refused' ? await refused(drive, begun) : begun
      await amend(drive, { begun: true })
    }
    return await sendPoints(drive, token)
  } catch {
    return { is: 'no-line' }
  }
}

async function sendPoints(drive: Drive, token: string): Promise<Sent> {
  const kept = await pointsOf(drive, MOST + 1)
  const some = kept.slice(0, MOST)
  const more = kept.length > MOST
  const sent = Math.floor(Date.now() / 1000)
  const body = encode(drive.over === true && !more, some[0]?.[0] ?? drive.next, sent, inOrder(some.map(([, point]) => point), sent))
  const answer = await ask(`/transit/drives/${drive.id}/points`, token, body)
  if (!('is' in answer)) {
    await forgetBefore(drive, answer.next)
    if (answer.over) await dropDrive(drive)
    return { is: 'taken', answer, more: more && !answer.over }
  }
  if (answer.is !== 'refused') return answer
  if (answer.code === 'not_found') {
    await amend(drive, { begun: false })
    return { is: 'later', code: answer.code, words: answer.words }
  }
  if (answer.code === 'bad_request' || answer.code === 'too_large') {
    // What it cannot read now it never will.
    await forgetBefore(drive, (some[some.length - 1]?.[0] ?? -1) + 1)
    return { is: 'later', code: answer.code, words: answer.words }
  }
  return refused(drive, answer)
}

async function refused(drive: Drive, answer: Extract<Sent, { is: 'refused' }>): Promise<Sent> {
  if (!REFUSED.includes(answer.code)) return { ...answer, is: 'later' }
  await dropDrive(drive)
  return answer
}

async function ask(path: string, token: string, body: BodyInit): Promise<DriveTaken | Exclude<Sent, { is: 'taken' }>> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': type, Authorization: `Bearer ${token}` }, body, credentials: 'omit', referrerPolicy: 'no-referrer', signal: stop.signal })
    const said = (await response.json()) as DriveTaken & Partial<Problem>
    // A captive portal answers with a page of its own: that is no line.
    if (response.ok) return typeof said.next === 'number' ? said : { is: 'no-line' }
    if (response.status === 401) return { is: 'sign-in' }
    if (response.status >= 500 || response.status === 429) return { is: 'later', code: said.code ?? 'server_error', words: said.title ?? '' }
    return { is: 'refused', code: said.code ?? '', words: said.title ?? '' }
  } finally {
    clearTimeout(timer)
  }
}
