// How large the next piece of a photo is: small on a slow line, so that a cut costs little. Pure.

export const SMALLEST = 4 * 1024
export const LARGEST = 128 * 1024

export function firstChunk(line: 'on' | 'off' | 'slow'): number {
  return line === 'on' ? 64 * 1024 : 16 * 1024
}

/** A piece should take a few seconds: long enough to be worth its round trip, short enough to survive the next cut. */
export function nextChunk(size: number, seconds: number): number {
  if (seconds > 12) return Math.max(SMALLEST, size / 2)
  return seconds < 4 ? Math.min(LARGEST, size * 2) : size
}

export function afterBreak(size: number): number {
  return Math.max(SMALLEST, Math.floor(size / 2))
}

/** Seconds to wait before the next try. */
export function pause(failures: number, random: number): number {
  return Math.min(300, 2 ** failures) * (0.5 + random / 2)
}
