// The list of defects that a clerk puts together, and what the applicant will read of it. Pure.
// The words are the server's (server/applications/{texts,sms}.py); vectors/defects.json holds both to them.
import type { Defect } from '../schema/types'

/** One thing to mend as it is being written; `reason` may still be empty. */
export interface Doubt { id: number; material?: string; field?: string; page?: number; reason: string }

export interface Review {
  id: string
  /** The round it was written for */
  round: number
  verdicts: Record<string, 'ok' | 'fix'>
  doubts: Doubt[]
  /** Reasons, notes, results: whatever else was typed */
  typed: Record<string, string>
  /** The mutation that carried it off; until its result is known nothing here is dropped. */
  sent?: string
}

export const MATERIAL_REASONS = ['反光看不清', '缺页', '过期', '不是本人']
export const FIELD_REASONS = ['和材料对不上', '没填全', '看不懂，请写清楚']

export const emptyReview = (id: string, round: number): Review => ({ id, round, verdicts: {}, doubts: [], typed: {} })

export const aboutOf = (doubt: Doubt) => doubt.material ?? doubt.field ?? ''

/** Doubts on a material that was found good after all are kept, but not told. */
export function told(review: Review): Doubt[] {
  return review.doubts.filter((doubt) => doubt.material === undefined || review.verdicts[doubt.material] === 'fix')
}

export function judged(review: Review, material: string, verdict: 'ok' | 'fix'): Review {
  const next = { ...review, verdicts: { ...review.verdicts, [material]: verdict } }
  const has = next.doubts.some((doubt) => doubt.material === material)
  return verdict === 'fix' && !has ? doubted(next, { material }) : next
}

export function doubted(review: Review, about: { material: string } | { field: string }): Review {
  const id = review.doubts.reduce((most, doubt) => Math.max(most, doubt.id), 0) + 1
  return { ...review, doubts: [...review.doubts, { id, ...about, reason: '' }] }
}

export function changed(review: Review, id: number, change: Partial<Doubt>): Review {
  return { ...review, doubts: review.doubts.map((doubt) => (doubt.id === id ? { ...doubt, ...change } : doubt)) }
}

/** The last doubt on a material gone, nobody has judged it. */
export function dropped(review: Review, id: number): Review {
  const gone = review.doubts.find((doubt) => doubt.id === id)
  const doubts = review.doubts.filter((doubt) => doubt.id !== id)
  const verdicts = { ...review.verdicts }
  if (gone?.material !== undefined && !doubts.some((doubt) => doubt.material === gone.material)) delete verdicts[gone.material]
  return { ...review, doubts, verdicts }
}

/** A list that was given already, to be added to. */
export function fromGiven(id: string, round: number, defects: readonly Defect[]): Review {
  const doubts = defects.map((defect, at): Doubt => ({ id: at + 1, ...defect }))
  const verdicts = Object.fromEntries(defects.flatMap((defect) => (defect.material ? [[defect.material, 'fix' as const]] : [])))
  return { ...emptyReview(id, round), doubts, verdicts }
}

export const unsaid = (review: Review): Doubt[] => told(review).filter((doubt) => doubt.reason.trim().length < 2)
export const unseen = (review: Review, materials: readonly string[]): string[] => materials.filter((code) => !review.verdicts[code])

export function defectsOf(review: Review): Defect[] {
  return told(review).map(({ material, field, page, reason }) => ({
    ...(material !== undefined && { material }),
    ...(field !== undefined && { field }),
    ...(page !== undefined && { page }),
    reason: reason.trim(),
  }))
}

type Labels = Readonly<Record<string, string>>

export function inOneLine(defect: Defect, labels: Labels): string {
  const what = defect.material ?? defect.field
  const page = defect.page ? `第 ${defect.page} 页` : ''
  return what ? `${labels[what] ?? what}${page}：${defect.reason}` : defect.reason
}

/** What stands in the app: body of the notice. */
export function noticeOf(lines: readonly string[], by: string): string {
  return [`请在 ${by} 前补齐，在手机上补或带到窗口都行：`, ...lines.map((line, at) => `${at + 1}. ${line}`)].join('\n')
}

const ALONE = 70
const JOINED = 67

/** How many SMS a Chinese text costs (UCS-2). */
export function parts(text: string): number {
  return text.length <= ALONE ? 1 : Math.ceil(text.length / JOINED)
}

export function smsOf(item: string, lines: readonly string[], by: string, centre: string, phone: string): string {
  const listed = lines.map((line, at) => `${at + 1} ${line.replace(/。+$/, '')}`).join('；')
  const ask = phone ? `，问 ${phone}` : ''
  const courteous = `您办的${item}要补 ${lines.length} 处，请在 ${by} 前补齐：${listed}。手机上补或带到窗口都行${ask}。${centre}`
  const plain = `${item}要补 ${lines.length} 处，${by} 前：${listed}。${centre}${phone}`
  return parts(courteous) <= parts(plain) ? courteous : plain
}
