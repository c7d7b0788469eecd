// Drafts on the phone: every change is on disk within half a second, and only then called saved (W1).
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Answers } from '../forms/schema'
import type { Item, Page } from '../schema/types'
import { seats } from '../sync/codec'
import { uuid7 } from '../sync/ids'
import { session } from '../sync/state'
import { STRICT, withOutbox } from '../sync/store'
import { withAnswers, withChoice, withPages, withTried, type Asks, type Draft } from './draft'
import { changeHeld, readable } from './draft-store'

const GROUP_MS = 300
const RETRY_MS = 3_000

type Change = (draft: Draft) => Draft

const all = signal<Map<string, Draft>>(new Map())
/** Ids with changes that are not on disk yet. */
export const saving = signal<ReadonlySet<string>>(new Set())
/** The phone refused the last write. */
export const full = signal(false)

/** Drafts of the person in view, and those made before anybody signed in. */
export const drafts: ReadonlySignal<Draft[]> = computed(() => {
  const person = session.value?.person ?? null
  return [...all.value.values()].filter(draft => draft.person === null || draft.person === person)
})

export const draft = (id: string): Draft | undefined => drafts.value.find(one => one.id === id)

let loading: Promise<void> | undefined
let loadedFor: unknown
let listening = false

export function loadDrafts(): Promise<void> {
  // On a shared tablet somebody has opened their seat since.
  if (loadedFor !== seats.codec) loading = undefined
  loadedFor = seats.codec
  loading ??= read().catch(error => {
    loading = undefined
    throw error
  })
  return loading
}

async function read(): Promise<void> {
  const stored = await readable(await withOutbox(db => db.getAll('drafts')))
  all.value = new Map([...stored.map(one => [one.id, modern(one)] as const), ...all.value])
  if (listening) return
  listening = true
  seats.flushes.push(flush)
  addEventListener('pagehide', () => void flush())
  document.addEventListener('visibilitychange', () => void flush())
}

/** As an earlier app kept it: one other value of a field, by another name. */
function modern(one: Draft & { theirs?: Answers }): Draft {
  return { ...one, others: one.others ?? Object.fromEntries(Object.entries(one.theirs ?? {}).map(([field, value]) => [field, [value ?? null]])) }
}

export async function openDraft(item: Item, asks: Asks, place: string, answers: Answers = {}, more: Partial<Draft> = {}): Promise<Draft> {
  const now = Math.round(Date.now() / 1000)
  const made: Draft = {
    id: uuid7(), item: item.code, item_name: item.name, item_version: item.version,
    form: asks.form ? `${asks.form.code}@${asks.form.version}` : '', place, asks, person: session.value?.person ?? null,
    answers, materials: {}, made_at: now, saved_at: now, dirty: Object.keys(answers), dirty_materials: [],
    known: {}, known_materials: {}, others: {}, tried: [], ...more
  }
  await keep(made)
  return made
}

export async function keep(made: Draft): Promise<void> {
  put(made)
  const durable = change(made.id, unchanged => unchanged)
  await flush()
  await durable
}

/** Resolves when durable. */
export const edit = (id: string, answers: Answers): Promise<void> => change(id, one => withAnswers(one, answers))
/** One of several values of a field that two devices gave. */
export const choose = (id: string, field: string, value: unknown): Promise<void> => change(id, one => withChoice(one, field, value))
/** A photo is minutes of somebody's care: it does not wait for the next keystroke. */
export function editPages(id: string, material: string, pages: (now: Page[]) => Page[]): Promise<void> {
  const done = change(id, one => withPages(one, material, pages))
  void flush()
  return done
}
export const markTried = (id: string, step: string): Promise<void> => change(id, one => withTried(one, step))

interface Pending { changes: Change[]; waiters: (() => void)[] }
const pending = new Map<string, Pending>()
let timer: ReturnType<typeof setTimeout> | undefined
let writing: Promise<void> | undefined

/** Shown at once, on disk at the latest 300 ms later; resolves then. */
export function change(id: string, apply: Change): Promise<void> {
  const now = all.value.get(id)
  if (now) put(apply(now))
  const group = pending.get(id) ?? { changes: [], waiters: [] }
  pending.set(id, group)
  group.changes.push(apply)
  saving.value = new Set(pending.keys())
  timer ??= setTimeout(() => void flush(), GROUP_MS)
  return new Promise(resolve => group.waiters.push(resolve))
}

/** Writes what is not on disk yet: on leaving a field, a page, the app. */
export async function flush(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  while (writing) await writing
  if (!pending.size) return
  const groups = new Map(pending)
  pending.clear()
  writing = write(groups).finally(() => { writing = undefined })
  await writing
}

async function write(groups: Map<string, Pending>): Promise<void> {
  const written: Draft[] = []
  const { codec } = seats
  const after = (base: Draft, { changes }: Pending): Draft => ({ ...changes.reduce((draft, apply) => apply(draft), modern(base)), saved_at: Math.round(Date.now() / 1000) })
  try {
    if (codec) {
      for (const [id, group] of groups) {
        const next = await changeHeld(codec, id, held => {
          const base = held ?? all.value.get(id)
          return base && after(base, group)
        })
        if (next) written.push(next)
      }
    } else await withOutbox(async db => {
      written.length = 0
      const tx = db.transaction('drafts', 'readwrite', STRICT)
      for (const [id, group] of groups) {
        // Another tab may have written: changes go on top of what is there, field by field.
        const base = ((await tx.store.get(id)) as Draft | undefined) ?? all.value.get(id)
        if (!base) continue
        const next = after(base, group)
        void tx.store.put(next as Draft & Record<string, unknown>)
        written.push(next)
      }
      await tx.done
    })
  } catch (error) {
    full.value = true
    putBack(groups)
    console.error(error)
    return
  }
  full.value = false
  for (const draft of written) settled(draft)
  saving.value = new Set(pending.keys())
  for (const group of groups.values()) for (const done of group.waiters) done()
}

/** What was typed while the write was under way stays on top. */
function settled(written: Draft): void {
  const later = pending.get(written.id)?.changes ?? []
  put(later.reduce((draft, apply) => apply(draft), written))
}

function putBack(groups: Map<string, Pending>): void {
  for (const [id, group] of groups) {
    const later = pending.get(id)
    pending.set(id, {
      changes: [...group.changes, ...(later?.changes ?? [])], waiters: [...group.waiters, ...(later?.waiters ?? [])]
    })
  }
  timer ??= setTimeout(() => void flush(), RETRY_MS)
}

function put(draft: Draft): void {
  all.value = new Map(all.value).set(draft.id, draft)
}

export async function removeDraft(id: string): Promise<void> {
  await flush()
  await withOutbox(db => db.delete('drafts', id))
  const left = new Map(all.value)
  left.delete(id)
  all.value = left
}
