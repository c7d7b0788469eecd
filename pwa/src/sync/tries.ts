// Where attempts to sync are told to whoever counts them (diagnosis/measure.ts), which comes as a file of its own.
import type { SyncRequest } from '../schema/types'
import type { Outcome } from './exchange'

export interface Attempt {
  /** Milliseconds since 1970 */
  began: number
  request: SyncRequest
  outcome: Outcome
  /** Over the live socket, with as many bytes heard on it so far */
  heard: number | undefined
}

export const tries: { note?: (attempt: Attempt) => void } = {}
