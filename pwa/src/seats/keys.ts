// Keys of a seat. A random data key seals all that is a person's. It lies wrapped on the tablet: by a key from the PIN (or
// passkey), and by one from a secret that the town gives to the same person after signing in. Either is worth nothing
// without the device's own key, which never leaves the browser's store.
import { openBytes, sealBytes } from './seal'

/** What a guess at a PIN shall take on this device, at the least and by intention. */
export const LEAST_MS = 150
const WANTED_MS = 220
const FEWEST_ROUNDS = 600_000

const text = new TextEncoder()

export interface PinLock {
  salt: Uint8Array<ArrayBuffer>
  rounds: number
  box: Uint8Array<ArrayBuffer>
}

export const newDeviceKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])

export const newDataKey = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32))

export const dataKey = (raw: BufferSource): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** The slow part: what turns few digits into a key. */
export async function stretch(digits: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<ArrayBuffer> {
  const from = await crypto.subtle.importKey('raw', text.encode(digits), 'PBKDF2', false, ['deriveBits'])
  return crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, from, 256)
}

/** Rounds that take long enough here: the quickest of three runs counts, so that a busy moment does not make guessing cheap. */
export async function calibrate(): Promise<number> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  for (let rounds = FEWEST_ROUNDS; ; ) {
    const took = Math.min(await timed(salt, rounds), await timed(salt, rounds), await timed(salt, rounds))
    if (took >= LEAST_MS) return rounds
    rounds = Math.ceil(rounds * Math.min(8, Math.max(1.5, WANTED_MS / took)))
  }
}

async function timed(salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<number> {
  const began = performance.now()
  await stretch('000000', salt, rounds)
  return performance.now() - began
}

/** A key that only this device can make of what is known elsewhere. */
async function mixed(device: CryptoKey, known: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await crypto.subtle.sign('HMAC', device, known), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

export async function lockByPin(device: CryptoKey, pin: string, rounds: number, raw: BufferSource): Promise<PinLock> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  return { salt, rounds, box: await sealBytes(await mixed(device, await stretch(pin, salt, rounds)), raw, 'pin') }
}

/** Rejects when the PIN is wrong. */
export async function openByPin(device: CryptoKey, pin: string, lock: PinLock): Promise<ArrayBuffer> {
  return openBytes(await mixed(device, await stretch(pin, lock.salt, lock.rounds)), lock.box, 'pin')
}

/** By 256 bits that need no stretching: the town's secret, or what a passkey gives. */
export async function lockBySecret(device: CryptoKey, secret: BufferSource, raw: BufferSource, by: string): Promise<Uint8Array<ArrayBuffer>> {
  return sealBytes(await mixed(device, secret), raw, by)
}

export async function openBySecret(device: CryptoKey, secret: BufferSource, box: Uint8Array<ArrayBuffer>, by: string): Promise<ArrayBuffer> {
  return openBytes(await mixed(device, secret), box, by)
}

/** A name for a phone number that tells who has the tablet's disk as little as a PIN does. */
export async function tagOf(phone: string, salt: Uint8Array<ArrayBuffer>, rounds: number, device: CryptoKey): Promise<string> {
  const tag = await crypto.subtle.sign('HMAC', device, await stretch(phone, salt, rounds))
  return Array.from(new Uint8Array(tag, 0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

