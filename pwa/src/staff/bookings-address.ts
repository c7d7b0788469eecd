// Where a day, a booking and a task of the bookings' pages stand in the address.

export interface At { day?: string; task?: 'take' | 'roster'; id?: string }

export function bookingsLink({ day, task, id }: At): string {
  const query = new URLSearchParams({ show: 'bookings', ...(day && { day }), ...(task && { task }), ...(id && { id }) })
  return `/staff?${query.toString()}`
}
