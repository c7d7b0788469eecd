// On a tablet that several people use, what is private goes to disk sealed. How, is no business of sync: seats/ puts it here.
import type { Mutation, Result, RowChange, SyncRequest, SyncResponse } from '../schema/types'
import type { Args, Coalesce } from './outbox'
import type { Kept } from './device'
import type { StoredRow } from './store'

type Named = Pick<Mutation, 'id' | 'name' | 'args'>

export interface Codec {
  person: string
  /** Sealed under a name that belongs to the place on disk, so that nobody can exchange two places. */
  seal(what: unknown, name: string): Promise<unknown>
  /** Undefined when it cannot be opened; what was never sealed comes as it is. */
  open<T>(held: unknown, name: string): Promise<T | undefined>
  sealBlob(plain: Blob, name: string): Promise<Blob>
  openBlob(held: Blob, name: string, type: string): Promise<Blob | undefined>
  /** A session, kept until the person's next turn. */
  keep(kept: Kept): Promise<void>
  add(name: string, lane: string, args: Args, at: number, join?: Coalesce): Promise<string>
  /** What is in the outbox, readable; what cannot be opened is left out. */
  opened<T extends Named>(held: readonly T[]): Promise<T[]>
  results(said: Result[]): Promise<Result[]>
  rows(held: StoredRow[]): Promise<StoredRow[]>
  changes(rows: Record<string, RowChange[]>): Promise<Record<string, RowChange[]>>
  heard(answer: SyncResponse): Promise<void>
}

export const seats: {
  /** Of the person who has the tablet now */
  codec?: Codec
  /** Rewrites what of the person still lies there unsealed. */
  sealOld?: () => Promise<void>
  /** What is typed and not on disk yet goes there, before the seat is locked. */
  flushes: (() => Promise<void>)[]
  /** What a sync says of those who are not here now */
  others?: () => Promise<Partial<SyncRequest>>
} = { flushes: [] }
