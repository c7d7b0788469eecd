// t(): the Chinese sentence is the key. zh-CN needs no dictionary; the others are fetched when chosen.
import { signal } from '@preact/signals'
import type { Lang } from '../shell/settings-store'

type Words = Record<string, string>

const words = signal<Words | null>(null)
export const lang = signal<Lang>('zh-CN')

const dictionaries: Record<Exclude<Lang, 'zh-CN'>, () => Promise<{ default: Words }>> = {
  'zh-TW': () => import('./zh-TW'),
  en: () => import('./en'),
}

/** The sentence in the language chosen, `{name}` filled in. */
export function t(sentence: string, values?: Record<string, string | number>): string {
  const text = words.value?.[sentence] ?? sentence
  return values ? fill(text, values) : text
}

export function fill(text: string, values: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/** Switch the language; stays as it was when its dictionary cannot be had now. */
export async function useLang(next: Lang): Promise<void> {
  words.value = next === 'zh-CN' ? null : (await dictionaries[next]()).default
  lang.value = next
}
