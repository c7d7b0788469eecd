// Search on the phone finds what people mean: the shared cases.
import { expect, test } from 'vitest'
import type { Title } from '../../pwa/src/guide/view'
import { makeIndex, search } from '../../pwa/src/search/index'
import vectors from '../../shared_schema/vectors/search.json'

const to = [...vectors.chars.to]
const chars = new Map([...vectors.chars.from].map((char, at) => [char, to[at]!]))
const index = makeIndex(vectors.titles as Title[], chars, vectors.place)

for (const { name, query, first, also, alike, means } of vectors.cases as {
  name: string, query: string, first: string | null, also?: string[], alike?: string[], means?: string
}[]) {
  test(`${name}: ${query}`, () => {
    const found = search(index, query)
    const codes = [...found.best, ...found.alike].map((hit) => hit.title.code)
    expect(codes[0] ?? null).toBe(first)
    for (const code of also ?? []) expect(codes).toContain(code)
    if (alike) expect(found.alike.map((hit) => hit.title.code)).toEqual(alike)
    if (means) expect(found.means).toBe(means)
  })
}

test('what was met is marked in the name, marks and all', () => {
  const [hit] = search(index, '投靠').best
  expect(hit!.marks).toEqual([[5, 7]])
  const [sounded] = search(index, 'tysb').best
  expect(sounded!.marks).toEqual([[3, 7]])
})

test('a resident of the village sees the town’s own item first when names are equally good', () => {
  const at = (code: string, org: string): Title => ({ code, name: '老年证办理', org, department: 'mz', topics: [], words: [], pinyin: 'lao nian zheng ban li' })
  const both = [at('city', '5101'), at('town', '510131102')]
  expect(search(makeIndex(both, new Map(), '510131102003'), '老年证').best[0]!.title.code).toBe('town')
})
