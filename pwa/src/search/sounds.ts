// Names by their sound: full pinyin, initials, or both mixed with characters (tuiyi, tysb, 退役sb). Pure.
import { isHan, isLatin } from './terms'

/** One sound for each character; characters that have none stand for themselves. */
export function soundsOf(name: string, pinyin: string | undefined): string[] {
  const syllables = (pinyin ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const chars = [...name]
  let at = 0
  return chars.map((char) => {
    if (!isHan(char)) return char
    // What is no character may have come through as a syllable of its own, such as “2” or “（”.
    while (at < syllables.length && !isLatin(syllables[at]![0]!)) at++
    return syllables[at++] ?? char
  })
}

const compound = /^[zcs]h/

/** How many characters from `start` the query covers when it begins there; 0 when it does not fit. */
export function fits(query: string, chars: string[], sounds: string[], start: number): number {
  const end = walk(query, 0, chars, sounds, start)
  return end < 0 ? 0 : end - start
}

function walk(query: string, from: number, chars: string[], sounds: string[], at: number): number {
  if (from === query.length) return at
  if (at === chars.length) return -1
  const char = query[from]!
  if (char === chars[at]) return walk(query, from + 1, chars, sounds, at + 1)
  const sound = sounds[at]!
  if (!isLatin(char) || sound[0] !== char) return -1
  if (query.startsWith(sound, from)) {
    const whole = walk(query, from + sound.length, chars, sounds, at + 1)
    if (whole >= 0) return whole
  }
  if (sound.startsWith(query.slice(from))) return at + 1
  if (compound.test(sound) && query[from + 1] === 'h') {
    const both = walk(query, from + 2, chars, sounds, at + 1)
    if (both >= 0) return both
  }
  return walk(query, from + 1, chars, sounds, at + 1)
}

/** First place where the query fits: [start, end) in characters. */
export function findSound(query: string, chars: string[], sounds: string[]): [number, number] | undefined {
  const first = query[0]!
  for (let start = 0; start < chars.length; start++) {
    if (chars[start] !== first && sounds[start]![0] !== first) continue
    const covered = fits(query, chars, sounds, start)
    if (covered) return [start, start + covered]
  }
  return undefined
}
