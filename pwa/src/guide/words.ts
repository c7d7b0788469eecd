// The guide's figures and levels in plain words.
import type { Item, Place } from '../schema/types'
import { t } from '../text/t'
import { villageName } from './chosen'
import { placeName, type Title } from './store'

/** Who offers it, as people say it: 镇上办, 县里办. */
export function level(org: string): string {
  const name = placeName(org)
  if (org.length === 4) return t('市里办')
  if (org.length === 6) return name.endsWith('区') ? t('区里办') : t('县里办')
  if (org.length === 9) return name.endsWith('街道') ? t('街道办') : name.endsWith('乡') ? t('乡上办') : t('镇上办')
  return name.includes('社区') ? t('社区办') : t('村上办')
}

export const shortName = (place: Pick<Place, 'code' | 'name'>) => (place.code.length === 12 ? villageName(place.name) : place.name)

/** The line under a name in lists. */
export function atGlance(title: Title): string {
  const words = [level(title.org)]
  if (title.online) words.push(t('手机上能办'))
  if (title.visits === 0) words.push(t('不用跑'))
  else if (title.visits) words.push(t('最多跑 {n} 次', { n: title.visits }))
  if (title.fee === 0) words.push(t('不收费'))
  return words.join(' · ')
}

export const workdays = (days: number) => (days === 0 ? t('当场办好') : t('{n} 个工作日', { n: days }))
export const fee = (item: Pick<Item, 'fee'>) => (item.fee === undefined ? t('问窗口') : item.fee === 0 ? t('不收') : t('{n} 元', { n: item.fee }))

/** Times one must come: what the item says, else 0 when all can be done in the app and nobody must come. */
export function visits(item: Item): number | undefined {
  if (item.visits !== undefined) return item.attend ? Math.max(1, item.visits) : item.visits
  if (item.attend) return 1
  return item.online ? 0 : undefined
}

const grades: Record<string, string> = {
  A: '发证的单位能直接核对，您不用证明真假',
  B: '带原件到窗口，看一眼就行',
  C: '拍照上传就行',
  D: '自己写好签字，写实话就行',
}
export const grade = (of: string) => t(grades[of] ?? '')

const kinds: Record<number, string> = { 1: '行政许可', 5: '行政给付', 7: '行政确认', 8: '行政奖励', 9: '行政裁决', 10: '其他行政权力', 20: '公共服务' }
export const kind = (of: number) => t(kinds[of] ?? '')

const classes: Record<string, string> = { registration: '注册登记', operation: '经营管理', construction: '建设工程', customs: '通关贸易' }
export const windowClass = (of: string) => t(classes[of] ?? '')
