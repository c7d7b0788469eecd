// What is said of a day's hours: the same cases that the server runs, in every language.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { detail, sentence } from '../../pwa/src/notices/words'
import type { HoursNews } from '../../pwa/src/schema/types'
import type { Lang } from '../../pwa/src/shell/settings-store'
import { useLang } from '../../pwa/src/text/t'

interface Case { name: string; news: HoursNews; says: Record<Lang, string>; why: Record<Lang, string> }

const vectors = JSON.parse(readFileSync('shared_schema/vectors/news.json', 'utf8')) as Case[]

afterAll(() => useLang('zh-CN'))

test.each(['zh-CN', 'zh-TW', 'en'] as const)('a day is said as the server says it, in %s', async (lang) => {
  await useLang(lang)
  expect(vectors.map(({ news }) => [sentence(news), detail(news)])).toEqual(vectors.map(({ says, why }) => [says[lang], why[lang]]))
})
