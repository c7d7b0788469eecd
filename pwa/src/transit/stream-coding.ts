// What the socket tells of a line or stop: a whole, then news of a few bytes; the other side of server/transit/stream/coding.py. Pure.
import type { BusArrival, BusesSeen, BusNow } from '../schema/types'

const LIVE = ['none', 'dead', 'on'] as const
const STATES: BusArrival['state'][] = ['live', 'scheduled', 'just_left', 'cancelled', 'skipped', 'just_left']
const [ON_TIME, LEFT_LIVE] = [0, 5]
const GONE = 0x80

/** Which subject a frame of news speaks of. */
export const channelOf = (frame: Uint8Array): number => reader(frame, 1).number()

/** What is known after the news; nothing where some before them were missed, or they make no sense. */
export function applied(before: BusesSeen, frame: Uint8Array): BusesSeen | undefined {
  const read = reader(frame, 1)
  const live = LIVE[frame[0]!]
  if (!live || read.number() !== before.n) return undefined
  const turn = read.byte()
  if (turn === before.turn) return before
  if (turn !== (before.turn + 1) % 256) return undefined
  const at = before.at + read.signed()
  const as_of = before.as_of === undefined ? {} : { as_of: at - read.signed() }
  const columns = before.line === undefined ? 6 : 4
  const buses = new Map(before.buses.map(([number, ...values]) => [number!, values]))
  while (read.more()) {
    const number = read.number()
    const mask = read.byte()
    if (mask === GONE) {
      buses.delete(number)
      continue
    }
    const values = buses.get(number) ?? Array<number>(columns).fill(0)
    if (mask >> columns) return undefined
    buses.set(number, values.map((value, column) => (mask & (1 << column) ? value + read.signed() : value)))
  }
  if (read.broken()) return undefined
  return { ...before, ...as_of, turn, at, live, buses: [...buses].map(([number, values]) => [number, ...values]) }
}

function reader(frame: Uint8Array, from: number) {
  let at = from
  const byte = () => frame[at++] ?? 0
  function number(): number {
    let value = 0
    for (let weight = 1; weight < 2 ** 49; weight *= 128) {
      const one = byte()
      value += (one & 127) * weight
      if (one < 128) break
    }
    return value
  }
  const signed = () => {
    const value = number()
    return value % 2 ? -(value + 1) / 2 : value / 2
  }
  return { byte, number, signed, more: () => at < frame.length, broken: () => at > frame.length }
}

/** A stop's as it is asked for over HTTP. */
export function nowAt({ at, live, as_of, ways, buses }: BusesSeen): BusNow {
  const arrivals = buses.flatMap(([, way, scheduled, state, late, unsure, away]): BusArrival[] => {
    const { line, to } = ways[way!] ?? {}
    if (line === undefined || to === undefined || !STATES[state!]) return []
    return [{
      line, to, scheduled: scheduled!, state: STATES[state!]!,
      ...((state === ON_TIME || state === LEFT_LIVE) && { predicted: scheduled! + late! }),
      ...(unsure && { unsure: unsure - 1 }),
      ...(away && { away: away - 1 }),
    }]
  })
  return { at, live, ...(as_of !== undefined && { as_of }), arrivals }
}

export interface SeenBus {
  number: number
  back: boolean
  /** Codes of the stops that it makes */
  stops: string[]
  /** 3.5: half way from stop 3 to stop 4 of these, from 0 */
  place: number
  /** reckoned: by when it is thought to come, nobody saw it; stands: seen, and has not moved for long */
  how: 'reckoned' | 'seen' | 'stands'
  at: number
}

export function busesOf({ ways, buses }: BusesSeen): SeenBus[] {
  return buses.flatMap(([number, way, place, how, at]) => {
    const { stops, back = false } = ways[way!] ?? {}
    return stops ? [{ number: number!, back, stops, place: place! / 64, how: (['reckoned', 'seen', 'stands'] as const)[how!] ?? 'reckoned', at: at! }] : []
  })
}
