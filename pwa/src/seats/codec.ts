// A person's records as they go to disk and come from it. Transactions of IndexedDB end while WebCrypto works, so
// everything is sealed before one is opened; what was read before is looked at again inside it.
import type { Codec } from '../sync/codec'
import { uuid7 } from '../sync/ids'
import type { Coalesce } from '../sync/outbox'
import { STRICT, withOutbox, type StoredMutation, type StoredRow } from '../sync/store'
import type { Mutation, Result, RowChange } from '../schema/types'
import { isSealed, open, openBytes, seal, sealBytes } from './seal'

type Body = Record<string, unknown>
type Records = Pick<Codec, 'person' | 'seal' | 'open' | 'sealBlob' | 'openBlob' | 'add' | 'opened' | 'results' | 'rows' | 'changes'>

export function records(person: string, key: CryptoKey): Records {
  const box = (what: unknown, name: string) => seal(key, what, name)
  const unbox = <T>(held: unknown, name: string): Promise<T | undefined> =>
    isSealed(held) ? open<T>(key, held, name).catch(() => undefined) : Promise.resolve(held as T)

  async function readable<T extends Pick<Mutation, 'id' | 'name' | 'args'>>(one: T): Promise<T | undefined> {
    if (!isSealed(one.args)) return one
    const own = await unbox<{ name: string; args: Body }>(one.args, `mutation/${one.id}`)
    const { detail } = one as { detail?: unknown }
    return own && { ...one, ...own, ...(isSealed(detail) && { detail: await unbox(detail, `detail/${one.id}`) }) }
  }

  async function add(name: string, lane: string, args: Body, at: number, join?: Coalesce): Promise<string> {
    for (;;) {
      const last = join && (await lastOf(person, lane))
      const before = last && (await readable(last))
      const joined = before?.name === name && before.seq === undefined && before.state === 'waiting' ? join!(before.args, args) : undefined
      const id = joined ? last!.id : uuid7()
      const sealed = { name: '', args: (await box({ name, args: joined ?? args }, `mutation/${id}`)) as unknown as Body }
      const fresh = { id, person, lane, ...sealed, made_at: at, state: 'waiting' as const, tries: 0, next_at: 0 }
      const done = await withOutbox(async (db) => {
        const tx = db.transaction('mutations', 'readwrite', STRICT)
        const now = joined && (await tx.store.get(last!.n!))
        const same = !joined || (now?.seq === undefined && now?.state === 'waiting' && sameBox(now.args, last!.args))
        if (same) await (joined ? tx.store.put({ ...now!, ...sealed }) : tx.store.add(fresh))
        await tx.done
        return same
      })
      if (done) return id
    }
  }

  let adding: Promise<unknown> = Promise.resolve()
  return {
    person,
    seal: box,
    open: unbox,
    async sealBlob(plain, name) {
      return new Blob([await sealBytes(key, await plain.arrayBuffer(), name)])
    },
    async openBlob(held, name, type) {
      const bytes = await openBytes(key, new Uint8Array(await held.arrayBuffer()), name).catch(() => undefined)
      return bytes && new Blob([bytes], { type })
    },
    async opened(held) {
      return (await Promise.all(held.map(readable))).filter((one) => one !== undefined)
    },
    // One after the other, as they were made: sealing takes each as long as it likes.
    add(name, lane, args, at, join) {
      const mine = adding.catch(() => undefined).then(() => add(name, lane, args, at, join))
      adding = mine
      return mine
    },
    async results(said: Result[]) {
      const private_ = (one: Result) => one.status === 'rejected' && one.detail
      return Promise.all(said.map(async (one) => (private_(one) ? { ...one, detail: (await box(one.detail, `detail/${one.id}`)) as unknown as Body } : one)))
    },
    async rows(held) {
      const opened = await Promise.all(held.map(async (row) => ({ row, body: await unbox<Body>(row.body, nameOf(row.scope, row)) })))
      // What does not open is missing, and the next digest will tell the town so.
      return opened.filter((one) => one.body).map(({ row, body }) => ({ ...row, body: body! }))
    },
    async changes(rows) {
      const scopes = Object.entries(rows).map(async ([scope, changes]) => {
        const sealed = changes.map(async (one): Promise<RowChange> => (one.body ? { ...one, body: (await box(one.body, nameOf(scope, one))) as unknown as Body } : one))
        return [scope, await Promise.all(sealed)] as const
      })
      return Object.fromEntries(await Promise.all(scopes))
    },
  }
}

export const nameOf = (scope: string, { entity, key, version }: Pick<StoredRow, 'entity' | 'key' | 'version'>): string =>
  `row/${scope}/${entity}/${key}/${version}`

export const sameBox = (one: unknown, other: unknown): boolean => isSealed(one) && isSealed(other) && one.sealed === other.sealed

function lastOf(person: string, lane: string): Promise<StoredMutation | undefined> {
  return withOutbox(async (db) => {
    const tx = db.transaction('mutations')
    for (let cursor = await tx.store.openCursor(null, 'prev'); cursor; cursor = await cursor.continue()) {
      if (cursor.value.lane === lane && cursor.value.person === person) return cursor.value
    }
    return undefined
  })
}
