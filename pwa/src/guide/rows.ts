// Guide rows as they travel: tables in columns, deltas as field patches. Pure; PROTOCOL.md section 3 is the contract.

export type Row = { code: string } & Record<string, unknown>

export interface Table {
  kind: string
  columns: Record<string, unknown[]>
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

/** Adds what row `at` of the table says to `row`. */
export function addColumns(row: Record<string, unknown>, table: Table, at: number): void {
  for (const field in table.columns) {
    const value = table.columns[field]![at]
    if (value !== null && value !== undefined) row[field] = value
  }
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
    const at = table.kind === kind ? (table.columns.code as string[]).indexOf(row.code) : -1
    if (at < 0) continue
    addColumns(row, table, at)
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
      ;(table.columns.code as string[]).forEach((code, at) => {
        const row = rows.get(code) ?? { code }
        addColumns(row, table, at)
        rows.set(code, row)
      })
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
