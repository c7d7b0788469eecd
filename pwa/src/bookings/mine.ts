// A person's own bookings on this phone: the town's rows with what waits here, joined by id.
import { computed, type ReadonlySignal } from '@preact/signals'
import { titles } from '../guide/store'
import type { Booking } from '../schema/types'
import { row, rows, serverRows } from '../sync/preview'
import { outbox, serverNow } from '../sync/state'
import { t } from '../text/t'
import './mutations'
import { inOrder, markOf, type One } from './state'

/** A clerk's tablet also holds other people's bookings; those say who comes. */
function isOwn(one: Booking): boolean {
  return one.contact === undefined || serverRows<Booking>('booking', 'me').some((mine) => mine.id === one.id)
}

const OWN_STEPS = ['bookings.request', 'bookings.hold', 'bookings.confirm', 'bookings.move', 'bookings.cancel']

const waitingFor = (id: string) => outbox.value.filter((sent) => sent.lane === id && OWN_STEPS.includes(sent.name))

export function bookingOf(id: string): One | undefined {
  const found = row<Booking>('booking', id).value
  const waiting = waitingFor(id)
  const own = found && isOwn(found) ? found : undefined
  return own || waiting.length ? { id, row: own, waiting } : undefined
}

export const bookings: ReadonlySignal<One[]> = computed(() => {
  const refused = outbox.value.filter((sent) => sent.state === 'rejected' && OWN_STEPS.includes(sent.name)).map((sent) => sent.lane)
  const ids = new Set([...rows<Booking>('booking').value.filter(isOwn).map((one) => one.id), ...refused])
  return inOrder([...ids].map(bookingOf).filter((one): one is One => one !== undefined), serverNow())
})

export const isOpen = (one: One): boolean => markOf(one, serverNow()).turn !== 'over'

/** The booking about an application that still counts. */
export const bookingFor = (application: string): One | undefined =>
  bookings.value.find((one) => one.row?.application === application && isOpen(one))

/** What it is about, in the guide's words where the town has not said it yet. */
export function aboutOf(one: Pick<Booking, 'item' | 'item_name' | 'kind'>): string {
  if (one.item_name) return one.item_name
  const title = one.item ? titles().find((known) => known.code === one.item) : undefined
  if (title) return title.name
  return one.kind === 'visit' ? t('上门服务') : one.kind === 'key_project' ? t('重点项目') : t('到窗口办事')
}
