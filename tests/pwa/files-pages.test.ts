// The pages of one material: what is taken away by a slip of the thumb comes back where it was.
import { expect, test } from 'vitest'
import { forward, MOST, put, putBack } from '../../pwa/src/files/pages-field'
import type { Page } from '../../pwa/src/schema/types'

const page = (name: string): Page => ({ blob: name, size: 1, type: 'image/webp' })
const [one, two, three] = ['1', '2', '3'].map(page) as [Page, Page, Page]

test('a page that was taken away comes back to its place, once', () => {
  expect(putBack([one, three], two, 1)).toEqual([one, two, three])
  expect(putBack([one, two, three], two, 1)).toEqual([one, two, three])
  expect(putBack([], two, 1)).toEqual([two])
})

test('a page comes back only while the town takes one more', () => {
  const full = Array.from({ length: MOST }, (_, n) => page(`page ${n}`))
  expect(putBack(full, two, 1)).toEqual(full)
})

test('a page taken again stands where the bad one stood, and one more goes to the end', () => {
  expect(put([one, two], three, '1')).toEqual([three, two])
  expect(put([one], two)).toEqual([one, two])
  expect(forward([one, two, three], '3')).toEqual([one, three, two])
})
