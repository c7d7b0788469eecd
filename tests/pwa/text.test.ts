// Every sentence that the app says exists in traditional characters and in English, with the same blanks.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorText } from '../../pwa/src/text/errors'

const src = join(import.meta.dirname, '../../pwa/src')

function sentences(): Map<string, string> {
  const found = new Map<string, string>()
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => /\.tsx?$/.test(entry.name))
  for (const entry of files) {
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, sentence] of text.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)+)'/g)) found.set(sentence!, entry.name)
  }
  return found
}

function dictionary(lang: string): Record<string, string> {
  const folder = join(src, 'text', lang)
  return Object.assign({}, ...readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as object)) as Record<string, string>
}

const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join(' ')

function missing(lang: string): [string, string][] {
  const known = dictionary(lang)
  return [...sentences()].filter(([sentence]) => !(sentence in known))
}

test('every sentence is there in English', () => {
  expect(missing('en').map(([sentence, file]) => `${file}: ${sentence}`)).toEqual([])
})

test('every sentence that looks different in traditional characters is there in them', () => {
  // What a character looks like is learnt from the dictionary itself.
  const changed = new Set(Object.entries(dictionary('zh-TW')).filter(([from, to]) => from.length === to.length).flatMap(([from, to]) => [...from].filter((char, i) => char !== to[i])))
  const wanting = missing('zh-TW').filter(([sentence]) => [...sentence].some((char) => changed.has(char)))
  expect(wanting.map(([sentence, file]) => `${file}: ${sentence}`)).toEqual([])
})

test.each(['zh-TW', 'en'])('the blanks of a sentence are the same in %s', (lang) => {
  const wrong = Object.entries(dictionary(lang)).filter(([sentence, text]) => blanks(sentence) !== blanks(text))
  expect(wrong).toEqual([])
})

test('an error says which where that is known, and never shows an empty blank at its end', () => {
  expect(errorText('args_invalid', { field: '地址' })).toBe('有一处不合要求：地址')
  expect(errorText('args_invalid')).toBe('有一处不合要求')
})
