// @vitest-environment happy-dom
// The inbox: a notice that came by push and by sync is one notice; old news is no news.
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { isNew, joined } from '../../pwa/src/notices/all'
import { forward, put } from '../../pwa/src/files/pages-field'
import type { Notice } from '../../pwa/src/schema/types'

const notice = (id: string, at: number, change: Partial<Notice> = {}): Notice => ({ id, at, kind: 'progress', title: id, body: '', ...change })

test('push and sync bring the same notice once, and what sync knows counts', () => {
  const all = joined([notice('a', 1, { read_at: 9 }), notice('b', 3)], [notice('a', 1), notice('c', 2)])
  expect(all.map(one => one.id)).toEqual(['b', 'c', 'a'])
  expect(all[2]!.read_at).toBe(9)
})

test('a notice is new until it is read or out of date', () => {
  expect(isNew(notice('a', 1), 100)).toBe(true)
  expect(isNew(notice('a', 1, { read_at: 2 }), 100)).toBe(false)
  expect(isNew(notice('a', 1, { until: 50 }), 100)).toBe(false)
})

const page = (blob: string) => ({ blob, size: 1 })

test('pages are retaken in place, moved one forward, and never doubled', () => {
  const pages = [page('a'), page('b'), page('c')]
  expect(put(pages, page('d'), 'b').map(one => one.blob)).toEqual(['a', 'd', 'c'])
  expect(put(pages, page('a')).map(one => one.blob)).toEqual(['b', 'c', 'a'])
  expect(put(put(pages, page('d'), 'b'), page('d'), 'b').map(one => one.blob)).toEqual(['a', 'c', 'd'])
  expect(forward(pages, 'c').map(one => one.blob)).toEqual(['a', 'c', 'b'])
  expect(forward(pages, 'a')).toEqual(pages)
})
