// Receipt numbers that this tablet may give out without a line: kept ahead for two weeks, each given once (W6).
import { computed, type ReadonlySignal } from '@preact/signals'
import type { NumberBlock } from '../schema/types'
import { clientId, forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { rows } from '../sync/preview'
import { line, needsSignIn, outbox, serverNow, session } from '../sync/state'
import { device, STRICT, withOutbox } from '../sync/store'
import { centreCode, roles } from './desk'

const FORTNIGHT = 14 * 86_400
/** What a window gives out in two weeks; topped up below it. */
const ENOUGH = 200
const AT_ONCE = 300

/** Block → the next number to give. Numbers say nothing about anybody, so they lie open on the tablet. */
type Marks = Record<string, number>
const key = () => `numbers/${clientId()}`

export const blocks: ReadonlySignal<NumberBlock[]> = computed(() => {
  void session.value
  return rows<NumberBlock>('number_block').value.filter((one) => one.client === clientId())
})

export const numberOf = (block: NumberBlock, serial: number): string => `${block.centre}-W${String(serial).padStart(6, '0')}`

const leftIn = (block: NumberBlock, marks: Marks): number => Math.max(0, block.last - (marks[block.id] ?? block.first) + 1)

/** How many can be given until then. Pure. */
export function leftUntil(held: NumberBlock[], marks: Marks, until: number): number {
  return held.filter((one) => one.expires_at > until).reduce((sum, one) => sum + leftIn(one, marks), 0)
}

/** The block to give from: the one that ends first. Pure. */
export function nextBlock(held: NumberBlock[], marks: Marks, now: number): NumberBlock | undefined {
  return held.filter((one) => one.expires_at > now && leftIn(one, marks) > 0).sort((a, b) => a.expires_at - b.expires_at || a.first - b.first)[0]
}

export async function left(): Promise<number> {
  return leftUntil(blocks.peek(), (await device<Marks>(key())) ?? {}, serverNow())
}

/** One number, gone for good before anybody sees it; nothing when none are left. */
export function give(centre: string): Promise<string | undefined> {
  const held = blocks.peek().filter((one) => one.centre === centre)
  return withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const marks = ((await tx.store.get(key())) as Marks | undefined) ?? {}
    const block = nextBlock(held, marks, serverNow())
    const serial = block && (marks[block.id] ?? block.first)
    if (block) await tx.store.put({ ...marks, [block.id]: serial! + 1 }, key())
    await tx.done
    return block && numberOf(block, serial!)
  })
}

const isOf = (name: string) => name.startsWith('numbers.')

let busy = false

/** Asks for more while there is a line, and hands back what is used up. */
export async function topUp(): Promise<void> {
  if (busy || needsSignIn.peek() || line.peek() === 'off') return
  busy = true
  await keepEnough().finally(() => (busy = false))
}

async function keepEnough(): Promise<void> {
  const centre = centreCode.peek()
  const works = roles.peek().some((held) => held.scope === `desk:${centre}`)
  if (!centre || !works) return
  for (const one of outbox.peek().filter((sent) => isOf(sent.name) && sent.state === 'rejected')) await forget(one.id)
  if (outbox.peek().some((sent) => isOf(sent.name))) return
  const marks = (await device<Marks>(key())) ?? {}
  for (const block of blocks.peek()) if (leftIn(block, marks) === 0) await handBack(block, marks)
  if (leftUntil(blocks.peek(), marks, serverNow() + FORTNIGHT) >= ENOUGH) return
  await mutate('numbers.reserve', 'numbers', { id: uuid7(), centre, count: AT_ONCE })
}

/** The tablet gives out nothing more of what it holds. */
export async function giveBack(): Promise<void> {
  const marks = (await device<Marks>(key())) ?? {}
  for (const block of blocks.peek()) await handBack(block, marks)
}

async function handBack(block: NumberBlock, marks: Marks): Promise<void> {
  const next = marks[block.id] ?? block.first
  await withOutbox(async (db) => {
    const tx = db.transaction('device', 'readwrite', STRICT)
    const now = ((await tx.store.get(key())) as Marks | undefined) ?? {}
    await tx.store.put({ ...now, [block.id]: block.last + 1 }, key())
    await tx.done
  })
  await mutate('numbers.give_back', 'numbers', { id: block.id, next })
}
