// A new version is ready: one line that can wait, and does while a form is open.
import { held, takeUpdate, updateReady } from '../platform/worker'
import { needsUpdate } from '../sync/state'
import { t } from '../text/t'

export function UpdatePrompt() {
  if (held.value > 0 || (!updateReady.value && !needsUpdate.value)) return null
  return (
    <p class="off noprint" role="status">
      <span>{needsUpdate.value ? t('这个版本太旧了，换上新的才能接着送，填的不会丢') : t('有新版本')}</span>
      <button class="link" type="button" onClick={takeUpdate}>
        {t('换上新版本')}
      </button>
    </p>
  )
}
