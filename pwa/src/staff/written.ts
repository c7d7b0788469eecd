// What a member of staff had written for a step, in the words of the form.
import type { Defect } from '../schema/types'
import { inOneLine } from './defects'

export function written(args: Record<string, unknown>, labels: Readonly<Record<string, string>>): string[] {
  const { defects = [], reason, result, note } = args as { defects?: Defect[]; reason?: string; result?: string; note?: string }
  const lines = defects.map((defect, at) => `${at + 1}. ${inOneLine(defect, labels)}`)
  return [lines.join('\n'), reason, result, note].filter((words): words is string => Boolean(words))
}
