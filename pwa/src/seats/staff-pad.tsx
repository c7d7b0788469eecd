// A PIN by finger, keyboard or screen reader: a field that calls no keyboard of the tablet's own, and ten large keys.
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../text/t'
import { Field } from '../ui/field'
import '../ui/form.css'

const LONGEST = 12
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫']

interface Props {
  id: string
  label: string
  hint?: string
  fault?: string
  pin: string
  set: (pin: string) => void
  submit: () => void
}

export function Pad({ id, label, hint, fault, pin, set, submit }: Props) {
  const box = useRef<HTMLFormElement>(null)
  // Who picked a name by finger goes on with the keys; the field is there for a keyboard.
  useEffect(() => box.current?.querySelector('input')?.focus({ preventScroll: true }), [id])
  const press = (key: string) => set(key === '⌫' ? pin.slice(0, -1) : (pin + key).slice(0, LONGEST))
  return (
    <form class="pin" id="pin-form" ref={box} noValidate onSubmit={(event) => { event.preventDefault(); submit() }}>
      <div role="alert">{fault && <span class="unseen">{fault}</span>}</div>
      <Field id={id} label={label} hint={hint} fault={fault}>
        <input id={id} type="password" inputMode="none" autoComplete="off" maxLength={LONGEST} value={pin} onInput={(event) => set(event.currentTarget.value.replace(/\D/g, ''))} />
      </Field>
      <div class="keys" role="group" aria-label={t('数字键')}>
        {KEYS.map((key) => key ? <button key={key} type="button" aria-label={key === '⌫' ? t('删一位') : undefined} onClick={() => press(key)}>{key}</button> : <i key="none" />)}
      </div>
    </form>
  )
}
