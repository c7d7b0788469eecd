// What a form is to the phone: JSON Schema with the `x-` keys of shared_schema/forms.md, and which questions are asked.

export type Answers = Record<string, unknown>
export type Widget =
  | 'text' | 'textarea' | 'radio' | 'select' | 'date' | 'month' | 'number' | 'money'
  | 'phone' | 'id_number' | 'bank_card' | 'checkbox'

export interface Question {
  type?: string
  title?: string
  description?: string
  enum?: unknown[]
  format?: string
  maxLength?: number
  'x-widget'?: Widget
  'x-labels'?: string[]
  'x-prefill'?: string
  'x-messages'?: Record<string, string>
  'x-show'?: { field: string; is: unknown[] }
  [keyword: string]: unknown
}

export interface Step { id: string; title: string; intro?: string; fields: string[] }
export type Op = '<' | '<=' | '=' | '!=' | '>=' | '>'
export interface Compare { left: string; op: Op; right: string; field: string; message: string }

export interface FormSchema {
  type: 'object'
  properties: Record<string, Question>
  required?: string[]
  'x-steps'?: Step[]
  'x-compare'?: Compare[]
  'x-deadline'?: { field: string; months: number; remind_days?: number }
  'x-declaration'?: string
  [keyword: string]: unknown
}

export interface Form { code: string; version: number; schema: FormSchema }

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Follows a chain of conditions: a question under a hidden question is hidden too. */
export function isShown(schema: FormSchema, field: string, answers: Answers, seen: string[] = []): boolean {
  const condition = schema.properties[field]?.['x-show']
  if (!condition) return true
  if (seen.includes(field)) return false
  if (!isShown(schema, condition.field, answers, [...seen, field])) return false
  const value = answers[condition.field]
  const chosen = Array.isArray(value) ? value : [value]
  return chosen.some(one => condition.is.includes(one))
}

/** What counts: answers to questions that are asked, without empty ones. Unknown answers stay, to be told. */
export function asked(schema: FormSchema, answers: Answers): Answers {
  const kept = Object.entries(answers).filter(
    ([field, value]) => isGiven(value) && (!(field in schema.properties) || isShown(schema, field, answers))
  )
  return Object.fromEntries(kept)
}

/** Every question, in the order of the steps. */
export function fieldsOf(schema: FormSchema): string[] {
  const stepped = (schema['x-steps'] ?? []).flatMap(step => step.fields).filter(field => field in schema.properties)
  return [...new Set([...stepped, ...Object.keys(schema.properties)])]
}

export function widgetOf(question: Question): Widget {
  if (question['x-widget']) return question['x-widget']
  if (question.enum) return question.enum.length <= 6 ? 'radio' : 'select'
  if (question.type === 'number' || question.type === 'integer') return 'number'
  if (question.type === 'boolean') return 'checkbox'
  return question.format === 'date' ? 'date' : 'text'
}

/** What a person reads for a stored answer. */
export function spoken(question: Question, value: unknown): string {
  if (!isGiven(value)) return ''
  const at = question.enum?.indexOf(value) ?? -1
  if (at >= 0) return question['x-labels']?.[at] ?? String(value)
  if (value === true) return '是'
  if (value === false) return '否'
  const widget = widgetOf(question)
  if (widget === 'date' || widget === 'month') return spokenDate(String(value))
  if (widget === 'money') return `${String(value)} 元`
  return String(value)
}

function spokenDate(iso: string): string {
  const [year, month, day] = iso.split('-')
  if (!year || !month) return iso
  return `${year}年${Number(month)}月${day ? `${Number(day)}日` : ''}`
}

/** The pages; a form without any is one page. */
export function stepsOf(schema: FormSchema): Step[] {
  return schema['x-steps'] ?? [{ id: 'form', title: '填表', fields: Object.keys(schema.properties) }]
}

export function stepOf(schema: FormSchema, field: string): Step | undefined {
  return stepsOf(schema).find(step => step.fields.includes(field))
}
