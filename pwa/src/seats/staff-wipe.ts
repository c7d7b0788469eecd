// A device that was reported lost: what waited has been handed over where that was possible, now the person's keys and data
// go. What nobody could open, and so nobody could hand over, stays sealed: only the same person can open it, with the town.
import { forgetPerson } from '../accounts/forget-person'
import { dropSession } from '../accounts/session'
import { isShared, signedIn } from '../sync/device'
import { device, keepOnDevice, withCache, withOutbox } from '../sync/store'
import { inView } from '../sync/client'
import { waitingHere } from './others'
import { changeSeat, moved, seatsHere } from './seat'
import { shut } from './staff-seats'

export async function wipe(clients: readonly string[]): Promise<void> {
  const seats = await seatsHere()
  const here = signedIn()
  const waiting = await waitingHere()
  for (const seat of seats.filter((one) => clients.includes(one.client))) {
    if (waiting.get(seat.person)) await bury(seat.person)
    else await forgetPerson(seat.person)
  }
  moved.value++
  await forgetWhoLeft(clients)
  if (!here || !clients.includes(here.client)) return
  if (isShared()) return location.replace('/staff')
  await dropSession()
  await forgetPerson(here.person)
  await inView()
}

/** Of who had signed out nobody can hand over anything: it lies here for who finds the phone to read, and goes unsent. */
async function forgetWhoLeft(clients: readonly string[]): Promise<void> {
  const left = (await device<Record<string, string>>('left')) ?? {}
  const here = signedIn()?.client
  const lost = Object.keys(left).filter((client) => client !== here && clients.includes(client))
  for (const client of lost) await forgetPerson(left[client]!)
  if (!lost.length) return
  await keepOnDevice('left', Object.fromEntries(Object.entries(left).filter(([client]) => !lost.includes(client))))
  await inView()
}

/** Everything but sealed work that is not sent, and what only the town's secret opens. */
async function bury(person: string): Promise<void> {
  await changeSeat(person, (seat) => ({ ...shut(seat), session: undefined }))
  await withOutbox((db) => db.delete('device', under('review', person)))
  await withCache(async (db) => {
    const tx = db.transaction(['rows', 'cursors', 'kept'], 'readwrite')
    for (const store of ['rows', 'cursors'] as const) await tx.objectStore(store).delete(IDBKeyRange.bound([person], [person, []]))
    await tx.objectStore('kept').delete(under('thumb', person))
    await tx.done
  })
}

const under = (what: string, person: string) => IDBKeyRange.bound(`${what}/${person}/`, `${what}/${person}/\uffff`)
