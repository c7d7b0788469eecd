// 已保存在手机: said only of what is on disk. It stands where somebody fills in, so no version changes under it.
import { useEffect } from 'preact/hooks'
import { holdUpdates } from '../platform/worker'
import { clock } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import type { Draft } from './draft'
import { full, saving } from './drafts'

export function SavedMark({ draft, onTablet }: { draft: Draft; onTablet?: boolean }) {
  useEffect(holdUpdates, [])
  if (full.value) return <p class="sub msg" role="alert"><Icon name="s-fix" /> {t('手机存不下了，删掉一些照片再填。先别关这一页')}</p>
  if (saving.value.has(draft.id)) return <p class="sub" role="status"><Icon name="s-draft" /> {t('正在存…')}</p>
  return (
    <p class="sub" role="status">
      <Icon name="s-draft" /> {onTablet ? t('填的都已保存在平板') : t('填的都已保存在手机')}{' '}
      <span class="num">{clock(new Date(draft.saved_at * 1000))}</span>
    </p>
  )
}
