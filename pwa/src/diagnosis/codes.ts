// The report as texts for QR codes: packed where the browser can, in pieces that a phone's camera reads off a screen.
import type { Report } from './report'

const PIECE = 600
const LAST = 20

/** What fits into a few codes: the last attempts and the first things that wait. */
export function brief(report: Report): Report {
  return { ...report, tries: report.tries.slice(-LAST), outbox: report.outbox.slice(0, LAST) }
}

/** `GCR1z/<part>/<parts>/<base64url>`; `p` instead of `z` where nothing could be packed. */
export async function codes(report: Report): Promise<string[]> {
  const { kind, bytes } = await packed(new TextEncoder().encode(JSON.stringify(brief(report))))
  const text = base64url(bytes)
  const parts = Math.ceil(text.length / PIECE)
  const size = Math.ceil(text.length / parts)
  return Array.from({ length: parts }, (_, i) => `GCR1${kind}/${i + 1}/${parts}/${text.slice(i * size, (i + 1) * size)}`)
}

async function packed(plain: Uint8Array<ArrayBuffer>): Promise<{ kind: 'z' | 'p'; bytes: Uint8Array }> {
  try {
    const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate-raw'))
    return { kind: 'z', bytes: new Uint8Array(await new Response(stream).arrayBuffer()) }
  } catch {
    // Chrome before 103 and Safari before 16.4 cannot.
    return { kind: 'p', bytes: plain }
  }
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
