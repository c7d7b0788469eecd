// @vitest-environment happy-dom
// What comes behind the first load for whoever has something of their own: how their unsent changes look, the number on the icon.
import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import type { Follow, Notice, Profile } from '../../pwa/src/schema/types'

const notice = (id: string, at: number, change: Partial<Notice> = {}): Notice => ({ id, at, kind: 'bus', title: id, body: '', ...change })
const row = (entity: string, key: string, body: object) => ({ entity, key, version: 1, body: { ...body } })

test('a profile changed before the app was closed is in the queue at once, and changed wherever a personal page shows it', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  const { keepOnDevice } = await import('../../pwa/src/sync/store')
  const { add } = await import('../../pwa/src/sync/outbox')
  await keepOnDevice('session', { session: 's', person: 'person-a', phone: '13800000001', client: 'c' })
  await add('person-a', 'accounts.set_profile', 'accounts', { name: '王小芳' }, 0)
  const { open, outbox, rows } = await import('../../pwa/src/sync/client')
  await open()
  expect(outbox.value).toMatchObject([{ name: 'accounts.set_profile', state: 'waiting' }])
  const profile = rows<Profile>('profile')
  expect(profile.value).toEqual([])
  const { ready } = await import('../../pwa/src/applications/start')
  await ready()
  expect(profile.value).toEqual([{ id: 'person-a', phone: '', name: '王小芳' }])
})

test('N1: the number on the icon goes when the inbox was read, also that of a followed place', async () => {
  let shown = 0
  const badge = { setAppBadge: async (count: number) => void (shown = count), clearAppBadge: async () => void (shown = 0) }
  Object.assign(navigator, badge)
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  const state = await import('../../pwa/src/sync/state')
  const { applyRows } = await import('../../pwa/src/sync/pull')
  const { startPersonal } = await import('../../pwa/src/applications/start')
  const { markRead, fresh } = await import('../../pwa/src/notices/all')
  state.line.value = 'off'
  await startPersonal()
  state.session.value = { session: 's', person: 'person-a' }
  const rows = {
    me: [row('notice', 'mine', notice('mine', 10)), row('notice', 'past', notice('past', 20, { until: 30 })),
      row('follow', '510131104', { centre: '510131104', name: '', topics: [], since: 5, seen_at: 5, lang: 'zh-CN' } as unknown as Follow)],
    'place:510131104': [row('notice', 'theirs', notice('theirs', 20, { place: '510131104' }))],
  }
  await applyRows('person-a', { at: 40, rows, cursors: { me: 3, 'place:510131104': 1 } })
  expect(shown).toBe(2)
  await markRead(fresh.peek().map((one) => one.id))
  expect(shown).toBe(0)
})
