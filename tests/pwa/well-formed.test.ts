// Text that a length limit cut through an emoji still reaches the town, and so does all the rest of the message.
import { expect, test } from 'vitest'
import { wellFormed } from '../../pwa/src/sync/well-formed'

test('half an emoji becomes the replacement character, whole ones and everything else stay', () => {
  const cut = '马福村 😀'.slice(0, -1)
  expect(cut.charCodeAt(cut.length - 1)).toBe(0xd83d)
  const typed = { answers: { address: cut, name: '杨成福 😀', joined: 1974, mark: '\ufeff村' }, pages: [null, true] }
  expect(wellFormed(typed)).toEqual({ answers: { address: '马福村 \ufffd', name: '杨成福 😀', joined: 1974, mark: '\ufeff村' }, pages: [null, true] })
})
