// A new draft from a case that can no longer be changed: with what was handed in and, over it, what came too late.
import type { Application, Item } from '../schema/types'
import { navigate } from '../shell/router'
import { asksOf, wholeItem } from './asks'
import type { Asks, Patch } from './draft'
import { change, flush, openDraft } from './drafts'
import { withAnswers, withPages } from './draft'

/** False when the item's form is not on this phone. */
export async function beginAnew(row: Application, late: Patch): Promise<boolean> {
  const item = await wholeItem(row.item, row.place ?? null)
  const asks = item && (await asksOf(item))
  if (!item || !asks) return false
  const id = await copied(item, asks, row, late)
  await navigate(`/draft/${id}`)
  return true
}

async function copied(item: Item, asks: Asks, row: Application, late: Patch): Promise<string> {
  const made = await openDraft(item, asks, row.place ?? '', { ...row.answers })
  const pages = { ...row.materials, ...late.materials }
  const done = change(made.id, one => {
    const typed = withAnswers(one, late.answers)
    return Object.entries(pages).reduce((next, [code, list]) => withPages(next, code, () => list), typed)
  })
  await flush()
  await done
  return made.id
}
