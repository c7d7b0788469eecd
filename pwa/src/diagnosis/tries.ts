// The last attempts to sync, for the report. Kept apart from the databases: they tell of one that was cleared.
import type { SyncResponse } from '../schema/types'
import type { Attempt } from '../sync/tries'

const KEY = 'ganchang-tries'

/** Unix seconds, milliseconds, size up, size down, mutations, what came of it, first letters of the client */
export type Try = [number, number, number, number, number, string, string]

export function lastTries(): Try[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Try[]
  } catch {
    return []
  }
}

export function keepTry({ began, request, outcome }: Attempt): void {
  const answer: Partial<SyncResponse> = outcome.is === 'answer' ? outcome.answer : {}
  const said = answer.error ?? (outcome.is === 'refused' ? outcome.code : outcome.is)
  const sent = request.mutations?.length ?? 0
  const one: Try = [Math.round(began / 1000), Date.now() - began, size(request), size(answer), sent, said, request.client.slice(0, 6)]
  try {
    localStorage.setItem(KEY, JSON.stringify([...lastTries(), one].slice(-50)))
  } catch {
    // No room, no report of it.
  }
}

/** Bytes of a message before it is packed. */
export const size = (message: object): number => new Blob([JSON.stringify(message)]).size
