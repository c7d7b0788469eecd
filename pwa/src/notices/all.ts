// All notices of the person: those that came by sync and those that came by push, each id once.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Notice } from '../schema/types'
import { mutate } from '../sync/client'
import { rows } from '../sync/preview'
import { serverNow, session } from '../sync/state'
import { withCache } from '../sync/store'

const pushed = signal<Notice[]>([])

/** Newest first. */
export const notices: ReadonlySignal<Notice[]> = computed(() => joined(rows<Notice>('notice').value, session.value ? pushed.value : []))

export function joined(synced: Notice[], byPush: Notice[]): Notice[] {
  const known = new Map([...byPush, ...synced].map(notice => [notice.id, notice]))
  return [...known.values()].sort((a, b) => b.at - a.at)
}

/** Still news: not read and not past its time. */
export function isNew(notice: Notice, now: number): boolean {
  return !notice.read_at && (notice.until === undefined || notice.until > now)
}

export const fresh: ReadonlySignal<Notice[]> = computed(() => notices.value.filter(notice => isNew(notice, serverNow())))

/** What the service worker kept while the app was closed. What sync has brought since is not kept twice. */
export async function loadPushed(): Promise<void> {
  const synced = new Set(rows<Notice>('notice').value.map(notice => notice.id))
  pushed.value = await withCache(async db => {
    const tx = db.transaction('pushed', 'readwrite')
    const kept = (await tx.store.getAll()) as unknown as Notice[]
    for (const notice of kept) if (synced.has(notice.id)) void tx.store.delete(notice.id)
    await tx.done
    return kept
  })
}

export async function markRead(ids: string[]): Promise<void> {
  void takeDown(ids).catch(() => undefined)
  for (let at = 0; at < ids.length; at += 100) await mutate('notices.read', 'notices', { ids: ids.slice(at, at + 100) })
}

/** What was read here need not lie among the phone's notifications any longer. */
async function takeDown(ids: string[]): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  for (const shown of (await registration?.getNotifications()) ?? []) if (ids.includes(shown.tag)) shown.close()
}
