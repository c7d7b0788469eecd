// One question of a form on the screen: label, hint, the problem in words above the control, and the control itself.
import type { ComponentChildren } from 'preact'
import { t } from '../text/t'
import { DateControl } from './date-field'
import type { Problem } from './check'
import { isGiven, widgetOf, type Question, type Widget } from './schema'

export interface ControlProps {
  id: string
  title: string
  question: Question
  value: unknown
  describedBy?: string
  invalid: boolean
  onValue: (value: unknown) => void
}

interface FieldProps {
  name: string
  question: Question
  value: unknown
  problem?: Problem
  /** Something else about this answer, such as what another phone says. */
  note?: ComponentChildren
  required: boolean
  onValue: (value: unknown) => void
  onLeave?: () => void
}

/** The first control of a question; error summaries link to it. */
export const controlId = (field: string) => `f-${field}`

export function Field({ name, question, value, problem, note, required, onValue, onLeave }: FieldProps) {
  const id = controlId(name)
  const widget = widgetOf(question)
  const ids = [problem && `${id}-msg`, question.description && `${id}-hint`, note && `${id}-note`].filter(Boolean)
  const title = t(question.title ?? name)
  const label = required || widget === 'checkbox' ? title : `${title}${t('（可以不填）')}`
  const describedBy = ids.length ? ids.join(' ') : undefined
  const control: ControlProps = { id, title, question, value, describedBy, invalid: problem !== undefined, onValue }
  const words = (
    <>
      {question.description && <small id={`${id}-hint`} class="hint">{t(question.description)}</small>}
      {problem && <p class="msg" id={`${id}-msg`}>{t(problem.message)}</p>}
      {note && <p class="sub" id={`${id}-note`}>{note}</p>}
    </>
  )
  const cls = `field${problem ? ' bad' : ''}`
  if (isGroup(widget)) {
    return (
      <fieldset class={cls} aria-describedby={describedBy} onFocusOut={onLeave}>
        <legend>{label}</legend>
        {words}
        <Control {...control} widget={widget} />
      </fieldset>
    )
  }
  return (
    <div class={cls} onFocusOut={onLeave}>
      {widget !== 'checkbox' && <label for={id}>{label}</label>}
      {words}
      <Control {...control} widget={widget} />
    </div>
  )
}

function isGroup(widget: Widget): boolean {
  return widget === 'radio' || widget === 'date' || widget === 'month'
}

function Control(props: ControlProps & { widget: Widget }) {
  switch (props.widget) {
    case 'radio': return <Radios {...props} />
    case 'select': return <Select {...props} />
    case 'date': return <DateControl {...props} parts={3} />
    case 'month': return <DateControl {...props} parts={2} />
    case 'textarea': return <TextArea {...props} />
    case 'checkbox': return <Checkbox {...props} />
    default: return <Text {...props} />
  }
}

const HELP: Partial<Record<Widget, { inputMode: 'tel' | 'numeric' | 'decimal' | 'text'; autocomplete?: string }>> = {
  phone: { inputMode: 'tel', autocomplete: 'tel' },
  id_number: { inputMode: 'text', autocomplete: 'off' },
  bank_card: { inputMode: 'numeric', autocomplete: 'off' },
  number: { inputMode: 'decimal', autocomplete: 'off' },
  money: { inputMode: 'decimal', autocomplete: 'off' }
}

function Text({ id, question, value, describedBy, invalid, onValue, widget }: ControlProps & { widget: Widget }) {
  const help = HELP[widget]
  const input = (
    <input
      id={id}
      name={id}
      type="text"
      inputMode={help?.inputMode}
      autocomplete={help?.autocomplete ?? autofill(question)}
      value={String(value ?? '')}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onInput={event => onValue(stored(widget, event.currentTarget.value))}
    />
  )
  return widget === 'money' ? <span class="unit">{input}<span>{t('元')}</span></span> : input
}

function autofill(question: Question): string {
  return question['x-prefill'] === 'profile.name' ? 'name' : 'on'
}

/** What is kept of the text in a box: a number where one is asked and typed, else the text as it stands. */
export function stored(widget: Widget, text: string): unknown {
  if (widget === 'id_number') return text.replace(/\s/g, '').toUpperCase()
  if (widget === 'phone' || widget === 'bank_card') return text.replace(/[\s-]/g, '')
  if (widget !== 'number' && widget !== 'money') return text
  // "1." and "1.0" would lose their end as numbers while somebody is still typing.
  return /^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$/.test(text.trim()) ? Number(text) : text
}

function TextArea({ id, value, describedBy, invalid, onValue }: ControlProps) {
  return (
    <textarea id={id} name={id} rows={4} value={String(value ?? '')} aria-describedby={describedBy}
      aria-invalid={invalid || undefined} onInput={event => onValue(event.currentTarget.value)} />
  )
}

function Radios({ id, question, value, describedBy, invalid, onValue }: ControlProps) {
  return (question.enum ?? []).map((choice, at) => (
    <label class="pick" key={at}>
      <input type="radio" id={at === 0 ? id : undefined} name={id} checked={value === choice}
        aria-invalid={invalid || undefined} aria-describedby={describedBy} onChange={() => onValue(choice)} />
      {t(question['x-labels']?.[at] ?? String(choice))}
    </label>
  ))
}

function Select({ id, question, value, describedBy, invalid, onValue }: ControlProps) {
  const choices = question.enum ?? []
  return (
    <select id={id} name={id} aria-describedby={describedBy} aria-invalid={invalid || undefined}
      value={isGiven(value) ? String(choices.indexOf(value)) : ''}
      onChange={event => onValue(event.currentTarget.value === '' ? '' : choices[Number(event.currentTarget.value)])}>
      <option value="">{t('请选')}</option>
      {choices.map((choice, at) => (
        <option key={at} value={String(at)}>{t(question['x-labels']?.[at] ?? String(choice))}</option>
      ))}
    </select>
  )
}

function Checkbox({ id, title, value, describedBy, invalid, onValue }: ControlProps) {
  return (
    <label class="pick">
      <input type="checkbox" id={id} name={id} checked={value === true} aria-invalid={invalid || undefined}
        aria-describedby={describedBy} onChange={event => onValue(event.currentTarget.checked)} />
      {title}
    </label>
  )
}
