// A line on a plane of metres, and a plane on a screen: courses, where buses are on them, what is in view, how far a bar is. Pure.
import type { BusCourse } from '../schema/types'

/** On the plane metres to the east and to the south; on the screen pixels. */
export interface Spot { x: number; y: number }
export interface Box { left: number; top: number; right: number; bottom: number }
export interface Size { w: number; h: number }
/** What is in the middle of the screen, and pixels a metre. */
export interface View extends Spot { scale: number }

export interface Course extends Pick<BusCourse, 'stops' | 'at' | 'straight'> {
  back: boolean
  points: Spot[]
  /** Metres from the beginning, of each point */
  far: number[]
}

const DEGREE = 111_195
/** Pixels a metre where one sees which side of the road a stop is on. */
const CLOSEST = 0.5
const EDGE = 40

/** Latitudes and longitudes in hundred-thousandths of a degree. */
export function decoded(course: string): [number, number][] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (const sign of course) {
    const code = sign.charCodeAt(0) - 63
    value |= (code & 31) << shift
    shift += 5
    if (code >= 32) continue
    numbers.push(value & 1 ? ~(value >> 1) : value >> 1)
    ;[value, shift] = [0, 0]
  }
  const found: [number, number][] = []
  let [lat, lon] = [0, 0]
  for (let n = 1; n < numbers.length; n += 2) found.push([(lat += numbers[n - 1]!), (lon += numbers[n]!)])
  return found
}

/** A plane that touches the earth at the first point of the line: within a county off by less than a thousandth. */
export function planeAt([lat0, lon0]: [number, number]): (lat: number, lon: number) => Spot {
  const squeeze = Math.cos((lat0 / 1e5) * (Math.PI / 180))
  return (lat, lon) => ({ x: ((lon - lon0) / 1e5) * DEGREE * squeeze, y: ((lat0 - lat) / 1e5) * DEGREE })
}

export function courseOf(of: BusCourse, spot: (lat: number, lon: number) => Spot): Course {
  const points = decoded(of.course).map(([lat, lon]) => spot(lat, lon))
  const far = points.map(() => 0)
  for (let n = 1; n < points.length; n += 1) far[n] = far[n - 1]! + apart(points[n - 1]!, points[n]!)
  return { stops: of.stops, at: of.at, straight: of.straight, back: of.back ?? false, points, far }
}

export const apart = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y)

/** Where 3.5, half way from stop 3 to stop 4, is, and how many degrees from north one looks there. */
export function placed({ points, far, at }: Course, place: number): Spot & { turn: number } {
  const before = Math.min(Math.max(Math.floor(place), 0), at.length - 2)
  const [from, to] = [far[at[before]!]!, far[at[before + 1]!]!]
  const metres = from + Math.min(Math.max(place - before, 0), 1) * (to - from)
  // The piece that begins there, at the end the last one.
  const after = far.findIndex((one) => one > metres)
  const next = after > 0 ? after : points.length - 1
  const begins = Math.max(next - 1, 0)
  const [a, b] = [points[begins]!, points[next]!]
  const share = Math.min(Math.max((metres - far[begins]!) / (far[next]! - far[begins]! || 1), 0), 1)
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y), turn: (Math.atan2(b.x - a.x, a.y - b.y) * 180) / Math.PI }
}

export function boxOf(spots: Spot[]): Box {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

/** All of it, in the middle. */
export function whole(box: Box, { w, h }: Size): View {
  const fits = Math.min(Math.max(w - 2 * EDGE, 1) / (box.right - box.left || 1), Math.max(h - 2 * EDGE, 1) / (box.bottom - box.top || 1))
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale: Math.min(fits, CLOSEST) }
}

/** No smaller than the whole, no larger than helps, and never beside the line. */
export function within({ x, y, scale }: View, box: Box, size: Size): View {
  const all = whole(box, size)
  if (scale <= all.scale) return all
  return { x: Math.min(Math.max(x, box.left), box.right), y: Math.min(Math.max(y, box.top), box.bottom), scale: Math.min(scale, CLOSEST) }
}

export const onScreen = ({ x, y, scale }: View, { w, h }: Size, spot: Spot): Spot => ({ x: (spot.x - x) * scale + w / 2, y: (spot.y - y) * scale + h / 2 })

/** What one or two fingers hold stays under them. */
export function gripped(view: View, { w, h }: Size, before: Spot[], after: Spot[]): View {
  const middle = (of: Spot[]) => ({ x: of.reduce((sum, one) => sum + one.x, 0) / of.length, y: of.reduce((sum, one) => sum + one.y, 0) / of.length })
  const wide = ([a, b]: Spot[]) => (a && b && apart(a, b)) || 1
  const [from, to] = [middle(before), middle(after)]
  const scale = (view.scale * wide(after)) / wide(before)
  return { x: view.x + (from.x - w / 2) / view.scale - (to.x - w / 2) / scale, y: view.y + (from.y - h / 2) / view.scale - (to.y - h / 2) / scale, scale }
}

/** A round number of metres that is no longer than so many pixels. */
export function barOf(scale: number, most: number): number {
  const ten = 10 ** Math.floor(Math.log10(most / scale))
  return ten * ([5, 2].find((one) => one * ten * scale <= most) ?? 1)
}
