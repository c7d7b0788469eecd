// Photos before they are kept: what a file really is, how small it gets, and its name by content.
import { expect, test } from 'vitest'
import { fit, kindOf } from '../../pwa/src/files/kind'
import { digestOf, sha256 } from '../../pwa/src/files/sha256'
import { createHash } from 'node:crypto'

const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(parts.flatMap(part => (typeof part === 'number' ? [part] : [...part].map(char => char.charCodeAt(0)))))

test('a file is known by its bytes, whatever it is called', () => {
  expect(kindOf(bytes(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg')
  expect(kindOf(bytes(0x89, 'PNG\r\n', 0x1a, '\n'))).toBe('image/png')
  expect(kindOf(bytes('RIFF', 0, 0, 0, 0, 'WEBP'))).toBe('image/webp')
  expect(kindOf(bytes('%PDF-1.7'))).toBe('application/pdf')
  expect(kindOf(bytes(0, 0, 0, 24, 'ftypheic'))).toBe('heic')
  expect(kindOf(bytes('MZ program'))).toBeUndefined()
  expect(kindOf(new Uint8Array())).toBeUndefined()
})

test('the longest side shrinks to the limit and small photos stay as they are', () => {
  expect(fit(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 })
  expect(fit(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 })
  expect(fit(800, 600, 1600)).toEqual({ width: 800, height: 600 })
  expect(fit(10000, 2, 1600)).toEqual({ width: 1600, height: 1 })
})

test('without crypto.subtle the hash is the same', async () => {
  for (const size of [0, 1, 3, 55, 56, 63, 64, 65, 1000, 70001]) {
    const message = Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) % 256)
    const expected = createHash('sha256').update(message).digest('hex')
    expect(Buffer.from(digestOf(message)).toString('hex')).toBe(expected)
    expect(await sha256(message.buffer as ArrayBuffer)).toBe(expected)
  }
})
