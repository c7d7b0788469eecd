// The personal side behind the first page: previews, drafts to and from the town, waiting submissions, photos.
import { keepPush } from '../alerts/keep'
import { dropPhotos } from '../files/photos'
import { startUploads } from '../files/upload'
import { loadPushed } from '../notices/all'
import '../notices/mutations'
import { open } from '../sync/client'
import { cases } from './cases'
import { namedBlobs, startDraftSync } from './draft-sync'
import { drafts, loadDrafts, removeDraft } from './drafts'
import './mutations'
import { startSubmissions } from './submit'

const FRESH_SECONDS = 86_400
const DELETED_SECONDS = 30 * 86_400

/** What pages of this side need before they can show anything. */
export async function ready(): Promise<void> {
  await Promise.all([open(), loadDrafts()])
}

export async function startPersonal(): Promise<void> {
  await ready()
  await startDraftSync()
  startSubmissions()
  startUploads()
  void loadPushed().then(keepPush).catch(error => console.warn('push:', error))
  void tidy().catch(error => console.warn('photos:', error))
}

/** Deleted drafts leave after a month; photos that no page of a case of this person names any more, after a day. */
async function tidy(): Promise<void> {
  const now = Math.round(Date.now() / 1000)
  const deleted = drafts.value.filter(one => (one.discarded_at ?? now) < now - DELETED_SECONDS).map(one => one.id)
  for (const id of deleted) await removeDraft(id)
  const mine = new Set([...cases.value.map(one => one.id), ...deleted])
  const named = namedBlobs()
  await dropPhotos(held => mine.has(held.application) && !named.has(held.sha256) && held.taken_at < now - FRESH_SECONDS)
}
