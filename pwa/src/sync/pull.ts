// Server rows: in the cache database, and in memory as signals. A page of changes and its cursor are one transaction.
import { signal } from '@preact/signals'
import type { SyncResponse } from '../schema/types'
import { seats } from './codec'
import { withCache, type StoredRow } from './store'

type Body = Record<string, unknown>
/** scope → entity → key → row */
export type Scopes = Map<string, Map<string, Map<string, StoredRow>>>

/** Rows of the person in view; a new map after every change. */
export const server = signal<Scopes>(new Map())
let cursors = new Map<string, number>()

export const cursorsHeld = (): Record<string, number> => Object.fromEntries(cursors)

/** Answers taken in so far. */
let taken = 0

export async function loadRows(person: string | null): Promise<void> {
  const before = taken
  if (person === null) {
    cursors = new Map()
    server.value = new Map()
    return
  }
  const { rows, heads } = await withCache(async (db) => {
    const tx = db.transaction(['rows', 'cursors'])
    const keys = await tx.objectStore('cursors').getAllKeys(mine(person))
    const values = await tx.objectStore('cursors').getAll(mine(person))
    const heads = keys.map((key, i) => [key[1], values[i]!] as const)
    return { rows: await tx.objectStore('rows').getAll(mine(person)), heads }
  })
  const scopes: Scopes = new Map()
  for (const row of seats.codec ? await seats.codec.rows(rows) : rows) put(scopes, row)
  // Read again what an answer has changed meanwhile.
  if (taken !== before) return loadRows(person)
  cursors = new Map(heads)
  server.value = scopes
}

/**
 * Take in one answer to a request that named the cursors `asked`: purges, then rows, then cursors; all or nothing. Nothing
 * where another tab has moved on since, as it does when this one was frozen: its older rows would cover newer ones.
 */
export async function applyRows(person: string, answer: SyncResponse, asked: Record<string, number> = {}): Promise<void> {
  const { purge = [], rows = {}, cursors: moved = {} } = answer
  if (!purge.length && !Object.keys(rows).length && !Object.keys(moved).length) return
  const onDisk = seats.codec ? await seats.codec.changes(rows) : rows
  const fits = await withCache(async (db) => {
    const tx = db.transaction(['rows', 'cursors', 'kept'], 'readwrite')
    const store = tx.objectStore('rows')
    for (const scope of new Set([...purge, ...Object.keys(rows), ...Object.keys(moved)])) {
      if (((await tx.objectStore('cursors').get([person, scope])) ?? 0) !== (asked[scope] ?? 0)) return false
    }
    for (const scope of purge) {
      await store.delete(IDBKeyRange.bound([person, scope], [person, scope, []]))
      await tx.objectStore('cursors').delete([person, scope])
      // Small pictures of what was seen there; what is still theirs to see comes again.
      await tx.objectStore('kept').delete(IDBKeyRange.bound(`thumb/${person}/`, `thumb/${person}/\uffff`))
    }
    for (const [scope, changes] of Object.entries(onDisk)) {
      for (const { entity, key, version, body } of changes) {
        if (body) void store.put({ person, scope, entity, key, version, body: body as Body })
        else void store.delete([person, scope, entity, key])
      }
    }
    for (const [scope, version] of Object.entries(moved)) void tx.objectStore('cursors').put(version, [person, scope])
    await tx.done
    return true
  })
  if (!fits) return loadRows(person)
  taken++
  const scopes = copy(server.value)
  for (const scope of purge) {
    scopes.delete(scope)
    cursors.delete(scope)
  }
  for (const [scope, changes] of Object.entries(rows)) {
    for (const { entity, key, version, body } of changes) {
      if (body) put(scopes, { person, scope, entity, key, version, body: body as Body })
      else scopes.get(scope)?.get(entity)?.delete(key)
    }
  }
  for (const [scope, version] of Object.entries(moved)) cursors.set(scope, version)
  server.value = scopes
}

/** Hex digest of each scope held, as the server counts it (PROTOCOL.md, section 2). */
export async function digests(): Promise<Record<string, string>> {
  const out: Record<string, string> = {}
  for (const scope of cursors.keys()) {
    const sum = new Uint8Array(8)
    for (const rows of server.value.get(scope)?.values() ?? []) {
      for (const { entity, key, version } of rows.values()) {
        const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${entity}\0${key}\0${version}`))
        new Uint8Array(hash, 0, 8).forEach((byte, i) => (sum[i]! ^= byte))
      }
    }
    out[scope] = Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  return out
}

function mine(person: string): IDBKeyRange {
  return IDBKeyRange.bound([person], [person, []])
}

function put(scopes: Scopes, row: StoredRow): void {
  let entities = scopes.get(row.scope)
  if (!entities) scopes.set(row.scope, (entities = new Map()))
  let rows = entities.get(row.entity)
  if (!rows) entities.set(row.entity, (rows = new Map()))
  rows.set(row.key, row)
}

function copy(scopes: Scopes): Scopes {
  return new Map([...scopes].map(([scope, entities]) => [scope, new Map([...entities].map(([name, rows]) => [name, new Map(rows)]))]))
}
