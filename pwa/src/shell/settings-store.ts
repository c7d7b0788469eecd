// What a person set on this phone: text size, theme, language. The script in index.html reads the same key before first paint.
import { signal } from '@preact/signals'

export type Lang = 'zh-CN' | 'zh-TW' | 'en'

export interface Settings {
  text?: 'xl'
  theme?: 'light' | 'dark'
  lang?: Lang
}

const KEY = 'ganchang'

export const settings = signal<Settings>(read())

export function change(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part }
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.value))
  } catch {
    // Storage may be refused (private window): the choice then lasts as long as the page.
  }
  apply()
}

export function apply(): void {
  const { text, theme, lang } = settings.value
  const root = document.documentElement
  root.lang = lang ?? 'zh-CN'
  root.dataset.text = text ?? ''
  root.dataset.theme = theme ?? (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light')
}

function read(): Settings {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Settings
  } catch {
    return {}
  }
}
