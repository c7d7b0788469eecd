// "Delete my data on this phone": rows, unsent work, drafts and photos of one person. Nobody else's, and not the guide.
import { STRICT, withCache, withOutbox } from '../sync/store'

interface HeldDraft {
  id: string
  person?: string | null
}

export async function forgetPerson(person: string): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction(['mutations', 'drafts', 'blobs', 'device'], 'readwrite', STRICT)
    for (const one of await tx.objectStore('mutations').getAll()) {
      if (one.person === person) await tx.objectStore('mutations').delete(one.n!)
    }
    const gone = new Set<unknown>()
    for (const draft of (await tx.objectStore('drafts').getAll()) as HeldDraft[]) {
      if (draft.person !== person) continue
      gone.add(draft.id)
      await tx.objectStore('drafts').delete(draft.id)
    }
    for (const blob of await tx.objectStore('blobs').getAll()) {
      if (gone.has(blob.application) || blob.sha256.startsWith(`${person}/`)) await tx.objectStore('blobs').delete(blob.sha256)
    }
    // What they judged at the desk, and the thumbnails they saw there.
    await tx.objectStore('device').delete(underName('review', person))
    await tx.objectStore('device').delete(underName('drive', person))
    await tx.objectStore('device').delete(`seat/${person}`)
    await tx.done
  })
  await withCache(async (db) => {
    const tx = db.transaction(['rows', 'cursors', 'pushed', 'kept'], 'readwrite')
    await tx.objectStore('rows').delete(IDBKeyRange.bound([person], [person, []]))
    await tx.objectStore('cursors').delete(IDBKeyRange.bound([person], [person, []]))
    await tx.objectStore('pushed').clear()
    await tx.objectStore('kept').delete(underName('thumb', person))
    await tx.done
  })
}

const underName = (what: string, person: string) => IDBKeyRange.bound(`${what}/${person}/`, `${what}/${person}/\uffff`)
