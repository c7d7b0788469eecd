// The course of a line: asked for when somebody wants to see it and the phone's line is good, then kept while the app is open.
import type { BusShape } from '../schema/types'
import { line } from '../sync/state'
import { t } from '../text/t'
import { savesData } from './stream'

const LONGEST_MS = 15_000
const known = new Map<string, BusShape>()

export const shapeKnown = (code: string): BusShape | undefined => known.get(code)

/** Why the map is not fetched now, in words; nothing where it may be. */
export function whyNot(code: string): string | undefined {
  if (known.has(code)) return undefined
  if (line.value === 'off' || navigator.onLine === false) return t('没网，取不来路线图。站名和时刻都在下面。')
  if (savesData()) return t('手机开了省流量，没去取路线图。站名和时刻都在下面。')
  if (isSlow()) return t('现在网太慢，没去取路线图。站名和时刻都在下面。')
  return undefined
}

const isSlow = () => ((navigator as { connection?: { effectiveType?: string } }).connection?.effectiveType ?? '').endsWith('2g')

export async function shapeOf(code: string): Promise<BusShape> {
  const held = known.get(code)
  if (held) return held
  const given = new AbortController()
  const enough = setTimeout(() => given.abort(), LONGEST_MS)
  try {
    const response = await fetch(`/bus/line/${encodeURIComponent(code)}/shape`, { signal: given.signal })
    if (!response.ok) throw new TypeError(`${response.status}`)
    const shape = (await response.json()) as BusShape
    known.set(code, shape)
    return shape
  } finally {
    clearTimeout(enough)
  }
}
