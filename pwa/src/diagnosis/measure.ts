// What is counted while the app runs: bytes of the line, and how each attempt to sync went.
import { addBytes, countBytes } from '../platform/bytes'
import { tries, type Attempt } from '../sync/tries'
import { keepTry, size } from './tries'

/** Header and mask of a frame up, header of one down */
const FRAMES = 8 + 4

export function measure(): void {
  countBytes()
  tries.note = (attempt) => {
    keepTry(attempt)
    countFrames(attempt)
  }
}

let before = 0

/** The browser counts what it fetches, but nothing of what it sends, and nothing of what goes over a socket. */
function countFrames({ request, heard }: Attempt): void {
  if (heard === undefined) return addBytes(size(request))
  addBytes(size(request) + Math.max(0, heard - before) + FRAMES)
  before = heard
}
