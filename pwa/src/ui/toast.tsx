// A short word at the bottom after something was done, with undo where it can be undone.
import { signal } from '@preact/signals'
import { t } from '../text/t'

interface Toast {
  text: string
  undo?: () => void
}

const current = signal<Toast | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function toast(text: string, undo?: () => void): void {
  current.value = { text, undo }
  clearTimeout(timer)
  timer = setTimeout(() => (current.value = null), undo ? 10_000 : 5_000)
}

export function Toasts() {
  const now = current.value
  return (
    <div class="toast" role="status">
      {now && (
        <p>
          <span>{now.text}</span>
          {now.undo && (
            <button
              type="button"
              onClick={() => {
                current.value = null
                now.undo!()
              }}
            >
              {t('撤销')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
