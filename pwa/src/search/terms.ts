// What was typed, made comparable: full-width to half, traditional to simplified, no case, no marks.

const marks = /[\s'’‘"“”.,，。、;；:：!！?？()（）《》〈〉【】[\]·・\-—_/\\]+/g

/** One word each, apart where a space stood. */
export function terms(query: string, chars: Map<string, string>): string[] {
  return query.normalize('NFKC').toLowerCase().split(/\s+/).map((word) => plain(word, chars)).filter(Boolean)
}

export function plain(text: string, chars: Map<string, string>): string {
  const bare = text.normalize('NFKC').toLowerCase().replace(marks, '')
  return chars.size ? [...bare].map((char) => chars.get(char) ?? char).join('') : bare
}

export const isHan = (char: string) => char >= '㐀' && char <= '鿿'
export const isLatin = (char: string) => char >= 'a' && char <= 'z'

export function bigrams(text: string): string[] {
  const pairs: string[] = []
  for (let at = 0; at + 1 < text.length; at++) pairs.push(text.slice(at, at + 2))
  return pairs
}
