// Proof that guide data are whole and from the town: hashes of packs, digests of layers, the manifest's signature.
// Browsers offer these only on secure origins; elsewhere the guide works without proof.
import type { Manifest } from '../schema/types'
import type { Row } from './rows'

const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
export const canProve = subtle !== undefined
const utf8 = new TextEncoder()

/** Keys sorted, no white space, UTF-8 not escaped: the same text as the server's. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const record = value as Record<string, unknown>
  const fields = Object.keys(record).filter((key) => record[key] !== undefined).sort()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`).join()}}`
}

const sha256 = async (bytes: BufferSource) => new DataView(await (subtle as SubtleCrypto).digest('SHA-256', bytes))

/** The name of a pack: the first 128 bits of its SHA-256, base64url. */
export async function packName(bytes: BufferSource): Promise<string> {
  const hash = await sha256(bytes)
  return btoa(String.fromCharCode(...new Uint8Array(hash.buffer, 0, 16)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

export const packIsWhole = async (sha: string, bytes: BufferSource) => !canProve || (await packName(bytes)) === sha

const hex8 = (word: number) => (word >>> 0).toString(16).padStart(8, '0')

/** XOR over rows, so that the order does not matter and one row can be exchanged. */
export async function digest(rows: Iterable<{ kind: string, row: Row }>): Promise<string> {
  let high = 0
  let low = 0
  let batch: Promise<DataView>[] = []
  const fold = async () => {
    for (const hash of await Promise.all(batch)) {
      high ^= hash.getUint32(0)
      low ^= hash.getUint32(4)
    }
    batch = []
  }
  for (const { kind, row } of rows) {
    batch.push(sha256(utf8.encode(`${kind}\0${row.code}\0${canonical(row)}`)))
    if (batch.length === 100) await fold()
  }
  await fold()
  return hex8(high) + hex8(low)
}

export const rowsWithKind = function* (kinds: Map<string, Map<string, Row>>) {
  for (const [kind, rows] of kinds) for (const row of rows.values()) yield { kind, row }
}

export interface TownKey { x: string, y: string }

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
}

/** Whether the manifest was signed with the town's key. */
export async function isSigned(manifest: Manifest, key: TownKey): Promise<boolean> {
  if (!canProve) return true
  const { sig, ...signed } = manifest
  const layers = signed.layers.map((layer) => ({
    ...layer, segments: layer.segments.map(({ inline: _inline, ...segment }) => segment),
  }))
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const jwk = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y, ext: true }
  const imported = await (subtle as SubtleCrypto).importKey('jwk', jwk, curve, false, ['verify'])
  const text = utf8.encode(canonical({ ...signed, layers }))
  return (subtle as SubtleCrypto).verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, bytesOf(sig), text)
}
