// Every Chinese sentence of the personal side has its words in English and in traditional characters.
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const src = 'pwa/src'
const folders = ['forms', 'applications', 'files', 'notices', 'alerts']
const words = (lang: string) => JSON.parse(readFileSync(`${src}/text/${lang}/personal.json`, 'utf-8')) as Record<string, string>

const sentences = new Set(folders.flatMap(folder =>
  readdirSync(`${src}/${folder}`).filter(name => /\.tsx?$/.test(name)).flatMap(name => {
    const text = readFileSync(`${src}/${folder}/${name}`, 'utf-8')
    return [...text.matchAll(/'([^'\n]*[\u4e00-\u9fff][^'\n]*)'/g)].map(found => found[1]!)
  })
))
const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(found => found[0]).sort()

test.each(['en', 'zh-TW'])('%s has every sentence, with the same values to fill in', lang => {
  const known = words(lang)
  expect([...sentences].filter(sentence => !(sentence in known))).toEqual([])
  for (const [sentence, text] of Object.entries(known)) expect(values(text), sentence).toEqual(values(sentence))
})

test('the dictionaries keep no sentence that nobody says', () => {
  expect(Object.keys(words('en')).filter(sentence => !sentences.has(sentence))).toEqual([])
})
