// The report of what went wrong: how phone and town met, never whose phone it is nor what was typed. Read by
// `python -m server diagnose report`. It is made of parts that may fail one by one: a broken database is what it is for.
import { hash } from '../../../shared_schema/version.json'
import { canProve } from '../guide/proof'
import { isRight } from '../guide/damage'
import { isCurrent, type Hold } from '../guide/plan'
import { readShelf } from '../guide/shelf'
import { saveData } from '../platform/network'
import { storage } from '../platform/storage'
import { PROTOCOL } from '../schema/protocol'
import type { LayerHead } from '../schema/types'
import { open } from '../sync/client'
import { clientId, person } from '../sync/device'
import { list } from '../sync/outbox'
import { cursorsHeld, digests, server } from '../sync/pull'
import { clockOffset, line, needsSignIn, serverNow, session, syncedAt } from '../sync/state'
import { withCache, withOutbox } from '../sync/store'
import { lastTries, type Try } from './tries'

export interface Waiting {
  id: string
  name: string
  lane: string
  seq?: number
  state: string
  code?: string
  tries: number
  next_at: number
}

export interface Report {
  report: 1
  client: string
  at: number
  protocol: number
  schema: string
  app: string
  browser: string
  worker: string
  line: string
  synced_at: number
  clock_offset: number
  signed: string
  storage: { usage?: number; quota?: number; persisted?: boolean }
  kept: Record<string, number>
  scopes: Record<string, { cursor: number; rows: number; digest: string }>
  guide: { place?: string; head?: string; layers?: { layer: string; gen: number; seq: number; right?: boolean }[] }
  outbox: Waiting[]
  tries: Try[]
  /** Parts that could not be had, and why */
  faults: string[]
}

export async function makeReport(): Promise<Report> {
  const faults: string[] = []
  const part = async <T>(name: string, make: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await within(make())
    } catch (error) {
      faults.push(`${name}: ${(error as Error).name}`)
      return otherwise
    }
  }
  // A page opened by its address is here before the phone has read what it holds.
  await part('sync', open, undefined)
  const [app, worker, room, kept, scopes, guide, outbox] = await Promise.all([
    part('app', appVersion, ''),
    part('worker', workerState, ''),
    part('storage', storage, {}),
    part('kept', keptHere, {}),
    part('scopes', scopesHeld, {}),
    part('guide', guideHeld, {}),
    part('outbox', waiting, []),
  ])
  return {
    report: 1,
    client: clientId().slice(0, 6),
    at: serverNow(),
    protocol: PROTOCOL,
    schema: hash.slice(0, 12),
    app,
    browser: navigator.userAgent,
    worker,
    line: lineState(),
    synced_at: syncedAt.value,
    clock_offset: clockOffset.value,
    signed: session.value ? `${needsSignIn.value ? 'expired' : 'yes'}, ${session.value.roles?.length ?? 0} roles` : 'no',
    storage: room,
    kept,
    scopes,
    guide,
    outbox,
    tries: lastTries(),
    faults,
  }
}

const PATIENCE_MS = 8_000

/** A database that hangs must not hang its own report. */
function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, fail) => setTimeout(() => fail(new DOMException('', 'TimeoutError')), PATIENCE_MS))])
}

/** Versions that the worker holds, and the file that this very code came in. */
async function appVersion(): Promise<string> {
  const held = (await caches.keys()).map((name) => name.replace('ganchang-', ''))
  return [...held, new URL(import.meta.url).pathname.replace(/^.*\//, '')].join(' ')
}

async function workerState(): Promise<string> {
  if (!('serviceWorker' in navigator)) return 'impossible'
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'none'
  const named = (['active', 'waiting', 'installing'] as const).filter((one) => registration[one])
  return [...named, navigator.serviceWorker.controller ? 'in control' : 'not in control'].join(', ')
}

function lineState(): string {
  const { effectiveType } = (navigator as { connection?: { effectiveType?: string } }).connection ?? {}
  return [line.value, navigator.onLine ? '' : 'browser offline', effectiveType, saveData() ? 'saving data' : ''].filter(Boolean).join(', ')
}

async function keptHere(): Promise<Record<string, number>> {
  const outbox = await withOutbox(async (db) => ({ mutations: await db.count('mutations'), drafts: await db.count('drafts'), photos: await db.count('blobs') }))
  const cache = await withCache(async (db) => ({ rows: await db.count('rows'), packs: await db.count('guide'), pushed: await db.count('pushed') }))
  return { ...outbox, ...cache }
}

async function scopesHeld(): Promise<Report['scopes']> {
  const sums = await digests()
  return Object.fromEntries(
    Object.entries(cursorsHeld()).map(([scope, cursor]) => {
      const rows = [...(server.value.get(scope)?.values() ?? [])].reduce((sum, held) => sum + held.size, 0)
      return [scope, { cursor, rows, digest: sums[scope] ?? '' }]
    }),
  )
}

async function guideHeld(): Promise<Report['guide']> {
  const { holds, manifest } = await readShelf()
  const heads = new Map(manifest?.layers.map((head) => [head.layer, head]))
  const layers = []
  for (const hold of holds.values()) {
    const right = await digestOf(hold, heads.get(hold.layer))
    layers.push({ layer: hold.layer, gen: hold.gen, seq: hold.seq, ...(right !== undefined && { right }) })
  }
  return { place: manifest?.place, head: manifest?.head, layers }
}

/** Undefined while not all of the layer is here, or not the manifest's state of it: then there is nothing to compare. */
async function digestOf(hold: Hold, head?: LayerHead): Promise<boolean | undefined> {
  return canProve && hold.complete && head && isCurrent(head, hold) ? isRight(head, hold) : undefined
}

async function waiting(): Promise<Waiting[]> {
  const mine = await list(person())
  return mine.map(({ id, name, lane, seq, state, code, tries, next_at }) => ({ id, name, lane: lane.length > 20 ? `…${lane.slice(-8)}` : lane, seq, state, code, tries, next_at }))
}
