// Sealing: AES-GCM under a person's data key, bound to the name of the place where it lies.
export interface Sealed {
  sealed: string
}

const text = new TextEncoder()
const IV = 12

export function toText(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(out)
}

export function fromText(packed: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(packed.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))
}

export async function sealBytes(key: CryptoKey, plain: BufferSource, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(IV))
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: text.encode(name) }, key, plain)
  const whole = new Uint8Array(IV + box.byteLength)
  whole.set(iv)
  whole.set(new Uint8Array(box), IV)
  return whole
}

/** Rejects when it was sealed under another key or name, or was changed since. */
export function openBytes(key: CryptoKey, whole: Uint8Array<ArrayBuffer>, name: string): Promise<ArrayBuffer> {
  const iv = whole.subarray(0, IV)
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: text.encode(name) }, key, whole.subarray(IV))
}

export async function seal(key: CryptoKey, what: unknown, name: string): Promise<Sealed> {
  return { sealed: toText(await sealBytes(key, text.encode(JSON.stringify(what)), name)) }
}

export async function open<T>(key: CryptoKey, held: Sealed, name: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, fromText(held.sealed), name))) as T
}

export function isSealed(held: unknown): held is Sealed {
  return typeof (held as Sealed | null | undefined)?.sealed === 'string'
}
