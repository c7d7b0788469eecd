// A centre's days: out of the phone's guide where it is one of the person's own place, else from the town by line.
import { centreOf, openGuide, place } from '../guide/store'
import type { Centre, Openings } from '../schema/types'
import { dated, openingsOf, type DatedDays } from './openings'

export interface Known {
  centre: Centre
  /** None: the centre told no hours */
  days?: DatedDays
}

const fetched = new Map<string, Known>()

/** Centres of the person's own place that the phone knows, nearest first: village, town, county, city. */
export function ownCentres(): Centre[] {
  const codes = place.value ? [12, 9, 6, 4].map((length) => place.value!.slice(0, length)) : []
  return [...new Set(codes)].flatMap((code) => centreOf(code) ?? [])
}

/** Nothing: the town does not know the centre. Throws where there is no line to ask. */
export async function daysOf(code: string): Promise<Known | undefined> {
  await openGuide()
  const centre = centreOf(code)
  if (centre) return { centre, days: await openingsOf(code) }
  const response = await fetch(`/h/${encodeURIComponent(code)}/openings.json`).catch(() => undefined)
  if (!response || response.status >= 500) {
    const before = fetched.get(code)
    if (before) return before
    throw new Error(`openings of ${code}: ${response?.status ?? 'no line'}`)
  }
  if (!response.ok) return undefined
  const said = (await response.json()) as { centre: Centre; openings: Openings; at: number }
  const known = { centre: said.centre, days: said.openings.sorts.some((sort) => sort.openings) ? { ...dated(said.openings), asOf: said.at } : undefined }
  fetched.set(code, known)
  return known
}

export interface Named {
  code: string
  name: string
}

/** All centres that tell their hours, for finding one by name. */
export async function allCentres(): Promise<Named[]> {
  const response = await fetch('/h/centres')
  if (!response.ok) throw new Error(`centres: ${response.status}`)
  const { code, name } = (await response.json()) as { code: string[]; name: string[] }
  return code.map((one, at) => ({ code: one, name: name[at]! }))
}
