// Checks answers against a form: the problem list of shared_schema/forms.md, the same as server/forms gives.
import { Validator, format, type Schema } from '@cfworker/json-schema'
import { isBankCard, isDay, isIdNumber, isMobile } from './formats'
import { asked, fieldsOf, isShown, type Answers, type Compare, type FormSchema, type Question } from './schema'

export interface Problem { field: string; keyword: string; message: string }

const known: Record<string, (text: string) => boolean> = format
known['id-number-cn'] = isIdNumber
known['mobile-cn'] = isMobile
known['bank-card'] = isBankCard
known['date'] = isDay

const ORDER = [
  'required', 'type', 'const', 'enum', 'minLength', 'maxLength', 'pattern', 'format',
  'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'
]
const SENTENCES: Record<string, string> = {
  const: '请勾选',
  enum: '请选一项',
  minLength: '至少 {limit} 个字',
  maxLength: '最多 {limit} 个字',
  minimum: '不能小于 {limit}',
  maximum: '不能大于 {limit}',
  exclusiveMinimum: '要大于 {limit}',
  exclusiveMaximum: '要小于 {limit}'
}
const FORMATS: Record<string, string> = {
  date: '没有这一天',
  'id-number-cn': '身份证号对不上，请照着身份证再看一遍',
  'mobile-cn': '手机号应是 11 位，以 1 开头',
  'bank-card': '卡号对不上，请照着卡再看一遍'
}

/** In the order of the steps, at most one a field. */
export function problems(schema: FormSchema, answers: Answers): Problem[] {
  const kept = asked(schema, answers)
  const failed = failures(schema, kept)
  const compared = (schema['x-compare'] ?? []).filter(rule => !holds(rule, kept))
  const unknown = [...failed.keys()].filter(field => !(field in schema.properties)).sort()
  const found: Problem[] = []
  for (const field of [...fieldsOf(schema), ...unknown]) {
    if (!isShown(schema, field, answers)) continue
    const keyword = first(failed.get(field))
    const rule = compared.find(candidate => candidate.field === field)
    if (keyword) found.push({ field, keyword, message: sentence(schema.properties[field] ?? {}, field, keyword) })
    else if (rule) found.push({ field, keyword: 'compare', message: rule.message })
  }
  return found
}

function failures(schema: FormSchema, answers: Answers): Map<string, string[]> {
  const failed = new Map<string, string[]>()
  const add = (field: string, keyword: string) => failed.set(field, [...(failed.get(field) ?? []), keyword])
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(answers)
  for (const error of errors) {
    if (error.keyword === 'required') {
      const names = pointed(schema, error.keywordLocation)
      for (const name of Array.isArray(names) ? names : []) if (!(name in answers)) add(name, 'required')
    }
    const field = error.instanceLocation.match(/^#\/([^/]+)/)?.[1]
    if (field) add(unescape(field), error.keyword === 'false' ? 'additionalProperties' : error.keyword)
  }
  return failed
}

/** A part of a JSON pointer. */
function unescape(part: string): string {
  return part.replace(/~1/g, '/').replace(/~0/g, '~')
}

/** The validator names a missing property only in its English text; the schema itself says which ones are meant. */
function pointed(schema: FormSchema, location: string): unknown {
  return location.split('/').slice(1).reduce<unknown>((at, key) => (at as Answers | undefined)?.[key], schema)
}

function first(keywords: string[] | undefined): string | undefined {
  return ORDER.find(keyword => keywords?.includes(keyword)) ?? keywords?.[0]
}

function holds(rule: Compare, answers: Answers): boolean {
  const a = answers[rule.left] as string
  const b = answers[rule.right] as string
  const both = (type: string) => typeof a === type && typeof b === type
  if (!both('string') && !both('number')) return true
  switch (rule.op) {
    case '<': return a < b
    case '<=': return a <= b
    case '=': return a === b
    case '!=': return a !== b
    case '>=': return a >= b
    case '>': return a > b
  }
}

function sentence(question: Question, field: string, keyword: string): string {
  const own = question['x-messages']?.[keyword] ?? plain(question, keyword)
  return own.split('{title}').join(question.title ?? field).split('{limit}').join(String(question[keyword] ?? ''))
}

function plain(question: Question, keyword: string): string {
  if (keyword === 'required') return isChoice(question) ? '还没选：{title}' : '还没填：{title}'
  if (keyword === 'type' && (question.type === 'number' || question.type === 'integer')) return '请填数字'
  if (keyword === 'format') return FORMATS[question.format ?? ''] ?? '{title}：请再看一遍'
  return SENTENCES[keyword] ?? '{title}：请再看一遍'
}

function isChoice(question: Question): boolean {
  return question.enum !== undefined || ['radio', 'select', 'checkbox'].includes(question['x-widget'] ?? '')
}
