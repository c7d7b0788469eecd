// Which names find room on a map, and on which side of their stop: none over another, over a stop, or over the edge, and as little
// over the road as can be. Pure.
import type { Box, Size, Spot } from './map-plane'

/** In the order in which they matter. */
export interface Mark extends Spot { words: string; strong?: boolean }
export interface Label extends Mark { anchor: 'start' | 'middle' | 'end' }

const GAP = 12
const DOT = 7
/** Pixels between two points of a road that a name may cover. */
const STEP = 8
const HIGH = 1.3
/** A Chinese character is as wide as it is high, others about half of it. */
const widthOf = (words: string, em: number) => [...words].reduce((sum, sign) => sum + (sign > '⺀' ? 1 : 0.58), 0) * em

/** `em`: height of the letters in pixels; `taken`: what else lies on the map; `roads`: in pixels, too. */
export function labelsOf(marks: Mark[], size: Size, em: number, taken: Box[] = [], roads: Spot[][] = []): Label[] {
  const drawn = roads.flatMap(dotted).filter((one) => isOn(one, size))
  const full = [...taken, ...marks.map(({ x, y }) => around(x, y, DOT, DOT))]
  const found: Label[] = []
  for (const { x, y, words, strong } of marks) {
    if (found.some((one) => one.words === words) || !isOn({ x, y }, size)) continue
    const [wide, high] = [widthOf(words, em) / 2, (em * HIGH) / 2]
    const sides: [Label['anchor'], number, number][] = [['start', x + GAP + wide, y], ['end', x - GAP - wide, y], ['middle', x, y - GAP - high], ['middle', x, y + GAP + high]]
    const free = sides.flatMap(([anchor, cx, cy]) => {
      const box = around(cx, cy, wide + 2, high)
      if (box.left < 0 || box.right > size.w || box.top < 0 || box.bottom > size.h || full.some((one) => meets(one, box))) return []
      return [{ anchor, cx, cy, over: drawn.filter((one) => one.x > box.left && one.x < box.right && one.y > box.top && one.y < box.bottom).length }]
    })
    if (!free.length) continue
    const { anchor, cx, cy } = free.reduce((best, one) => (one.over < best.over ? one : best))
    full.push(around(cx, cy, wide, high))
    found.push({ words, strong, anchor, x: anchor === 'start' ? cx - wide : anchor === 'end' ? cx + wide : cx, y: cy + em * 0.36 })
  }
  return found
}

const isOn = ({ x, y }: Spot, { w, h }: Size) => x >= 0 && y >= 0 && x <= w && y <= h

/** So close together that none passes through a name unseen. */
const dotted = (road: Spot[]): Spot[] => road.flatMap((to, n) => {
  const from = road[n - 1] ?? to
  const pieces = Math.min(Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP), 200)
  return Array.from({ length: pieces }, (_none, at) => ({ x: from.x + ((to.x - from.x) * (at + 1)) / pieces, y: from.y + ((to.y - from.y) * (at + 1)) / pieces }))
})

const around = (x: number, y: number, wide: number, high: number): Box => ({ left: x - wide, right: x + wide, top: y - high, bottom: y + high })
const meets = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
