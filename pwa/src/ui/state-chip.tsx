// Where a mutation stands: shape, word and colour (待上传, 正在上传, 镇上没收下).
import type { Waiting } from '../sync/state'
import { t } from '../text/t'
import { Icon } from './icon'

export function SyncChip({ state }: { state: Waiting['state'] }) {
  if (state === 'rejected') {
    return (
      <span class="st fix">
        <Icon name="i-clock" />
        {t('镇上没收下')}
      </span>
    )
  }
  return (
    <span class="st up">
      <Icon name="s-up" class={state === 'sending' ? 'sync' : undefined} />
      {state === 'sending' ? t('正在上传') : t('待上传')}
    </span>
  )
}
