// Undo of what has not left the phone yet: it never happened, so the town need not hear of it.
import { inView } from '../sync/client'
import { STRICT, withOutbox } from '../sync/store'

/** False when it is on its way already; then only another step undoes it. */
export async function takeBack(id: string): Promise<boolean> {
  const gone = await withOutbox(async (db) => {
    const tx = db.transaction('mutations', 'readwrite', STRICT)
    const one = await tx.store.index('id').get(id)
    // With a number it may have arrived, and its lane would miss it.
    const free = one !== undefined && one.state === 'waiting' && one.seq === undefined
    if (free) await tx.store.delete(one.n!)
    await tx.done
    return free
  })
  if (gone) await inView()
  return gone
}
