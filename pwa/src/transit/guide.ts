// The lines and stops in the phone's guide, read from the shelf when a page of buses asks for them.
import { useEffect, useState } from 'preact/hooks'
import { allRows, tablesOf, type Table } from '../guide/rows'
import { getPack, parsePack, readShelf } from '../guide/shelf'
import { guideState, openGuide, place, townOf } from '../guide/store'
import type { BusLine, BusStop } from '../schema/types'

export interface Buses {
  town: string
  lines: BusLine[]
  stops: Map<string, BusStop>
}

const KINDS = ['bus_line', 'bus_stop']

/** A town's lines lie in its own layer, with all their stops. */
export async function busesOf(town: string): Promise<Buses> {
  const { holds, shown } = await readShelf()
  const hold = shown?.town === town ? holds.get(town) : undefined
  const packs = await Promise.all((hold?.packs ?? []).map(getPack))
  const tables = packs.flatMap((bytes): Table[] => (bytes ? tablesOf(parsePack(bytes)).filter(({ kind }) => KINDS.includes(kind)) : []))
  const overlay = Object.fromEntries(KINDS.flatMap((kind) => (hold?.overlay[kind] ? [[kind, hold.overlay[kind]]] : [])))
  const rows = allRows(tables, overlay)
  const of = <T>(kind: string, wanted: string) => [...(rows.get(kind)?.values() ?? [])].filter((row) => row[wanted] !== undefined) as unknown as T[]
  // A change to a row whose pack is not here is no row yet.
  const lines = of<BusLine>('bus_line', 'patterns').filter((line) => line.stops && line.days)
  return { town, lines: lines.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN', { numeric: true })), stops: new Map(of<BusStop>('bus_stop', 'name').map((stop) => [stop.code, stop])) }
}

let read: { key: string; found: Promise<Buses> } | undefined

/** Read once for all pages, until the guide moves. */
function readOnce(town: string, asOf: number, percent: number): Promise<Buses> {
  const key = [town, asOf, percent].join()
  if (read?.key !== key) read = { key, found: openGuide().then(() => busesOf(town)) }
  return read.found
}

/** Undefined while the guide is being looked at. */
export function useBuses(): Buses | undefined {
  const [known, set] = useState<Buses>()
  const { asOf, percent } = guideState.value
  const town = place.value && townOf(place.value)
  useEffect(() => {
    let left = false
    if (town) void readOnce(town, asOf, percent).then((found) => !left && set(found), () => (read = undefined))
    return () => void (left = true)
  }, [town, asOf, percent])
  return known?.town === town ? known : undefined
}

const stopsIn = (buses: Buses, place: string) => [...buses.stops.values()].filter((stop) => stop.place === place)

/** Where one gets off for the centre. */
export const townStops = (buses: Buses): BusStop[] => stopsIn(buses, buses.town)

/** Those of the chosen village; none where only the town was chosen. */
export const villageStops = (buses: Buses): BusStop[] => (place.value && place.value.length > 9 ? stopsIn(buses, place.value) : [])

export const setOf = (stops: BusStop[]): ReadonlySet<string> => new Set(stops.map((stop) => stop.code))
