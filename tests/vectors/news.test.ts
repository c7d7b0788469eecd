// What is said of a day's hours: the same cases that the server runs, in every language.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { Day } from '../../pwa/src/hours/find'
import { newsOf } from '../../pwa/src/notices/day-news'
import { detail, sentence } from '../../pwa/src/notices/words'
import type { HoursNews } from '../../pwa/src/schema/types'
import type { Lang } from '../../pwa/src/shell/settings-store'
import { useLang } from '../../pwa/src/text/t'

interface Case { name: string; news: HoursNews; says: Record<Lang, string>; why: Record<Lang, string> }

interface Told { name: string; day: Omit<Day, 'workday'>; news: HoursNews }

const { said, days } = JSON.parse(readFileSync('shared_schema/vectors/news.json', 'utf8')) as { said: Case[]; days: Told[] }

afterAll(() => useLang('zh-CN'))

test.each(['zh-CN', 'zh-TW', 'en'] as const)('a day is said as the server says it, in %s', async (lang) => {
  await useLang(lang)
  expect(said.map(({ news }) => [sentence(news), detail(news)])).toEqual(said.map(({ says, why }) => [says[lang], why[lang]]))
})

test('what of a day is news is what the server finds', () => {
  expect(days.map(({ day, news }) => newsOf({ ...day, workday: null }, news.centre, news.name))).toEqual(days.map(({ news }) => news))
})
