// Every Chinese sentence of the personal side has its words in English and in traditional characters, also where it is
// written apart from the t() that says it; and no dictionary keeps what nobody says any more.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const src = 'pwa/src'
const folders = ['forms', 'applications', 'bookings', 'files', 'notices', 'alerts']
const dictionaries = (lang: string) => readdirSync(`${src}/text/${lang}`).map((name) => JSON.parse(readFileSync(`${src}/text/${lang}/${name}`, 'utf-8')) as Record<string, string>)

function sentences(folder: string): Set<string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => /\.tsx?$/.test(entry.name))
  return new Set(files.flatMap((entry) => {
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf-8')
    return [...text.matchAll(/'([^'\n]*[\u4e00-\u9fff][^'\n]*)'/g)].map((found) => found[1]!)
  }))
}

test.each(['en', 'zh-TW'])('%s has every sentence of the personal side', (lang) => {
  const known = Object.assign({}, ...dictionaries(lang)) as Record<string, string>
  const said = folders.flatMap((folder) => [...sentences(`${src}/${folder}`)])
  expect(said.filter((sentence) => !(sentence in known))).toEqual([])
})

test.each(['personal', 'bookings'])('the dictionary of the personal side keeps no sentence that nobody says: %s', (name) => {
  const said = sentences(src)
  const kept = Object.keys(JSON.parse(readFileSync(`${src}/text/en/${name}.json`, 'utf-8')) as object)
  expect(kept.filter((sentence) => !said.has(sentence))).toEqual([])
})
