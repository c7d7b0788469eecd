// What a drive has on the disk of the phone: the trip, and every position until the town has it. A killed page loses nothing.
import { STRICT, withOutbox } from '../sync/store'
import type { Point } from './drive-code'

export interface Drive {
  /** 11 characters, as the town knows it */
  id: string
  person: string
  line: string
  /** 101 路, and where to */
  name: string
  to: string
  back?: boolean
  on: string
  begins: number
  starts: number
  ends: number
  made_at: number
  /** Number of the next position */
  next: number
  /** The town knows of it */
  begun?: boolean
  /** No position is added any more */
  over?: boolean
}

const folder = (person: string) => `drive/${person}/`
const keyOf = ({ person, id }: Drive) => folder(person) + id
const pointKey = (drive: Drive, n: number) => `${keyOf(drive)}/${String(n).padStart(6, '0')}`
const points = (drive: Drive, from = 0) => IDBKeyRange.bound(pointKey(drive, from), `${keyOf(drive)}/\uffff`)

export async function drivesOf(person: string): Promise<Drive[]> {
  const found = (await withOutbox((db) => db.getAll('device', IDBKeyRange.bound(folder(person), `${folder(person)}\uffff`)))) as (Drive | [number, Point])[]
  return found.filter((one): one is Drive => !Array.isArray(one)).sort((a, b) => a.made_at - b.made_at)
}

export async function keepDrive(drive: Drive): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    await Promise.all([tx.store.put(drive, keyOf(drive)), tx.done])
  })
}

/** Positions may be added meanwhile, or the town may have refused it. */
export async function amend(drive: Drive, change: Pick<Drive, 'begun' | 'over'>): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const now = (await tx.store.get(keyOf(drive))) as Drive | undefined
    if (now) await tx.store.put({ ...now, ...change }, keyOf(drive))
    await tx.done
  })
}

/** The drive, and all that was not sent of it. */
export async function dropDrive(drive: Drive): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    await Promise.all([tx.store.delete(keyOf(drive)), tx.store.delete(points(drive)), tx.done])
  })
}

/** Of a drive that the town refused nothing is kept. */
export async function addPoint(drive: Drive, point: Point): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const now = (await tx.store.get(keyOf(drive))) as Drive | undefined
    if (now) await Promise.all([tx.store.put([now.next, point], pointKey(drive, now.next)), tx.store.put({ ...now, next: now.next + 1 }, keyOf(drive))])
    await tx.done
  })
}

/** With their numbers, in their order. */
export async function pointsOf(drive: Drive, most?: number): Promise<[number, Point][]> {
  return (await withOutbox((db) => db.getAll('device', points(drive), most))) as [number, Point][]
}

export const countPoints = (drive: Drive): Promise<number> => withOutbox((db) => db.count('device', points(drive)))

/** The town has them. */
export async function forgetBefore(drive: Drive, next: number): Promise<void> {
  if (next <= 0) return
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    await Promise.all([tx.store.delete(IDBKeyRange.bound(pointKey(drive, 0), pointKey(drive, next), false, true)), tx.done])
  })
}

/** The phone's clock was set back: what was kept by the one before is dated anew. */
export async function redate(drive: Drive, by: number): Promise<void> {
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    for (const [n, point] of (await tx.store.getAll(points(drive))) as [number, Point][]) await tx.store.put([n, { ...point, at: point.at + by }], pointKey(drive, n))
    await tx.done
  })
}
