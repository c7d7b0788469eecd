// 预约 on the tablet: which of its pages is asked for.
import { dayIn } from '../hours/day-in'
import { useDays } from '../hours/use-days'
import { serverNow } from '../sync/state'
import { isoDay } from '../text/dates'
import '../bookings/book.css'
import { deskBooking } from './bookings'
import { BookingDetail } from './bookings-one'
import { BookingsDay } from './bookings-day'
import { Roster } from './bookings-roster'
import { TakeCall } from './bookings-take'
import { centreCode, supervises } from './desk'

export function BookingsPage({ query }: { query: URLSearchParams }) {
  const on = dayIn(query.get('day')) ?? isoDay(serverNow())
  const centre = centreCode.value!
  const days = useDays(centre)
  const task = query.get('task')
  const id = query.get('id')
  if (task === 'take') return <TakeCall centre={centre} on={on} days={days} moved={deskBooking(id ?? undefined)} />
  if (task === 'roster' && supervises.value) return <Roster centre={centre} on={on} />
  if (id) return <BookingDetail id={id} on={on} />
  return <BookingsDay centre={centre} on={on} days={days} />
}
