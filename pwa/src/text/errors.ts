// The sentence of an error code, in the language chosen. Sentences are generated from shared_schema/errors.json.
import { effect, signal } from '@preact/signals'
import zh from '../schema/errors.zh-CN'
import { fill, lang, t } from './t'

type Sentences = Record<string, string>

const sentences = signal<Sentences>(zh)

effect(() => {
  const chosen = lang.value
  const load = { 'zh-CN': async () => ({ default: zh as Sentences }), 'zh-TW': () => import('../schema/errors.zh-TW'), en: () => import('../schema/errors.en') }
  void load[chosen]()
    .then((found) => (sentences.value = found.default))
    .catch(() => undefined)
})

export function errorText(code: string, values: Record<string, unknown> = {}): string {
  const sentence = sentences.value[code]
  // Where it is not told which, the sentence ends before it.
  return sentence ? fill(sentence, values).replace(/[：:] ?\{\w+\}$/, '') : t('出了一点问题（{code}），您填的都还在手机里', { code })
}
