// The personal side behind the first page: previews, drafts to and from the town, waiting submissions, photos.
import { effect } from '@preact/signals'
import '../accounts/mutations'
import { keepPush } from '../alerts/keep'
import { dropPhotos, thinPhotos, whenTight } from '../files/photos'
import { mayGo } from '../files/shed'
import { giveBack, startUploads } from '../files/upload'
import { lookForRoom, shed } from '../guide/shed'
import { loadPushed } from '../notices/all'
import { unread } from '../notices/unread'
import { showBadge } from '../platform/badge'
import '../bookings/mutations'
import '../notices/mutations'
import type { Application } from '../schema/types'
import { open } from '../sync/client'
import { rows, serverRows } from '../sync/preview'
import { serverNow, session } from '../sync/state'
import { alsoUnsent } from '../sync/unsent'
import { cases } from './cases'
import { namedBlobs, openBlobs, startDraftSync } from './draft-sync'
import { drafts, loadDrafts, removeDraft } from './drafts'
import './mutations'
import { startSubmissions } from './submit'
import { unsentHere } from './unsent'

const FRESH_SECONDS = 86_400
const DELETED_SECONDS = 30 * 86_400

/** What pages of this side need before they can show anything. */
export async function ready(): Promise<void> {
  await Promise.all([open(), loadDrafts()])
}

export async function startPersonal(): Promise<void> {
  await ready()
  effect(() => {
    if (session.value) void loadDrafts()
  })
  effect(() => showBadge(unread.value))
  effect(() => {
    if (!rows<Application>('application').value.some(one => one.receipt)) return
    void import('../platform/install').then(part => part.succeeded()).catch(() => undefined)
  })
  await startDraftSync()
  alsoUnsent(unsentHere)
  startSubmissions()
  startUploads()
  whenTight(() => shed().then(() => thin(0)))
  void lookForRoom().catch(error => console.warn('room:', error))
  void loadPushed().then(keepPush).catch(error => console.warn('push:', error))
  void tidy().catch(error => console.warn('photos:', error))
}

/** Deleted drafts leave after a month; photos that no page of a case of this person names any more, after a day; large
 * pictures of cases that the town took in, after 90 days. */
async function tidy(): Promise<void> {
  const now = Math.round(Date.now() / 1000)
  const deleted = drafts.value.filter(one => (one.discarded_at ?? now) < now - DELETED_SECONDS).map(one => one.id)
  for (const id of deleted) await removeDraft(id)
  const mine = new Set([...cases.value.map(one => one.id), ...deleted])
  const named = namedBlobs()
  const dropped = await dropPhotos(held => mine.has(held.application) && !named.has(held.sha256) && held.taken_at < now - FRESH_SECONDS)
  await giveBack(dropped.flatMap(one => one.upload ?? []))
  await thin()
}

async function thin(kept?: number): Promise<void> {
  const safe = mayGo(serverRows<Application>('application', 'me'), openBlobs(), serverNow(), kept)
  await thinPhotos(held => safe.has(held.sha256))
}
