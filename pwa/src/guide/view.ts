// The guide as pages read it: titles and the small kinds in memory, everything else read from the shelf when it is asked for.
import type { Centre, Department, Item, Place } from '../schema/types'
import { addFromPack, allRows, changedRow, isTitleOnly, titleOf, type Row } from './rows'
import { getPack, parsePack, readShelf, type Shelf } from './shelf'

export type Title = Pick<Item, 'code' | 'name' | 'org' | 'department' | 'topics' | 'words' | 'rank' | 'online' | 'visits' | 'fee'> & {
  pinyin?: string
}

export interface View {
  titles: Title[]
  full: number
  asOf: number
  places: Map<string, Place>
  departments: Map<string, Department>
  centres: Map<string, Centre>
  /** Traditional character → simplified */
  chars: Map<string, string>
  row: (kind: 'item' | 'form' | 'openings', code: string) => Promise<Row | undefined>
}

export const empty: View = {
  titles: [], full: 0, asOf: 0, places: new Map(), departments: new Map(), centres: new Map(), chars: new Map(),
  row: () => Promise.resolve(undefined),
}

/** Reads what is published for a town; upper layers first, so that a lower layer's row covers them. */
export async function readView(town: string): Promise<View> {
  const shelf = await readShelf()
  if (shelf.shown?.town !== town) return empty
  const layers = [...shelf.shown.layers].sort((a, b) => a.length - b.length)
  const rows = new Map<string, Map<string, Row>>()
  let full = 0
  for (const layer of layers) {
    const hold = shelf.holds.get(layer)
    const packs = hold && (await Promise.all(hold.front.map(getPack)))
    if (!hold || !packs) continue
    const kinds = allRows(packs.flatMap((bytes) => (bytes ? [parsePack(bytes)] : [])), hold.overlay)
    const sounds = soundsIn(kinds.get('chars')?.get(layer)?.sounds as string | undefined)
    for (const [kind, found] of kinds) {
      const all = rows.get(kind) ?? new Map<string, Row>()
      rows.set(kind, all)
      for (const [code, row] of found) if (row.name || kind === 'chars') all.set(code, kind === 'item' ? spoken(titleOf(row), sounds) : row)
    }
    full += hold.complete ? (kinds.get('item')?.size ?? 0) : hold.full
  }
  const of = <T>(kind: string) => (rows.get(kind) ?? new Map()) as Map<string, T>
  const titles = [...of<Title>('item').values()]
  return {
    titles, full: Math.min(full, titles.length), asOf: shelf.shown.asOf,
    places: of<Place>('place'), departments: of<Department>('department'), centres: of<Centre>('centre'),
    chars: charsOf([...of<{ from: string, to: string }>('chars').values()]),
    row: reader(shelf, layers.reverse()),
  }
}

/** “a阿啊ai爱”: each syllable and the characters that are read so. */
function soundsIn(text = ''): Map<string, string> {
  const sounds = new Map<string, string>()
  let sound = ''
  for (const part of text.match(/[a-z]+|./g) ?? []) {
    if (part < '{') sound = part
    else sounds.set(part, sound)
  }
  return sounds
}

function spoken(title: Row, sounds: Map<string, string>): Row {
  title.pinyin ??= Array.from(title.name as string, (char) => sounds.get(char) ?? '').join(' ')
  return title
}

function charsOf(rows: { from: string, to: string }[]): Map<string, string> {
  const chars = new Map<string, string>()
  for (const row of rows) {
    const to = [...row.to]
    ;[...row.from].forEach((char, at) => chars.set(char, to[at] ?? char))
  }
  return chars
}

const own = <T>(record: Record<string, T> | undefined, key: string): T | undefined =>
  record && Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined

function reader(shelf: Shelf, nearestFirst: string[]): View['row'] {
  return async (kind, code) => {
    for (const layer of nearestFirst) {
      const hold = shelf.holds.get(layer)
      const change = own(hold?.overlay[kind], code)
      if (!hold) continue
      const base: Row = { code }
      let found = false
      for (const bytes of await Promise.all(hold.packs.map(getPack))) {
        if (bytes && addFromPack(base, parsePack(bytes), kind)) found = true
      }
      const row = changedRow(code, found ? base : undefined, change)
      // A few changed fields do not make a whole item of a title.
      const bare = found && !hold.complete && !change?.fresh && isTitleOnly(base)
      if (row) return bare ? titleOf(row) : row
    }
    return undefined
  }
}
