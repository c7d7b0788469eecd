// Drafts on the disk of a tablet that several people use: each opens only for its person.
import { seats, type Codec } from '../sync/codec'
import { STRICT, withOutbox, type OutboxSchema } from '../sync/store'
import type { Draft } from './draft'

type Held = OutboxSchema['drafts']['value']

const name = (id: string): string => `draft/${id}`
const isClosed = (held: Held): boolean => typeof held.sealed === 'string'

/** What of it can be read now. */
export async function readable(held: Held[]): Promise<Draft[]> {
  const { codec } = seats
  const opened = await Promise.all(held.map(one => (isClosed(one) ? codec?.open<Draft>(one, name(one.id)) : (one as unknown as Draft))))
  return opened.filter(one => one !== undefined)
}

export async function heldDraft(id: string): Promise<Draft | undefined> {
  const held = await withOutbox(db => db.get('drafts', id))
  return held && (await readable([held]))[0]
}

/** Sealing ends any transaction, so what was read is looked at again before it is replaced. */
export async function changeHeld(codec: Codec, id: string, apply: (held: Draft | undefined) => Draft | undefined): Promise<Draft | undefined> {
  for (;;) {
    const held = await withOutbox(db => db.get('drafts', id))
    const before = held && (await readable([held]))[0]
    if (held && !before) return undefined
    const next = apply(before)
    if (!next) return undefined
    const sealed = next.person === codec.person ? { id, person: next.person, ...((await codec.seal(next, name(id))) as object) } : next
    const done = await withOutbox(async db => {
      const tx = db.transaction('drafts', 'readwrite', STRICT)
      const now = await tx.store.get(id)
      const same = JSON.stringify(now) === JSON.stringify(held)
      if (same) await tx.store.put(sealed as Held)
      await tx.done
      return same
    })
    if (done) return next
  }
}
