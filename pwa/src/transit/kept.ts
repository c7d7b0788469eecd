// What a person told this phone of their stops: favourites, and how many minutes they walk to each. Stays on the phone.
import { signal } from '@preact/signals'

interface Kept {
  stops: string[]
  /** Minutes by stop */
  walk: Record<string, number>
}

/** home.tsx looks whether there is one. */
const KEY = 'ganchang-stops'
const MOST = 8

const kept = signal<Kept>(read())

export const favourites = (): string[] => kept.value.stops
export const isFavourite = (code: string): boolean => kept.value.stops.includes(code)
export const walkTo = (code: string): number | undefined => kept.value.walk[code]

export function favour(code: string, on: boolean): void {
  const others = kept.value.stops.filter((one) => one !== code)
  keep({ ...kept.value, stops: on ? [code, ...others].slice(0, MOST) : others })
}

export function setWalk(code: string, minutes: number | undefined): void {
  const { [code]: _before, ...walk } = kept.value.walk
  keep({ ...kept.value, walk: minutes === undefined ? walk : { ...walk, [code]: minutes } })
}

function keep(next: Kept): void {
  kept.value = next
  try {
    if (next.stops.length || Object.keys(next.walk).length) localStorage.setItem(KEY, JSON.stringify(next))
    else localStorage.removeItem(KEY)
  } catch {
    // Storage may be refused (private window): the choice then lasts as long as the page.
  }
}

function read(): Kept {
  try {
    return { stops: [], walk: {}, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>) }
  } catch {
    return { stops: [], walk: {} }
  }
}
