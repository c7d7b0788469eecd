// One question with its label, hint and fault, and the summary of faults on top of a page (GOV.UK pattern).
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../text/t'
import { Icon } from './icon'

export interface Fault {
  field: string
  words: string
}

interface Props {
  id: string
  label: string
  hint?: string
  fault?: string
  children: ComponentChildren
}

export function Field({ id, label, hint, fault, children }: Props) {
  const control = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const input = control.current?.querySelector('input,textarea,select')
    const told = [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ')
    if (told) input?.setAttribute('aria-describedby', told)
    else input?.removeAttribute('aria-describedby')
    if (fault) input?.setAttribute('aria-invalid', 'true')
    else input?.removeAttribute('aria-invalid')
  }, [id, fault, hint])
  return (
    <div class={fault ? 'field bad' : 'field'} ref={control}>
      <label for={id}>{label}</label>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {fault && (
        <p class="msg" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {children}
    </div>
  )
}

/** Takes the focus whenever its faults change. */
export function Summary({ faults }: { faults: Fault[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [JSON.stringify(faults)])
  return (
    <div class="box fix" role="alert" aria-labelledby="faults" tabIndex={-1} ref={box}>
      <b id="faults">
        <Icon name="s-fix" /> {t('有 {n} 处要改，改好就能往下走', { n: faults.length })}
      </b>
      <ol>
        {faults.map((fault) => (
          <li key={fault.field}>
            <a class="to" href={`#${fault.field}`} onClick={toField}>
              {fault.words}
            </a>
          </li>
        ))}
      </ol>
    </div>
  )
}

// Focus, not only scroll: a plain anchor leaves the keyboard where it was.
function toField(event: MouseEvent): void {
  const id = (event.currentTarget as HTMLAnchorElement).hash.slice(1)
  const field = document.getElementById(id)
  if (!field) return
  event.preventDefault()
  field.scrollIntoView({ block: 'center' })
  field.focus({ preventScroll: true })
}
