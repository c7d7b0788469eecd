// Drawing for whoever stands there, at the counter and at the kiosk: by the town where there is a line, else from this
// device's own numbers.
import { signal } from '@preact/signals'
import { newCode } from '../staff/code'
import type { DrawTicket, Ticket } from '../schema/types'
import { clientId, forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { row } from '../sync/preview'
import { line, outbox, serverNow } from '../sync/state'
import { giveNumber } from './blocks'
import './mutations'

export type What = Pick<DrawTicket, 'kind' | 'group' | 'booking' | 'id_number'>

/** The draw that is being waited for. */
export const asked = signal<{ id: string; out: boolean } | undefined>(undefined)

/** Whoever taps twice in this time, ms, is one person. */
const TWICE_MS = 1000
let pressed = -TWICE_MS

export async function drawHere(centre: string, what: What): Promise<void> {
  if (performance.now() - pressed < TWICE_MS) return
  done()
  pressed = performance.now()
  const id = uuid7()
  const off = line.peek() === 'off'
  const number = off ? await giveNumber(centre) : undefined
  asked.value = { id, out: off && number === undefined }
  if (asked.value.out) return
  await mutate('tickets.draw', id, { id, centre, ...what, ...(number !== undefined && { number, code: newCode(), at: serverNow() }) })
}

export interface Answer {
  ticket?: Ticket
  code?: string
  detail?: Record<string, unknown>
  /** Neither a line nor a number of its own */
  out?: boolean
}

/** What came of it so far. A kiosk sees no desk: it is told under its own name what to print. */
export function answerOf(): Answer | undefined {
  const now = asked.value
  if (!now) return undefined
  if (now.out) return { out: true }
  const told = row<Ticket & { asked?: string }>('ticket', clientId()).value
  const ticket = row<Ticket>('ticket', now.id).value ?? (told?.asked === now.id ? told : undefined)
  if (ticket) return { ticket }
  const refused = outbox.value.find((one) => one.lane === now.id && one.state === 'rejected')
  return refused ? { code: refused.code, detail: refused.detail } : {}
}

/** The next one steps up. What was refused has been read. */
export function done(): void {
  const id = asked.peek()?.id
  pressed = -TWICE_MS
  asked.value = undefined
  for (const one of outbox.peek()) if (one.lane === id && one.state === 'rejected') void forget(one.id)
}

/** At the kiosk: what was refused after its person had gone is nobody's to read, and may bear their ID number. */
export function dropRefused(): void {
  for (const one of outbox.value) if (one.name === 'tickets.draw' && one.state === 'rejected' && one.lane !== asked.value?.id) void forget(one.id)
}
