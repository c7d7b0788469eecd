// The stops and courses of a line as its map shows them, and how far things are in words. Pure.
import type { BusShape, BusStop } from '../schema/types'
import { t } from '../text/t'
import { apart, courseOf, decoded, planeAt, type Course, type Spot } from './map-plane'
import { shortStop } from './times'

export interface StopMark extends Spot { code: string; name: string }

/** All on one plane; each stop once, those at the ends first, then those of the first way. */
export function laid(shape: BusShape, known: ReadonlyMap<string, BusStop>): { courses: Course[]; stops: StopMark[]; spot: (lat: number, lon: number) => Spot } {
  const spot = planeAt(decoded(shape.ways[0]!.course)[0]!)
  const courses = shape.ways.map((one) => courseOf(one, spot))
  const ends = courses.flatMap(({ stops }) => [stops[0]!, stops.at(-1)!])
  const stops = [...new Set([...ends, ...courses.flatMap((one) => one.stops)])].map((code): StopMark => {
    const stop = known.get(code)
    if (stop) return { ...spot(stop.lat, stop.lon), code, name: shortStop(stop.name) }
    // The guide on the phone does not know it yet.
    const course = courses.find((one) => one.stops.includes(code))!
    return { ...course.points[course.at[course.stops.indexOf(code)]!]!, code, name: code }
  })
  return { courses, stops, spot }
}

export const nearestOf = (stops: StopMark[], at: Spot): { stop: StopMark; far: number } => stops.map((stop) => ({ stop, far: apart(stop, at) })).reduce((best, one) => (one.far < best.far ? one : best))

export function farWords(metres: number): string {
  if (metres < 995) return t('{n} 米', { n: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 })
  return t('{n} 公里', { n: metres < 99_500 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000) })
}

/** 蒲江客运站到西来场镇，7 站，15.2 公里 */
export function lengthWords({ stops: codes, far, straight }: Course, stops: StopMark[]): string {
  const name = (code: string | undefined) => stops.find((one) => one.code === code)?.name ?? ''
  const words = { from: name(codes[0]), to: name(codes.at(-1)), n: codes.length, far: farWords(far.at(-1)!) }
  return straight ? t('{from}到{to}，{n} 站，直线连起来 {far}', words) : t('{from}到{to}，{n} 站，{far}', words)
}
