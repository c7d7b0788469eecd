// What a page sees: the server's rows with the waiting mutations played over them. Previews predict, the server decides.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Args } from './outbox'
import { server } from './pull'
import { outbox } from './state'

type Body = Record<string, unknown>
type Preview = (rows: Rows, args: Args) => Rows

/** Rows of all scopes, to be changed by a preview. Bodies are replaced, never changed in place. */
export class Rows {
  private entities = new Map<string, Map<string, Body>>()

  get<T>(entity: string, key: string): T | undefined {
    return this.entities.get(entity)?.get(key) as T | undefined
  }

  all<T>(entity: string): T[] {
    return [...(this.entities.get(entity)?.values() ?? [])] as T[]
  }

  put(entity: string, key: string, body: object): Rows {
    let rows = this.entities.get(entity)
    if (!rows) this.entities.set(entity, (rows = new Map()))
    rows.set(key, body as Body)
    return this
  }

  drop(entity: string, key: string): Rows {
    this.entities.get(entity)?.delete(key)
    return this
  }
}

const previews = new Map<string, Preview>()
const registered = signal(0)

/** Say how the rows will look once the server has accepted a mutation of this name. */
export function registerPreview<T extends object>(name: string, preview: (rows: Rows, args: T) => Rows): void {
  previews.set(name, preview as unknown as Preview)
  registered.value++
}

const predicted = computed(() => {
  void registered.value
  let rows = new Rows()
  for (const [, entities] of inOrder()) {
    for (const [entity, held] of entities) for (const row of held.values()) rows.put(entity, row.key, row.body)
  }
  for (const one of outbox.value) {
    if (one.state === 'rejected') continue
    rows = previews.get(one.name)?.(rows, one.args) ?? rows
  }
  return rows
})

// A clerk may also be the applicant: the work view then covers the applicant's, so `me` is laid first.
function inOrder() {
  return [...server.value].sort(([a], [b]) => Number(a !== 'me') - Number(b !== 'me') || (a < b ? -1 : 1))
}

const lists = new Map<string, ReadonlySignal<unknown[]>>()
const singles = new Map<string, ReadonlySignal<unknown>>()

/** Server rows of all my scopes with waiting mutations played over them. */
export function rows<T>(entity: string): ReadonlySignal<T[]> {
  let list = lists.get(entity)
  if (!list) lists.set(entity, (list = computed(() => predicted.value.all(entity))))
  return list as ReadonlySignal<T[]>
}

export function row<T>(entity: string, key: string): ReadonlySignal<T | undefined> {
  const name = `${entity} ${key}`
  let single = singles.get(name)
  if (!single) singles.set(name, (single = computed(() => predicted.value.get(entity, key))))
  return single as ReadonlySignal<T | undefined>
}

/** Rows of one kind of scope only (`me`, `desk`, `dept`), as the server last gave them. */
export function serverRows<T>(entity: string, kind: 'me' | 'desk' | 'dept'): T[] {
  const out: T[] = []
  for (const [scope, entities] of server.value) {
    if (scope.split(':')[0] !== kind) continue
    for (const held of entities.get(entity)?.values() ?? []) out.push(held.body as T)
  }
  return out
}
