// Withdrawing a case: asked once more, with a reason in the person's own words.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Application } from '../schema/types'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import '../ui/form.css'
import { withdraw } from './submit'

export function Withdraw({ row }: { row: Application }) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [bad, setBad] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (asking) box.current?.focus()
  }, [asking, bad])
  if (!asking) {
    return (
      <button class="row" type="button" onClick={() => setAsking(true)}>
        <Icon name="i-close" /><span><b>{t('撤回这件')}</b><small>{t('镇上就不往下办了，要办可以重新申请')}</small></span>
      </button>
    )
  }

  async function send(): Promise<void> {
    if (reason.trim().length < 2) return setBad(true)
    await withdraw(row, reason.trim())
    setAsking(false)
  }

  return (
    <div class="stack">
      <p class={`field${bad ? ' bad' : ''}`}>
        <label for="why">{t('为什么撤回')}</label>
        {bad && <span class="msg" id="why-msg">{t('写几个字，镇上好知道')}</span>}
        <textarea id="why" ref={box} rows={2} value={reason} aria-invalid={bad || undefined} aria-describedby={bad ? 'why-msg' : undefined}
          onInput={event => setReason(event.currentTarget.value)} />
      </p>
      <p class="pad">
        <button class="btn two" type="button" onClick={() => setAsking(false)}>{t('不撤了')}</button>{' '}
        <button class="btn two" type="button" onClick={() => void send()}>{t('撤回这件')}</button>
      </p>
    </div>
  )
}
