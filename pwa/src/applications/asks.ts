// What an item asks for, from the guide on this phone, kept with the draft for the day the guide is of another place.
import type { Form } from '../forms/schema'
import { fetchItem, form, isWhole, item } from '../guide/store'
import type { Item } from '../schema/types'
import type { Asks, Draft } from './draft'
import { same, withAsks } from './draft'
import { change } from './drafts'

export async function wholeItem(code: string, place: string | null): Promise<Item | undefined> {
  const held = await item(code)
  if (held && isWhole(held)) return held
  return place ? fetchItem(place, code).catch(() => undefined) : undefined
}

/** Nothing when the item's form is not on this phone. */
export async function asksOf(found: Item): Promise<Asks | undefined> {
  const materials = found.materials ?? []
  if (!found.form) return { materials }
  const held = (await form(found.form)) as unknown as Form | undefined
  return held && { form: held, materials }
}

/** Brings a draft up to the guide of today; without a guide it goes on as it was. */
export async function renewAsks(draft: Draft): Promise<void> {
  if (draft.submission || draft.wanted_at) return
  const found = await wholeItem(draft.item, draft.asks ? null : draft.place)
  const asks = found && (await asksOf(found))
  if (asks && !same(asks, draft.asks)) await change(draft.id, one => withAsks({ ...one, item_version: found.version }, asks))
}
