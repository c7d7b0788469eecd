// Which place was chosen on this phone. In the first document: it decides what the first page is.
import { batch, signal } from '@preact/signals'

export interface Chosen {
  code: string
  /** From the county down, for the time before the guide itself is here */
  names: string[]
}

/** index.html's first script looks at it too. */
const CHOSEN = 'ganchang-place'

/** Here, because both choosing a place and the guide say it. */
export const villageName = (name: string) =>
  name.replace(/(村)民委员会$|(社区)居民委员会$|村委会$|居委会$|居民委员会$/, '$1$2')

export const chosen = signal<Chosen | null>(read(CHOSEN))
export const place = signal<string | null>(chosen.value?.code ?? null)

/** The town whose guide has buses: known before the guide is opened, or the tabs would move under the finger. */
export const BUSES = 'ganchang-buses'
export const buses = signal<string | null>(read(BUSES))

/** `names` from the county down to the place itself. Remembered; the guide follows. */
export function choosePlace(code: string, names: string[]): void {
  batch(() => {
    chosen.value = { code, names }
    place.value = code
  })
  localStorage.setItem(CHOSEN, JSON.stringify(chosen.value))
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}
