// The guide as the desk reads it: names of scopes, an item's materials, a form's questions, the departments to choose from.
import { effect, signal } from '@preact/signals'
import type { FormSchema } from '../forms/schema'
import { choosePlace, fetchItem, guideState, isWhole, place, townOf } from '../guide/store'
import { empty, readView, type View } from '../guide/view'
import { shortName } from '../guide/words'
import { readCalendar } from '../hours/limits'
import type { Application, Item, Material } from '../schema/types'
import { casesOf, centreCode } from './desk'

const view = signal<View>(empty)
let watching = false

/** Nobody has to choose a place on the centre's tablet: it is the centre's. */
export function watchGuide(): void {
  if (watching) return
  watching = true
  effect(() => {
    // A department's tablet stands in no town: the first case says which guide it needs.
    const town = centreCode.value?.length === 9 ? centreCode.value : townOf(casesOf()[0]?.place ?? '')
    if (!place.value && town) choosePlace(town, [])
  })
  effect(() => {
    void guideState.value.asOf
    void guideState.value.full
    const town = place.value && townOf(place.value)
    if (!town) return
    void readView(town).then((next) => (view.value = next), () => undefined)
    void readCalendar(town).catch(() => undefined)
  })
}

export const departments = () => [...view.value.departments.values()]
export const department = (code: string): string | undefined => view.value.departments.get(code)?.name
export const centreOf = (code: string) => view.value.centres.get(code)

export function scopeName(scope: string): string {
  const code = scope.slice(scope.indexOf(':') + 1)
  return (scope.startsWith('desk:') ? view.value.centres.get(code)?.name : view.value.departments.get(code)?.name) ?? code
}

export function villageOf(row: Application): string {
  const found = row.place ? view.value.places.get(row.place) : undefined
  return found ? shortName(found) : ''
}

/** The town at the head of the screen. */
export function townName(code: string | undefined): string {
  return (code && view.value.places.get(code.slice(0, 9))?.name) ?? ''
}

export interface Asked {
  item?: Item
  schema?: FormSchema
  materials: Material[]
  /** Code of a material or a question → as people know it */
  labels: Record<string, string>
  /** The guide on this tablet is of another town */
  elsewhere: boolean
}

export const unasked: Asked = { materials: [], labels: {}, elsewhere: false }

/** What the case's item asks for; materials that the guide no longer names are listed by their code. */
export async function askedBy(row: Application, held: View): Promise<Asked> {
  const here = (await held.row('item', row.item)) as unknown as Item | undefined
  const item = here && isWhole(here) ? here : await fetchItem(row.place ?? '', row.item).catch(() => here)
  const form = row.form ? ((await held.row('form', row.form.split('@')[0]!)) as unknown as { schema: FormSchema } | undefined) : undefined
  const known = item?.materials ?? []
  const others = Object.keys(row.materials ?? {}).filter((code) => !known.some((material) => material.code === code))
  const materials = [...known, ...others.map((code): Material => ({ code, name: code }))]
  const questions = Object.entries(form?.schema.properties ?? {}).map(([field, question]) => [field, question.title ?? field] as const)
  const labels = Object.fromEntries([...questions, ...materials.map((material) => [material.code, material.name] as const)])
  return { item, schema: form?.schema, materials, labels, elsewhere: Boolean(row.form) && !form }
}

export { view as deskView }
