// What somebody is about to book, as it stands in the address: back, a reload and a sign-in in between keep it.
import { dayIn } from '../hours/day-in'
import type { Booking, Wish } from '../schema/types'

export interface Ask {
  centre?: string
  item?: string
  application?: string
  kind?: Exclude<Booking['kind'], 'window'>
  /** Nothing of the guide: advice, or something else */
  other?: boolean
  day?: string
  window?: string
  /** The booking that gets another time */
  move?: string
  /** The request that is asked for anew because nothing came of it: its words are on the phone, not in the address */
  again?: string
  wishes: Wish[]
  /** The wishes are being looked at once more */
  check?: boolean
}

export const MOST_WISHES = 3

export function askOf(query: URLSearchParams): Ask {
  const text = (name: string) => query.get(name) || undefined
  const kind = text('kind')
  return {
    centre: text('centre'), item: text('item'), application: text('application'), window: text('window'), move: text('move'), again: text('again'),
    kind: kind === 'visit' || kind === 'key_project' ? kind : undefined,
    other: query.has('other') || undefined,
    day: dayIn(query.get('day')),
    wishes: query.getAll('w').flatMap(wishOf).slice(0, MOST_WISHES),
    check: query.has('check') || undefined,
  }
}

export function linkTo({ wishes, other, check, ...rest }: Ask): string {
  const query = new URLSearchParams(Object.entries(rest).filter((pair): pair is [string, string] => Boolean(pair[1])))
  if (other) query.set('other', '1')
  for (const wish of wishes) query.append('w', [wish.from, wish.until ?? '', ...(wish.window ? [wish.window] : [])].join('-'))
  if (check) query.set('check', '1')
  const words = query.toString()
  return words ? `/book?${words}` : '/book'
}

function wishOf(text: string): Wish[] {
  const [, from, until, window] = /^(\d{9,11})-(\d{9,11})?(?:-(.+))?$/.exec(text) ?? []
  if (!from) return []
  return [{ from: Number(from), ...(until && { until: Number(until) }), ...(window && { window }) }]
}

/** One more, unless it is there or there are three. */
export function withWish(wishes: Wish[], wish: Wish): Wish[] {
  if (wishes.some((one) => one.from === wish.from && one.until === wish.until) || wishes.length >= MOST_WISHES) return wishes
  return [...wishes, wish]
}
