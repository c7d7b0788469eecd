// How a ticket is named to people: on the phone, on the hall's screen, aloud.
import type { TicketKind, TicketState } from '../schema/types'
import { t } from '../text/t'

export const KINDS: TicketKind[] = ['handling', 'advice', 'pickup']

const SHORT: Record<TicketKind, string> = { handling: '受理', advice: '咨询', pickup: '取件' }

export const kindName = (kind: TicketKind): string =>
  ({ handling: t('受理号'), advice: t('咨询号'), pickup: t('取件号') })[kind]

export const kindHint = (kind: TicketKind): string =>
  ({ handling: t('交材料、办事'), advice: t('先问一问'), pickup: t('来拿办好的') })[kind]

/** 受理 24 号 */
export const ticketName = (kind: TicketKind, number: number): string =>
  ({ handling: t('受理 {number} 号', { number }), advice: t('咨询 {number} 号', { number }), pickup: t('取件 {number} 号', { number }) })[kind]

/** 公安 1 号窗口 */
export const windowName = (window: string, group = ''): string => [group, window].filter(Boolean).join(' ')

/** 请到 2 号窗口 */
export const toWindow = (window: string): string => t('请到{window}', { window: /^\d/.test(window) ? ` ${window}` : window })

/** In Mandarin whatever the language of the screen: numbers digit by digit from 100 on, as they are called out. */
export function spoken(kind: TicketKind, number: number, window: string): string {
  const digits = number < 100 ? String(number) : [...String(number)].map((sign) => '零幺二三四五六七八九'[Number(sign)]).join('')
  return `请，${SHORT[kind]}，${digits}号，到${window}`
}

export const stateWords = (state: TicketState): string =>
  ({
    waiting: t('在等'), called: t('叫到了'), serving: t('正在办'), held: t('先放一放'), skipped: t('过号了'),
    finished: t('办完了'), cancelled: t('不要了'),
  })[state]
