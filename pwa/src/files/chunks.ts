// How large the next piece of a photo is: small on a slow line, so that a form need not wait long behind it and a cut
// costs little. Pure.

export const SMALLEST = 4 * 1024
export const LARGEST = 128 * 1024
export const FIRST = 16 * 1024

/** Long enough to be worth its round trip and its headers, short enough to survive the next cut. */
const SECONDS = 20

/** Twice as large after a quick piece, half as large after a slow one, to 4 kB. */
export function nextChunk(size: number, seconds: number): number {
  return bounded(size * Math.min(2, Math.max(0.5, SECONDS / Math.max(seconds, 0.001))))
}

export function afterBreak(size: number): number {
  return bounded(size / 2)
}

const bounded = (size: number) => Math.min(LARGEST, Math.max(SMALLEST, Math.floor(size / SMALLEST) * SMALLEST))

/** Seconds to wait before the next try. */
export function pause(failures: number, random: number): number {
  return Math.min(300, 2 ** failures) * (0.5 + random / 2)
}
