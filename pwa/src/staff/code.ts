// Codes that are made on the device, because they stand on paper before the town has heard of them.

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 50 random bits in Crockford's base32, as the town makes them. */
export function newCode(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => LETTERS[byte & 31]).join('')
}
