// The tree of places served, for choosing one: children of a place, and finding one by its name.
import { villageName } from './chosen'

export interface Spot {
  code: string
  name: string
}

const lengths = [4, 6, 9, 12]
let loading: Promise<Spot[]> | undefined

export function places(): Promise<Spot[]> {
  loading ??= asked()
    .then((response) => {
      if (!response.ok) throw new Error(`places: ${response.status}`)
      return response.json() as Promise<{ code: string[], name: string[] }>
    })
    .then(({ code, name }) => code.map((one, at) => ({ code: one, name: villageName(name[at]!) })))
    .catch((error: unknown) => {
      loading = undefined
      throw error
    })
  return loading
}

/** The first document asks for them ahead where no place was chosen yet: the first visit waits for nothing else so long. */
function asked(): Promise<Response> {
  const ahead = (self as { ganchangPlaces?: Promise<Response> }).ganchangPlaces
  delete (self as { ganchangPlaces?: Promise<Response> }).ganchangPlaces
  return ahead ?? fetch('/g/places')
}

const parentOf = (code: string) => code.slice(0, lengths[lengths.indexOf(code.length) - 1] ?? 0)

/** Places directly below one; the uppermost ones for ''. */
export function below(all: Spot[], code: string): Spot[] {
  const codes = new Set(all.map((one) => one.code))
  return all.filter((one) => {
    let parent = parentOf(one.code)
    while (parent && !codes.has(parent)) parent = parentOf(parent)
    return parent === code
  })
}

/** From the county down to the place itself. */
export function pathOf(all: Spot[], code: string): Spot[] {
  const names = new Map(all.map((one) => [one.code, one]))
  return lengths.filter((length) => length <= code.length).flatMap((length) => names.get(code.slice(0, length)) ?? [])
}

export const find = (all: Spot[], name: string) => all.filter((one) => one.code.length >= 9 && one.name.includes(name)).slice(0, 30)
