// Search on the phone. The titles of a place are some two thousand: a plain walk over prepared names is fast enough, and
// leaves no index to keep. Ranks by how the name or an everyday word was met, then by use, then by nearness (A8, A27).
import type { Title } from '../guide/view'
import { findSound, soundsOf } from './sounds'
import { bigrams, isHan, isLatin, plain, terms } from './terms'

export interface Hit {
  title: Title
  score: number
  /** [start, end) in characters of the name */
  marks: [number, number][]
  /** The everyday word that met the query, when the name did not. */
  word?: string
  sound?: boolean
}

export interface Found {
  /** 最像的 */
  best: Hit[]
  /** 首字母一样的: the letters also stand for other words */
  alike: Hit[]
  /** What the letters most likely mean, such as 退役士兵 for tysb. */
  means?: string
}

interface Entry {
  title: Title
  name: string
  chars: string[]
  sounds: string[]
  /** Positions in the name of the characters of `chars`, which has no marks */
  at: number[]
  words: { text: string, chars: string[], sounds: string[] }[]
  /** Name and words in one string, and the same spoken: most entries are passed over by one look at these. */
  text: string
  spoken: string
  bonus: number
}

export interface Index {
  entries: Entry[]
  chars: Map<string, string>
  /** Character → its sound, learnt from the names themselves */
  sounds: Map<string, string>
}

export function makeIndex(titles: Title[], chars: Map<string, string>, place: string | null): Index {
  const learnt = new Map<string, string>()
  const entries = titles.map((title) => {
    const full = [...title.name]
    const spoken = soundsOf(title.name, title.pinyin)
    const bare = full.map((char) => (isHan(char) ? (chars.get(char) ?? char) : plain(char, chars)))
    const at = full.map((_, position) => position).filter((position) => bare[position] !== '')
    const simple = at.map((position) => bare[position]![0]!)
    const sounds = at.map((position) => spoken[position]!.toLowerCase())
    simple.forEach((char, position) => isHan(char) && !learnt.has(char) && learnt.set(char, sounds[position]!))
    return { title, name: simple.join(''), chars: simple, sounds, at, words: [], text: '', spoken: '', bonus: bonusOf(title, place) } as Entry
  })
  for (const entry of entries) {
    entry.words = (entry.title.words ?? []).map((word) => {
      const text = plain(word, chars)
      const letters = [...text]
      return { text, chars: letters, sounds: letters.map((char) => learnt.get(char) ?? char) }
    })
    entry.text = [entry.name, ...entry.words.map((word) => word.text)].join('\n')
    entry.spoken = [entry.sounds.join(''), ...entry.words.map((word) => word.sounds.join(''))].join('\n')
  }
  return { entries, chars, sounds: learnt }
}

/** Up to 30 for use and 20 for nearness: they order what was met equally well. */
function bonusOf(title: Title, place: string | null): number {
  const use = title.rank ? 30 / (1 + Math.log2(title.rank) / 2) : 0
  const near = place?.startsWith(title.org) ? title.org.length + (title.org.length >= 9 ? 8 : 0) : 0
  return use + near
}

export function search(index: Index, query: string, limit = 50): Found {
  const words = terms(query, index.chars)
  if (!words.length) return { best: [], alike: [] }
  const whole = words.join('')
  const hits: Hit[] = []
  for (const entry of index.entries) {
    const hit = words.length > 1 ? (meet(entry, whole) ?? meetAll(entry, words)) : meet(entry, whole)
    if (hit) hits.push(hit)
  }
  const found = hits.length ? hits : guesses(index, whole)
  found.sort((a, b) => b.score - a.score || a.title.name.length - b.title.name.length || (a.title.code < b.title.code ? -1 : 1))
  return group(found.slice(0, limit), whole)
}

function meetAll(entry: Entry, words: string[]): Hit | undefined {
  const hits = words.map((word) => meet(entry, word))
  if (hits.includes(undefined)) return undefined
  const all = hits as Hit[]
  return {
    title: entry.title,
    score: all.reduce((sum, hit) => sum + hit.score - entry.bonus, 0) / all.length + entry.bonus,
    marks: all.flatMap((hit) => hit.marks).sort((a, b) => a[0] - b[0]),
    sound: all.some((hit) => hit.sound),
  }
}

/** How an entry answers one word, best way first. */
function meet(entry: Entry, query: string): Hit | undefined {
  const { title, name, bonus } = entry
  const latin = query[0]! < '{' || query[query.length - 1]! < '{'
  if (!latin && !entry.text.includes(query) && !entry.words.some((word) => word.text.length > 1 && query.includes(word.text))) return undefined
  const hit = (score: number, span?: [number, number], more?: Partial<Hit>): Hit => ({
    title, score: score + bonus, marks: span ? [marked(entry, span)] : [], ...more,
  })
  const exact = entry.words.find((word) => word.text === query)
  const start = name.indexOf(query)
  const span: [number, number] | undefined = start < 0 ? undefined : [start, start + query.length]
  if (name === query) return hit(1000, span)
  if (exact) return hit(900, span, span ? {} : { word: exact.text })
  if (span) return hit((start === 0 ? 700 : 650) + (60 * query.length) / name.length, span)
  const wider = entry.words.find((word) => word.text.includes(query))
  if (wider) return hit(600, undefined, { word: wider.text })
  const within = entry.words.find((word) => word.text.length > 1 && query.includes(word.text))
  if (within) return hit(500 + 10 * within.text.length, undefined, { word: within.text })
  if (!latin) return undefined
  return meetSound(entry, query, hit)
}

function meetSound(entry: Entry, query: string, hit: (score: number, span?: [number, number], more?: Partial<Hit>) => Hit): Hit | undefined {
  const spoken = findSound(query, entry.chars, entry.sounds)
  // One letter is the beginning of everything: it counts only where the name begins.
  if (spoken && (query.length > 1 || spoken[0] === 0)) {
    const covered = spoken[1] - spoken[0]
    return hit((spoken[0] === 0 ? 450 : 430) + (20 * covered) / entry.chars.length, spoken, { sound: true })
  }
  for (const word of query.length > 1 ? entry.words : []) {
    const found = findSound(query, word.chars, word.sounds)
    if (found) return hit(found[0] === 0 && found[1] === word.chars.length ? 440 : 400, undefined, { word: word.text, sound: true })
  }
  return undefined
}

const marked = (entry: Entry, [start, end]: [number, number]): [number, number] => [entry.at[start]!, entry.at[end - 1]! + 1]

/** Nothing met: the same sound in other characters, then names that share most of their pairs. */
function guesses(index: Index, query: string): Hit[] {
  const spoken = [...query].map((char) => index.sounds.get(char) ?? char).join('')
  const sounded = query.length > 1 && spoken !== query ? index.entries.flatMap((entry) => heard(entry, spoken) ?? []) : []
  if (sounded.length) return sounded
  const pairs = bigrams(query)
  if (!pairs.length) return []
  const hits: Hit[] = []
  for (const entry of index.entries) {
    const hit = shared(entry, query, pairs)
    if (hit) hits.push(hit)
  }
  const top = hits.reduce((most, hit) => Math.max(most, hit.score), 0)
  return hits.filter((hit) => hit.score > top / 2)
}

function heard(entry: Entry, spoken: string): Hit | undefined {
  if (!entry.spoken.includes(spoken)) return undefined
  const hit = (score: number, span?: [number, number], more?: Partial<Hit>): Hit => ({
    title: entry.title, score: score + entry.bonus, marks: span ? [marked(entry, span)] : [], ...more,
  })
  return meetSound(entry, spoken, hit)
}

function shared(entry: Entry, query: string, pairs: string[]): Hit | undefined {
  if (!pairs.some((pair) => entry.text.includes(pair))) return undefined
  const texts = entry.text.split('\n')
  let best = 0
  let of = 0
  texts.forEach((text, number) => {
    const met = pairs.filter((pair) => text.includes(pair)).length
    const letters = [...query].filter((char) => text.includes(char)).length
    const share = (2 * met) / pairs.length + letters / query.length
    if (met && share > best) [best, of] = [share, number]
  })
  if (!best) return undefined
  const marks = of === 0 ? pairs.flatMap((pair) => spanOf(entry, pair)) : []
  return { title: entry.title, score: best * 100 + entry.bonus / 4, marks: joined(marks), word: of === 0 ? undefined : texts[of] }
}

function spanOf(entry: Entry, pair: string): [number, number][] {
  const start = entry.name.indexOf(pair)
  return start < 0 ? [] : [marked(entry, [start, start + pair.length])]
}

function joined(marks: [number, number][]): [number, number][] {
  const all: [number, number][] = []
  for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
    const last = all[all.length - 1]
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}

/** Letters may stand for several words: those of the best hit come first, the others under a heading of their own. */
function group(hits: Hit[], query: string): Found {
  const first = hits[0]
  if (!first?.sound || ![...query].every(isLatin)) return { best: hits, alike: [] }
  const meant = wordsOf(first)
  const same = (hit: Hit) => wordsOf(hit) === meant || !hit.sound
  return { best: hits.filter(same), alike: hits.filter((hit) => !same(hit)), means: meant }
}

const wordsOf = (hit: Hit) => hit.word ?? hit.marks.map(([start, end]) => [...hit.title.name].slice(start, end).join('')).join('')
