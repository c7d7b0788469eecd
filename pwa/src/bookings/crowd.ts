// How full a day is: asked of the town when there is a line, else as it was last known, with the time of that.
import { useEffect, useState } from 'preact/hooks'
import type { DaySlot, SlotDay } from '../schema/types'
import { isoDay } from '../text/dates'
import { line, serverNow } from '../sync/state'
import { withCache } from '../sync/store'

export type Level = 'empty' | 'some' | 'busy' | 'full'

const SECONDS = 8
const KEY = 'slots '

const keyOf = (centre: string, on: string, item = '') => `${KEY}${on} ${centre} ${item}`

/** Of a slot or of many; server/bookings/slots.py counts the same. */
export function levelOf(slots: Pick<DaySlot, 'free' | 'of'>[]): Level {
  const of = slots.reduce((sum, slot) => sum + slot.of, 0)
  const free = slots.reduce((sum, slot) => sum + slot.free.length, 0)
  if (free === 0) return 'full'
  const taken = of - free
  return 2 * taken < of ? 'empty' : 5 * taken < 4 * of ? 'some' : 'busy'
}

export const LEVEL_WORDS: Record<Level, string> = { empty: '空', some: '一般', busy: '挤', full: '约满了' }

/** Slots that are still ahead, by the hour in which they begin. */
export function byHour(slots: DaySlot[], now: number): Map<number, DaySlot[]> {
  const hours = new Map<number, DaySlot[]>()
  for (const slot of slots) {
    if (slot.start <= now) continue
    const hour = slot.start - (slot.start % 3600)
    hours.set(hour, [...(hours.get(hour) ?? []), slot])
  }
  return hours
}

/** The window that was chosen, perhaps on another day, where it has duty on this one. */
export const windowOn = (day: SlotDay | undefined, window: string | undefined): string | undefined => day?.windows.find((one) => one === window)

/** Of one window only. */
export function atWindow(day: SlotDay, window: string | undefined): DaySlot[] {
  const number = window === undefined ? -1 : day.windows.indexOf(window)
  if (number < 0) return day.slots
  return day.slots.map((slot) => ({ ...slot, free: slot.free.filter((one) => one === number), of: 1 }))
}

/** The first free ones from a time on. */
export const nextFree = (day: SlotDay, from: number, most = 3): DaySlot[] =>
  day.slots.filter((slot) => slot.start >= from && slot.free.length > 0).slice(0, most)

export async function lastKnown(centre: string, on: string, item?: string): Promise<SlotDay | undefined> {
  return (await withCache((db) => db.get('kept', keyOf(centre, on, item)))) as SlotDay | undefined
}

/** Undefined where there is no answer; nothing is thrown. */
export async function askSlots(centre: string, on: string, item?: string): Promise<SlotDay | undefined> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), SECONDS * 1000)
  try {
    const answer = await fetch(`/b/${centre}/${on}${item ? `?item=${encodeURIComponent(item)}` : ''}`, { signal: stop.signal })
    if (!answer.ok) return undefined
    const day = (await answer.json()) as SlotDay
    // A phone that is full has the answer all the same.
    void keep(day, item).catch(() => undefined)
    return day
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** Days that are over leave the phone with the next one that comes. */
async function keep(day: SlotDay, item?: string): Promise<void> {
  const today = isoDay(serverNow())
  await withCache(async (db) => {
    const tx = db.transaction('kept', 'readwrite')
    const old = (await tx.store.getAllKeys(IDBKeyRange.bound(KEY, `${KEY}${today}`, false, true))) as string[]
    await Promise.all([...old.map((key) => tx.store.delete(key)), tx.store.put(day, keyOf(day.centre, day.on, item)), tx.done])
  })
}

export interface Slots {
  day?: SlotDay
  /** Asked of the town a moment ago, not remembered */
  fresh: boolean
  /** Neither here nor to be had now */
  none: boolean
}

/** What is remembered at once, then what the town says. `turn` asks anew. */
export function useSlots(centre: string | undefined, on: string | undefined, item?: string, turn = 0): Slots {
  const [slots, setSlots] = useState<Slots & { of?: string }>({ fresh: false, none: false })
  const away = line.value === 'off'
  const of = keyOf(centre ?? '', on ?? '', item)
  useEffect(() => {
    let left = false
    const show = (next: Slots) => !left && setSlots({ ...next, of })
    const look = async () => {
      if (!centre || !on) return
      const known = await lastKnown(centre, on, item).catch(() => undefined)
      show({ day: known, fresh: false, none: !known && away })
      if (away) return
      const asked = await askSlots(centre, on, item)
      if (asked) show({ day: asked, fresh: true, none: false })
      else if (!known) show({ fresh: false, none: true })
    }
    void look()
    return () => void (left = true)
  }, [of, away, turn])
  return slots.of === of ? slots : { fresh: false, none: false }
}
