// The last attempts to sync, for the report of diagnosis/. Kept apart from the databases: they tell of one that was cleared.
import type { SyncRequest, SyncResponse } from '../schema/types'
import type { Outcome } from './exchange'

const KEY = 'ganchang-tries'

/** Unix seconds, milliseconds, size up, size down, mutations, what came of it, first letters of the client */
export type Try = [number, number, number, number, number, string, string]

export function tries(): Try[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Try[]
  } catch {
    return []
  }
}

export function noteTry(began: number, { client, ...request }: SyncRequest, outcome: Outcome): void {
  const answer: Partial<SyncResponse> = outcome.is === 'answer' ? outcome.answer : {}
  const said = answer.error ?? (outcome.is === 'refused' ? outcome.code : outcome.is)
  const one: Try = [Math.round(began / 1000), Date.now() - began, size(request), size(answer), request.mutations?.length ?? 0, said, client.slice(0, 6)]
  try {
    localStorage.setItem(KEY, JSON.stringify([...tries(), one].slice(-50)))
  } catch {
    // No room, no report of it.
  }
}

const size = (message: object): number => JSON.stringify(message).length
