// Who has a seat on this tablet, as its disk may know it: nothing of a person but an opaque number, a surname and locks.
import { signal } from '@preact/signals'
import type { Kept } from '../sync/device'
import { STRICT, withOutbox } from '../sync/store'
import { newDeviceKey, type PinLock } from './keys'
import type { Sealed } from './seal'

export interface Seat {
  person: string
  client: string
  /** Surname and window: 王*，2 号窗口 */
  label: string
  /** Of the phone number, for signing in again (keys.ts) */
  tag: string
  /** Gone after ten wrong PINs, or when the device was reported lost */
  pin?: PinLock
  passkey?: Passkey
  /** The data key, wrapped by the town's secret */
  back: Uint8Array<ArrayBuffer>
  /** Wrong PINs in a row, counted before each try */
  tries: number
  /** Town's seconds up to which a PIN is enough without a line */
  until: number
  session?: Sealed
  /** Work from before there was a seat has been sealed */
  sealed: boolean
}

export interface Passkey {
  id: ArrayBuffer
  salt: Uint8Array<ArrayBuffer>
  box: Uint8Array<ArrayBuffer>
}

/** One for the device. */
interface Ground {
  key: CryptoKey
  salt: Uint8Array<ArrayBuffer>
  rounds: number
}

/** Counts up when a seat was taken away from outside. */
export const moved = signal(0)

const PREFIX = 'seat/'
const all = IDBKeyRange.bound(PREFIX, PREFIX + '\uffff')

export const seatsHere = async (): Promise<Seat[]> => (await withOutbox((db) => db.getAll('device', all))) as Seat[]

export const seatOf = async (person: string): Promise<Seat | undefined> =>
  (await withOutbox((db) => db.get('device', PREFIX + person))) as Seat | undefined

/** What `change` makes of the seat as it is on disk at that moment; undefined when there is none. */
export function changeSeat(person: string, change: (seat: Seat) => Seat): Promise<Seat | undefined> {
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const held = (await tx.store.get(PREFIX + person)) as Seat | undefined
    const next = held && change(held)
    if (next) await tx.store.put(next, PREFIX + person)
    await tx.done
    return next
  })
}

/** From now on the device has seats: who is signed in no longer stands on its disk, nor do phone numbers. */
export function sit(seat: Seat): Promise<void> {
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    await tx.store.put(seat, PREFIX + seat.person)
    await tx.store.put({ shared: true }, 'session')
    const clients = Object.entries(((await tx.store.get('clients')) as Record<string, string> | undefined) ?? {})
    const others = clients.filter(([, client]) => client !== seat.client)
    await tx.store.put(Object.fromEntries([...others, [PREFIX + seat.person, seat.client]]), 'clients')
    await tx.done
  })
}

export async function ground(rounds: () => Promise<number>): Promise<Ground> {
  const held = (await withOutbox((db) => db.get('device', 'ground'))) as Ground | undefined
  if (held) return held
  const made = { key: await newDeviceKey(), salt: crypto.getRandomValues(new Uint8Array(16)), rounds: await rounds() }
  await withOutbox((db) => db.put('device', made, 'ground'))
  return made
}

export function labelOf({ name, roles }: Kept): string {
  const letters = [...(name ?? '')]
  const window = roles?.map((held) => held.window).find(Boolean)
  return [letters.length ? letters[0] + '*'.repeat(letters.length - 1) : '', window].filter(Boolean).join('，')
}
