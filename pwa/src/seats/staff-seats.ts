// Seats of a tablet that several people use: taking one, opening it by PIN or passkey, and closing it. Only in the memory
// of this page is there ever a key that opens anything; whoever closes or reloads the page has locked the seat.
import type { Session } from '../schema/types'
import { clientFor } from '../accounts/session'
import { betweenTurns, signIn } from '../accounts/turn'
import { inView, open as opened, syncNow } from '../sync/client'
import { seats, type Codec } from '../sync/codec'
import { hand, signedIn, type Kept } from '../sync/device'
import { tell } from '../sync/tabs'
import { records } from './codec'
import { watchIdle } from './idle'
import { calibrate, dataKey, lockByPin, lockBySecret, newDataKey, openByPin, openBySecret, tagOf } from './keys'
import { time, told } from './lease'
import { sealEarlier } from './old'
import { others } from './others'
import { fromText, isSealed } from './seal'
import { changeSeat, ground, labelOf, seatOf, seatsHere, sit, type Seat } from './seat'

export const TRIES = 10
const HEARD_EVERY = 600

export type Opening = { is: 'open' } | { is: 'wrong'; left: number } | { is: 'shut' } | { is: 'lease' }

/** Somebody who signed in and has no way yet to open their seat without the town. */
interface Arrival {
  kept: Kept
  raw: Uint8Array<ArrayBuffer>
  secret: Uint8Array<ArrayBuffer>
}

let turn: Kept | null = null
let data: Uint8Array<ArrayBuffer> | null = null
let arrival: Arrival | null = null

/** Whose turn it is, as far as this page knows. */
export async function begin(): Promise<Kept | null> {
  seats.others = others
  return turn
}

export const arriving = (): Kept | null => arrival?.kept ?? null

/** The client id to sign in with: the one of the seat with this number, else one that nobody here has. */
export async function clientOf(phone: string): Promise<string> {
  const { key, salt, rounds } = await ground(calibrate)
  const tag = await tagOf(phone, salt, rounds, key)
  return (await seatsHere()).find((seat) => seat.tag === tag)?.client ?? clientFor(phone)
}

/** After phone and code. False: a PIN must be chosen first. */
export async function arrive(session: Session, phone: string, client: string): Promise<boolean> {
  const kept: Kept = { ...session, phone, client }
  const secret = await recovery(session.session)
  const { key } = await ground(calibrate)
  const seat = await seatOf(session.person)
  const raw = seat && (await openBySecret(key, secret, seat.back, 'back').catch(() => undefined))
  arrival = { kept, secret, raw: raw ? new Uint8Array(raw) : newDataKey() }
  if (!seat?.pin || !raw) return false
  await begun(seat, arrival.raw, kept)
  arrival = null
  await signIn(session, phone, client)
  return true
}

/** A PIN for who just arrived, or for who has the device now: from then on it is a shared one. */
export async function choosePin(pin: string): Promise<void> {
  const here = signedIn()
  const { kept, secret, raw } = arrival ?? { kept: here!, secret: await recovery(here!.session), raw: newDataKey() }
  const { key, salt, rounds } = await ground(calibrate)
  const lock = await lockByPin(key, pin, rounds, raw)
  const back = await lockBySecret(key, secret, raw, 'back')
  const tag = await tagOf(kept.phone, salt, rounds, key)
  const seat: Seat = { person: kept.person, client: kept.client, label: labelOf(kept), tag, pin: lock, back, tries: 0, until: await told(await time()), sealed: false }
  await betweenTurns(async () => {
    await sit(seat)
    await begun(seat, raw, kept)
    hand(kept, true)
    await seats.codec!.keep(kept)
    await sealOld()
  })
  arrival = null
  await signIn(kept, kept.phone, kept.client)
  await noPush()
}

/** Another PIN for who has the tablet now; the old one proves that it is they. */
export async function changePin(old: string, pin: string): Promise<Opening> {
  const person = signedIn()!.person
  const tried = await tryPin(person, old)
  if (tried.is !== 'open') return tried
  const { key, rounds } = await ground(calibrate)
  const lock = await lockByPin(key, pin, rounds, tried.raw)
  await changeSeat(person, (seat) => ({ ...seat, pin: lock, passkey: undefined }))
  return { is: 'open' }
}

/** Without the town, within the lease; ten wrong ones in a row and the wrapped key is gone. */
export async function unlock(person: string, pin: string): Promise<Opening> {
  const tried = await tryPin(person, pin)
  if (tried.is !== 'open') return tried
  return enter(person, tried.raw)
}

/** With a data key that a PIN or a passkey opened. */
export async function enter(person: string, raw: ArrayBuffer): Promise<Opening> {
  const seat = await changeSeat(person, (held) => ({ ...held, tries: 0 }))
  if (!seat) return { is: 'shut' }
  const codec = await begun(seat, new Uint8Array(raw), null)
  const kept = isSealed(seat.session) ? await codec.open<Kept>(seat.session, 'session') : undefined
  if (!kept) return { is: 'shut' }
  turn = kept
  if (!seat.sealed) await sealOld()
  hand(kept, true)
  await inView()
  syncNow()
  return { is: 'open' }
}

type Tried = { is: 'open'; raw: ArrayBuffer } | Exclude<Opening, { is: 'open' }>

async function tryPin(person: string, pin: string): Promise<Tried> {
  if (await lapsed(person)) return { is: 'lease' }
  // Counted before it is tried: a page that is killed meanwhile has had its try.
  const seat = await changeSeat(person, (held) => (held.tries >= TRIES ? shut(held) : { ...held, tries: held.tries + 1 }))
  if (!seat?.pin) return { is: 'shut' }
  const { key } = await ground(calibrate)
  try {
    const raw = await openByPin(key, pin, seat.pin)
    await changeSeat(person, (held) => ({ ...held, tries: 0 }))
    return { is: 'open', raw }
  } catch {
    if (seat.tries < TRIES) return { is: 'wrong', left: TRIES - seat.tries }
    await changeSeat(person, shut)
    return { is: 'shut' }
  }
}

/** The data key in the clear, to be wrapped by a passkey as well; in memory only. */
export const dataOf = (): Uint8Array<ArrayBuffer> | null => data

export const lapsed = async (person: string): Promise<boolean> => (await time()) > ((await seatOf(person))?.until ?? 0)

export const shut = (seat: Seat): Seat => ({ ...seat, tries: TRIES, pin: undefined, passkey: undefined })

async function begun(seat: Seat, raw: Uint8Array<ArrayBuffer>, kept: Kept | null): Promise<Codec> {
  let heardAt = 0
  const codec: Codec = {
    ...records(seat.person, await dataKey(raw)),
    async keep(next) {
      const session = (await codec.seal(next, 'session')) as Seat['session']
      turn = next
      await changeSeat(seat.person, (held) => ({ ...held, session, label: labelOf(next) || held.label }))
    },
    async heard(answer) {
      if (answer.error || answer.at - heardAt < HEARD_EVERY || !turn || turn.expired) return
      heardAt = answer.at
      const until = await told(answer.at)
      await changeSeat(seat.person, (held) => ({ ...held, until }))
    },
  }
  seats.codec = codec
  seats.sealOld = sealOld
  data = raw
  turn = kept
  void watchIdle(lock)
  return codec
}

async function sealOld(): Promise<void> {
  const { codec } = seats
  if (!codec) return
  await sealEarlier(codec)
  await changeSeat(codec.person, (held) => ({ ...held, sealed: true }))
}

/**
 * Closes the seat. The page starts anew, so that nothing of the person is left in its memory. What was typed goes to disk
 * first, sealed.
 */
export async function lock(): Promise<void> {
  await Promise.all(seats.flushes.map((flush) => flush()))
  seats.codec = seats.sealOld = undefined
  turn = null
  if (navigator.serviceWorker?.controller || navigator.onLine) return location.replace('/staff')
  hand(null, true)
  await opened().then(inView)
}

async function recovery(token: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch('/auth/recovery', { headers: { Authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`recovery: ${response.status}`)
  return fromText(((await response.json()) as { secret: string }).secret)
}

/** What comes by push would lie on the tablet for everybody to read. */
async function noPush(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null)
  await subscription?.unsubscribe().catch(() => false)
  tell('session')
}
