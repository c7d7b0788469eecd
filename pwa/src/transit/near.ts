// Which stops one means: by the name of a stop or village, by where one stands. Pure.
import type { BusStop } from '../schema/types'

const MOST = 12

/** What begins so comes first. `names` gives the village's name of a stop. */
export function byName(stops: BusStop[], asked: string, nameOf: (place: string) => string = () => ''): BusStop[] {
  const wanted = asked.trim().toLowerCase()
  if (!wanted) return []
  const rank = (stop: BusStop) => (stop.name.toLowerCase().startsWith(wanted) ? 0 : stop.name.toLowerCase().includes(wanted) ? 1 : stop.place && nameOf(stop.place).toLowerCase().includes(wanted) ? 2 : 3)
  return stops.map((stop) => ({ stop, rank: rank(stop) })).filter((one) => one.rank < 3).sort((a, b) => a.rank - b.rank || a.stop.name.localeCompare(b.stop.name, 'zh-CN')).slice(0, MOST).map((one) => one.stop)
}

/** Metres over ground that is nearly flat between neighbours. */
export function metres(stop: Pick<BusStop, 'lat' | 'lon'>, lat: number, lon: number): number {
  const north = (stop.lat / 1e5 - lat) * 111_320
  const east = (stop.lon / 1e5 - lon) * 111_320 * Math.cos((lat * Math.PI) / 180)
  return Math.round(Math.hypot(north, east))
}

export const nearest = (stops: BusStop[], lat: number, lon: number): { stop: BusStop; far: number }[] => stops.map((stop) => ({ stop, far: metres(stop, lat, lon) })).sort((a, b) => a.far - b.far).slice(0, 5)
