// All notices of the person: those that came by sync and those that came by push, each id once.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Follow, Notice } from '../schema/types'
import { mutate } from '../sync/client'
import { rows } from '../sync/preview'
import { serverNow, session, syncedAt } from '../sync/state'
import { withCache } from '../sync/store'

const pushed = signal<Notice[]>([])

/** Newest first. */
export const notices: ReadonlySignal<Notice[]> = computed(() => {
  const byPush = session.value ? pushed.value.filter(notice => !settled(notice, syncedAt.value)) : []
  return joined(readBy(rows<Follow>('follow').value, rows<Notice>('notice').value), byPush)
})

/** A place's notices are the same rows for all who follow it; up to when each has read them stands with the person. */
export function readBy(follows: Follow[], synced: Notice[]): Notice[] {
  const seen = new Map(follows.map(one => [one.centre, one.seen_at]))
  return synced.map(notice => {
    const until = notice.place === undefined ? 0 : (seen.get(notice.place) ?? 0)
    return until >= notice.at ? { ...notice, read_at: until } : notice
  })
}

/** What was pushed of a place's hours before the town was last asked: its rows say what holds now. */
export const settled = (notice: Notice, askedAt: number): boolean => notice.kind === 'hours' && notice.at <= askedAt

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
    for (const notice of kept) if (synced.has(notice.id) || settled(notice, syncedAt.value)) void tx.store.delete(notice.id)
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
  const days = notices.value.filter(notice => ids.includes(notice.id)).map(notice => `hours:${notice.hours?.on}`)
  for (const shown of (await registration?.getNotifications()) ?? []) if ([...ids, ...days].includes(shown.tag)) shown.close()
}
