// What a chosen file really is, by its first bytes: names and declared types lie.

export type Kind = 'image/jpeg' | 'image/webp' | 'image/png' | 'application/pdf'

export const PDF_LIMIT = 5 * 1024 * 1024

export function kindOf(head: Uint8Array): Kind | 'heic' | undefined {
  const text = String.fromCharCode(...head.slice(0, 16))
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  if (text.startsWith('%PDF-')) return 'application/pdf'
  if (text.slice(4, 8) === 'ftyp' && /^(hei[cfmsx]|hev[cx]|mif1|msf1)/.test(text.slice(8, 12))) return 'heic'
  return undefined
}

/** Longest side at most `longest`, never enlarged. */
export function fit(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
