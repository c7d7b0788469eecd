// Guide packs on the phone: the shared cases of decoding, segments, digests and the signature.
import { expect, test } from 'vitest'
import { canonical, digest, isSigned, packName, rowsWithKind } from '../../pwa/src/guide/proof'
import { allRows, applySegment, type Column, type Overlay, type Segment } from '../../pwa/src/guide/rows'
import type { Manifest } from '../../pwa/src/schema/types'
import vectors from '../../shared_schema/vectors/packs.json'

for (const { name, value, text } of vectors.canonical) {
  test(`canonical JSON: ${name}`, () => expect(canonical(value)).toBe(text))
}

for (const { text, sha } of vectors.names) {
  test(`the name of a pack of ${text.length} characters`, async () =>
    expect(await packName(new TextEncoder().encode(text))).toBe(sha))
}

for (const { name, column, values } of vectors.columns) {
  test(`columns: ${name}`, () => {
    const table = { kind: 'item', columns: { code: values.map((_, at) => `${at}`), made: structuredClone(column) as Column } }
    const rows = allRows([[table]], {}).get('item')!
    expect(values.map((_, at) => rows.get(`${at}`)!.made ?? null)).toEqual(values)
  })
}

for (const layer of vectors.layers) {
  test(`${layer.name}`, async () => {
    const overlay = (layer.segments as unknown as Segment[]).reduce<Overlay>(applySegment, {})
    const kinds = allRows(layer.packs, overlay)
    const plain: Record<string, unknown> = {}
    for (const [kind, rows] of kinds) if (rows.size) plain[kind] = Object.fromEntries(rows)
    expect(plain).toEqual(layer.rows)
    expect(await digest(rowsWithKind(kinds))).toBe(layer.digest)
  })
}

test('a manifest signed by the town is taken, inline segments do not matter', async () => {
  const { key, manifest } = vectors.signed
  expect(await isSigned(manifest as unknown as Manifest, key)).toBe(true)
})

test('a manifest with one figure changed is not taken', async () => {
  const { key, manifest } = vectors.signed
  expect(await isSigned({ ...(manifest as unknown as Manifest), at: manifest.at + 1 }, key)).toBe(false)
})
