// Choosing a time and the booking that comes of it: one chunk, as whoever needs the one needs the other.
import type { PageProps } from '../routes'
import Book from './book'
import BookingPage from './booking'

export default function BookPages(props: PageProps) {
  return props.params['id'] ? <BookingPage {...props} /> : <Book {...props} />
}
