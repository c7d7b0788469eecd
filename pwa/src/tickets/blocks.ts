// Numbers of tickets that this device may give out without a line: the same hundred on each day, each given once (W6).
import type { TicketBlock } from '../schema/types'
import { clientId, forget, mutate } from '../sync/client'
import { rows } from '../sync/preview'
import { line, needsSignIn, outbox, serverNow, type Waiting } from '../sync/state'
import { STRICT, withOutbox } from '../sync/store'
import { isoDay } from '../text/dates'

/** Asked for anew while so many days are left: a tablet may be away for two weeks. */
const DAYS = 15
/** What the town refused is asked for anew after so many seconds: a role may have come back. Sooner would be at every sync. */
const AGAIN = 600

/** Day → the next number to give; days gone by are dropped. */
type Marks = Record<string, number>
const key = () => `tickets/${clientId()}`

export const blockOf = (centre: string): TicketBlock | undefined =>
  rows<TicketBlock>('ticket_block').peek().find((one) => one.client === clientId() && one.centre === centre && one.until >= isoDay(serverNow()))

/** One number of today, gone for good before anybody sees it; nothing when none are left. */
export async function giveNumber(centre: string): Promise<number | undefined> {
  const block = blockOf(centre)
  if (!block) return undefined
  const day = isoDay(serverNow())
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const marks = ((await tx.store.get(key())) as Marks | undefined) ?? {}
    const next = nextOf(block, marks, day)
    if (next !== undefined) await tx.store.put({ [day]: next + 1 }, key())
    await tx.done
    return next
  })
}

/** Pure. */
export function nextOf(block: TicketBlock, marks: Marks, day: string): number | undefined {
  const next = Math.max(marks[day] ?? block.first, block.first)
  return day <= block.until && next <= block.last ? next : undefined
}

/** Keeps a hundred ahead for two weeks while there is a line. */
export async function keepNumbers(centre: string): Promise<void> {
  if (needsSignIn.peek() || line.peek() === 'off') return
  const refused = (one: Waiting) => one.state === 'rejected' && Math.abs(Date.now() / 1000 - one.made_at) > AGAIN
  const asked = outbox.peek().filter((one) => one.name === 'tickets.reserve')
  if (!asked.every(refused)) return
  for (const one of asked) await forget(one.id)
  const until = blockOf(centre)?.until ?? ''
  if (until < isoDay(serverNow() + DAYS * 86_400)) await mutate('tickets.reserve', 'tickets', { centre })
}
