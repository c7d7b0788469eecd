// Which names find room on a map, and on which side of their stop: none over another, over a stop, or over the edge. Pure.
import type { Box, Size, Spot } from './map-plane'

/** In the order in which they matter. */
export interface Mark extends Spot { words: string }
export interface Label extends Spot { words: string; anchor: 'start' | 'middle' | 'end' }

const GAP = 10
const DOT = 7
const HIGH = 1.3
/** A Chinese character is as wide as it is high, others about half of it. */
const widthOf = (words: string, em: number) => [...words].reduce((sum, sign) => sum + (sign > '⺀' ? 1 : 0.58), 0) * em

/** `em`: height of the letters in pixels; `taken`: what else lies on the map. */
export function labelsOf(marks: Mark[], size: Size, em: number, taken: Box[] = []): Label[] {
  const full = [...taken, ...marks.map(({ x, y }) => around(x, y, DOT, DOT))]
  const found: Label[] = []
  for (const { x, y, words } of marks) {
    if (found.some((one) => one.words === words) || x < 0 || y < 0 || x > size.w || y > size.h) continue
    const [wide, high] = [widthOf(words, em) / 2, (em * HIGH) / 2]
    const sides: [Label['anchor'], number, number][] = [['start', x + GAP + wide, y], ['end', x - GAP - wide, y], ['middle', x, y - GAP - high], ['middle', x, y + GAP + high]]
    const side = sides.find(([_anchor, cx, cy]) => {
      const box = around(cx, cy, wide, high)
      return box.left >= 0 && box.right <= size.w && box.top >= 0 && box.bottom <= size.h && !full.some((one) => meets(one, box))
    })
    if (!side) continue
    const [anchor, cx, cy] = side
    full.push(around(cx, cy, wide, high))
    found.push({ words, anchor, x: anchor === 'start' ? cx - wide : anchor === 'end' ? cx + wide : cx, y: cy + em * 0.36 })
  }
  return found
}

const around = (x: number, y: number, wide: number, high: number): Box => ({ left: x - wide, right: x + wide, top: y - high, bottom: y + high })
const meets = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
