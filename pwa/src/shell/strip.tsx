// The one calm line under the bar when there is no line to the town.
import { line, syncedAt } from '../sync/state'
import { t } from '../text/t'
import { stamp } from '../text/dates'
import { Icon } from '../ui/icon'

export function OfflineStrip() {
  if (line.value !== 'off') return null
  return (
    <p class="off" role="status">
      <Icon name="i-noline" />
      <span>
        {t('没网也能用')}
        {syncedAt.value > 0 && (
          <>
            {t('，内容到 ')}
            <span class="num">{stamp(syncedAt.value)}</span>
          </>
        )}
      </span>
    </p>
  )
}
