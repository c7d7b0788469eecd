// Guide rows as they travel: tables in columns, deltas as field patches. Pure; PROTOCOL.md section 3 is the contract.

export type Row = { code: string } & Record<string, unknown>

/** As it travels: the values, or what they are made from. */
export type Column = unknown[] | {
  /** Values that are named in `at` by a character each; in texts of theirs a 0 stands for the next of `digits`. */
  of: Column
  at?: string
  digits?: string
  /** Steps from one to the next; where there is none, the next of `of`. */
  by?: string
  /** Lists of so many of `of` */
  n?: Column
  /** Objects, by their fields */
  columns?: Columns
}

export type Columns = Record<string, Column>

export interface Table {
  kind: string
  columns: Columns
}

/** What segments did to one row since the packs below were made. */
export interface Change {
  gone?: boolean
  /** The row was taken away and came back: nothing of the packs shines through. */
  fresh?: boolean
  put?: Record<string, unknown>
}

/** kind → code → change */
export type Overlay = Record<string, Record<string, Change>>

export interface Segment {
  from: number
  to: number
  put?: Record<string, Record<string, Record<string, unknown>>>
  del?: Record<string, string[]>
}

export const tablesOf = (pack: unknown): Table[] => (Array.isArray(pack) ? pack : [pack]) as Table[]

/** The values of a column, made once. */
const valuesIn = (columns: Columns, name: string) => (columns[name] = made(columns[name]!)) as unknown[]
export const codesOf = (table: Table) => valuesIn(table.columns, 'code') as string[]

function made(column: Column): unknown[] {
  if (Array.isArray(column)) return column
  const { columns, n, by, at, digits } = column
  if (columns) return valuesIn(columns, Object.keys(columns)[0]!).map((_, row) => addColumns({}, columns, row))
  const of = made(column.of)
  let next = 0
  if (n) return made(n).map((count) => count === null ? count : of.slice(next, next += count as number))
  let last: unknown
  return Array.from((by ?? at)!, (char) => {
    const number = char.charCodeAt(0) - 35
    if (by) return last = number ? (last as string).replace(/\d{1,9}$/, (digits) => `${+digits + number}`.padStart(digits.length, '0')) : of[next++]
    const value = of[number]
    return digits && typeof value === 'string' ? value.replace(/0/g, () => digits[next++]!) : value
  })
}

/** Adds what row `at` of a table says to `row`. */
export function addColumns<R extends Record<string, unknown>>(row: R, columns: Columns, at: number): R {
  for (const field in columns) {
    const value = valuesIn(columns, field)[at]
    if (value !== null && value !== undefined) (row as Record<string, unknown>)[field] = value
  }
  return row
}

export function applySegment(overlay: Overlay, segment: Segment): Overlay {
  const next: Overlay = { ...overlay }
  const of = (kind: string) => (next[kind] = { ...next[kind] })
  for (const kind in segment.put) {
    const changes = of(kind)
    for (const code in segment.put[kind]!) changes[code] = patched(changes[code], segment.put[kind]![code]!)
  }
  for (const kind in segment.del) {
    const changes = of(kind)
    for (const code of segment.del[kind]!) changes[code] = { gone: true }
  }
  return next
}

function patched(change: Change | undefined, patch: Record<string, unknown>): Change {
  if (change?.gone) return { fresh: true, put: patch }
  return { ...change, put: { ...change?.put, ...patch } }
}

/** The row as it is now, or nothing when it is gone. */
export function changedRow(code: string, base: Row | undefined, change: Change | undefined): Row | undefined {
  if (!change) return base
  if (change.gone) return undefined
  const row: Row = change.fresh || !base ? { code } : { ...base }
  for (const field in change.put) {
    const value = change.put[field]
    if (value === null) delete row[field]
    else row[field] = value
  }
  return row
}

const titleColumns = ['code', 'name', 'org', 'department', 'topics', 'words', 'pinyin', 'rank', 'online', 'visits', 'fee']

/** Whether a table tells more of its rows than their titles. */
export const isFullTable = (table: Table) => Object.keys(table.columns).some((name) => !titleColumns.includes(name))

export const titleOf = (row: Row) => {
  const title: Row = { code: row.code }
  for (const field of titleColumns) if (row[field] !== undefined) title[field] = row[field]
  return title
}

export const isTitleOnly = (row: Row) => Object.keys(row).every((name) => titleColumns.includes(name))

/** What a pack says of one row, added to `row`; false when it says nothing. */
export function addFromPack(row: Row, pack: unknown, kind: string): boolean {
  let found = false
  for (const table of tablesOf(pack)) {
    const at = table.kind === kind ? codesOf(table).indexOf(row.code) : -1
    if (at < 0) continue
    addColumns(row, table.columns, at)
    found = true
  }
  return found
}

/** All rows of a layer: its packs merged, the overlay played over them. */
export function allRows(packs: unknown[], overlay: Overlay): Map<string, Map<string, Row>> {
  const kinds = new Map<string, Map<string, Row>>()
  const of = (kind: string) => kinds.get(kind) ?? (kinds.set(kind, new Map()), kinds.get(kind) as Map<string, Row>)
  for (const pack of packs) {
    for (const table of tablesOf(pack)) {
      const rows = of(table.kind)
      codesOf(table).forEach((code, at) => rows.set(code, addColumns(rows.get(code) ?? { code }, table.columns, at)))
    }
  }
  for (const kind in overlay) {
    const rows = of(kind)
    for (const code in overlay[kind]) {
      const row = changedRow(code, rows.get(code), overlay[kind]![code])
      if (row) rows.set(code, row)
      else rows.delete(code)
    }
  }
  return kinds
}
