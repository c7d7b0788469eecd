// SHA-256 of a photo. Plain http on a local network has no crypto.subtle, so a short one of our own stands in there.

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = globalThis.crypto?.subtle ? await crypto.subtle.digest('SHA-256', bytes) : digestOf(new Uint8Array(bytes))
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** FIPS 180-4, section 6.2. */
export function digestOf(message: Uint8Array): ArrayBuffer {
  const length = ((message.length + 8) >> 6) + 1 << 6
  const padded = new Uint8Array(length)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, Math.floor(message.length / 0x20000000))
  view.setUint32(length - 4, message.length << 3)
  const state = fractions(8, 2)
  const constants = fractions(64, 3)
  for (let block = 0; block < length; block += 64) compress(state, schedule(view, block), constants)
  const out = new DataView(new ArrayBuffer(32))
  state.forEach((word, at) => out.setUint32(at * 4, word))
  return out.buffer
}

/** First 32 bits of the fractional parts of the square or cube roots of the first primes. */
function fractions(count: number, root: 2 | 3): Uint32Array {
  const words: number[] = []
  for (let candidate = 2; words.length < count; candidate++) {
    if (isPrime(candidate)) words.push((candidate ** (1 / root) % 1) * 0x100000000)
  }
  return Uint32Array.from(words)
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false
  return true
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function schedule(view: DataView, block: number): Int32Array {
  const words = new Int32Array(64)
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(block + at * 4)
  for (let at = 16; at < 64; at++) {
    const a = words[at - 15]!
    const b = words[at - 2]!
    const small = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
    const large = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
    words[at] = words[at - 16]! + small + words[at - 7]! + large
  }
  return words
}

function compress(state: Uint32Array, words: Int32Array, constants: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + constants[at]! + words[at]!) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] = state[at]! + word })
}
