// The guide for pages: which place, what is here of it, items and forms. Keeps it current: by manifest, and by what sync brings.
import { batch, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Centre, Department, Form, Item, Manifest, Openings, Place } from '../schema/types'
import { line, serverNow } from '../sync/state'
import { choosePlace, chosen, place } from './chosen'
import { pause } from './downloads'
import { load } from './load'
import { progress } from './plan'
import { isSigned, type TownKey } from './proof'
import { isTitleOnly } from './rows'
import { keepManifest, keepShown, readShelf } from './shelf'
import { isThin } from './thin'
import { empty, readView, type Title, type View } from './view'

export { choosePlace, place }
export type { Title } from './view'

export interface GuideState {
  titles: number
  full: number
  total: number
  /** Unix seconds: the town's guide was like this then */
  asOf: number
  /** Of all bytes of the place's guide, 0–100 */
  percent: number
  /** False until the phone's shelf has been looked at */
  known: boolean
}

const view = signal<View>(empty)
const arrived = signal(0)
const known = signal(false)
let going = new AbortController()

const state = signal<GuideState>({ titles: 0, full: 0, total: 0, asOf: 0, percent: 0, known: false })
export const guideState: ReadonlySignal<GuideState> = state

export const townOf = (code: string) => code.slice(0, 9)
export const titles = (): Title[] => view.value.titles
export const chars = (): Map<string, string> => view.value.chars
export const department = (code: string): Department | undefined => view.value.departments.get(code)
export const centre = (): Centre | undefined => (place.value ? view.value.centres.get(townOf(place.value)) : undefined)
export const centreOf = (code: string): Centre | undefined => view.value.centres.get(code)
export const placeOf = (code: string): Place | undefined => view.value.places.get(code)

/** A place's name; what was chosen is known before the guide is here. */
export function placeName(code: string): string {
  const names = chosen.value?.names ?? []
  const at = chosen.value?.code.startsWith(code) ? [6, 9, 12].indexOf(code.length) : -1
  return view.value.places.get(code)?.name ?? names[at] ?? ''
}

export const item = async (code: string) => (await view.value.row('item', code)) as (Item & { code: string }) | undefined
export const form = async (code: string) => (await view.value.row('form', code)) as Form | undefined
export const openingsRow = async (code: string) => (await view.value.row('openings', code)) as Openings | undefined
export const isWhole = (found: Item) => !isTitleOnly(found as unknown as { code: string } & Record<string, unknown>)

// Another place was chosen: what was under way for the one before ends.
let followed = chosen.peek()
effect(() => {
  if (chosen.value === followed) return
  followed = chosen.value
  going.abort()
  void look().then(run)
})

/** Shows what the shelf has for the place. */
async function look(): Promise<void> {
  const town = place.value && townOf(place.value)
  const next = town ? await readView(town).catch(() => empty) : empty
  batch(() => {
    view.value = next
    known.value = true
    tell()
  })
}

function tell(): void {
  const { titles, full, asOf } = view.value
  state.value = { titles: titles.length, full, total: titles.length, asOf, percent: arrived.value, known: known.value }
}

// One item that a page waits for goes before all packs.
const waiting = new Set<Promise<unknown>>()
const fetched = new Map<string, Item>()

/** An item straight from the town: not here yet, or of another place. */
export async function fetchItem(at: string, code: string): Promise<Item | undefined> {
  const url = `/g/item/${encodeURIComponent(at)}/${encodeURIComponent(code)}`
  const before = fetched.get(url)
  if (before) return before
  const asking = fetch(url).then(async (response) => {
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${url}: ${response.status}`)
    return (await response.json()) as Item
  })
  const done = asking.catch(() => undefined)
  waiting.add(done)
  void done.then(() => waiting.delete(done))
  const found = await asking
  if (found) fetched.set(url, found)
  return found
}

const urgent = () => (waiting.size ? Promise.all(waiting) : undefined)

// ---- keeping it current

let key: Promise<TownKey | null> | undefined

/** From the app's own page; `GET /g/key` where the page was not stamped. */
function townKey(): Promise<TownKey | null> {
  key ??= (async () => {
    const stamped = document.querySelector<HTMLMetaElement>('meta[name="ganchang-key"]')?.content ?? ''
    const [x, y] = stamped.split('.')
    if (x && y) return { x, y }
    const response = await fetch('/g/key')
    return response.ok ? ((await response.json()) as TownKey) : null
  })().catch((error: unknown) => {
    key = undefined
    throw error
  })
  return key
}

async function proved(manifest: Manifest): Promise<Manifest> {
  const signer = await townKey()
  if (signer && !(await isSigned(manifest, signer))) throw new Error('guide manifest is not signed by the town')
  return manifest
}

async function askManifest(how: RequestCache): Promise<Manifest> {
  const response = await fetch(`/g/${place.value}/manifest`, { cache: how })
  if (!response.ok) throw new Error(`manifest: ${response.status}`)
  return proved((await response.json()) as Manifest)
}

let running: Promise<void> | undefined
let next: Manifest | undefined
let held: Manifest | undefined

/** What sync sends along: the place, and the head of what is held or under way. */
export const guideHead = (): { place?: string, guide?: string } => (held && isOfPlace(held) ? { place: place.value!, guide: held.head } : {})

const isOfPlace = (manifest: Manifest) => place.value !== null && manifest.place === townOf(place.value)

/** A manifest that came with a sync. */
export function offerManifest(manifest: Manifest): void {
  if (!isOfPlace(manifest)) return
  next = manifest
  void run()
}

function run(): Promise<void> {
  running ??= alone(work).finally(() => {
    running = undefined
    if (next) void run()
  })
  return running
}

/** One tab loads at a time. */
function alone(job: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request('ganchang-guide', job).then(() => undefined) : job()
}

async function work(): Promise<void> {
  for (let tries = 1; place.value; tries++) {
    going = new AbortController()
    const offered = next
    next = undefined
    try {
      const stored = (await readShelf()).manifest
      // What was under way when the app was closed goes on without asking; sync brings a newer one when there is one.
      if (offered) await bring(await proved(offered), stored)
      else if (stored && isOfPlace(stored)) await bring(stored, undefined)
      else await bring(await askManifest('no-cache'), undefined)
      return
    } catch (error) {
      if (going.signal.aborted) continue
      if ((error as Error).name === 'QuotaExceededError') await import('./shed').then((part) => part.shed())
      if (line.value !== 'off') console.warn('guide:', error)
      await pause(tries, going.signal)
    }
  }
}

async function bring(manifest: Manifest, before: Manifest | undefined): Promise<void> {
  // A cache on the way may still serve an older one: what is held is not taken back.
  const first = before?.place === manifest.place && before.at > manifest.at ? before : manifest
  const hold = async (one: Manifest) => {
    held = one
    await keepManifest(one)
    return one
  }
  await hold(first)
  if ((await readShelf()).holds.size) await import('./damage').then((part) => part.findDamage(first))
  await load(first, {
    newer: async () => hold(await askManifest('reload')),
    published: look,
    arrived: (of, stored) => {
      const { here, all } = progress(of, stored, isThin())
      arrived.value = all ? Math.floor((100 * here) / all) : 100
      tell()
    },
    urgent,
    thin: isThin,
    left: going.signal,
  })
  const { shown } = await readShelf()
  if (shown && manifest !== before) await keepShown({ ...shown, asOf: serverNow() })
  await look()
}

let opened: Promise<void> | undefined

/** What is on the shelf, for the first page; may be called as often as one likes. */
export const openGuide = (): Promise<void> => (opened ??= look())

/** Then, behind the first page, what is missing. */
export async function startGuide(): Promise<void> {
  await openGuide()
  held = (await readShelf()).manifest
  void run()
}
