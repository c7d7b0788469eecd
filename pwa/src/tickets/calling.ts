// One window's work with the line: whom it has, who waits for it, and each step, with a line or without.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { centreCode, roles } from '../staff/desk'
import { centreOf } from '../staff/guide'
import type { Ticket, TicketKind } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { uuid7 } from '../sync/ids'
import { rows } from '../sync/preview'
import { line, outbox, serverNow, type Waiting } from '../sync/state'
import { keepOnDevice, device } from '../sync/store'
import { isoDay } from '../text/dates'
import { choose, inOrder, served, waiterOf } from './rules'
import './mutations'

export type Step = 'recall' | 'serve' | 'skip' | 'hold' | 'finish'

/** Seconds in which the town calls somebody for a "next": later nobody sits there and waits for it. */
const GOOD_FOR = 60

const chosen = signal<string | undefined>(undefined)

/** 公安:1 号窗口 is 1 号窗口 of 公安. */
const parted = (name: string): [window: string, group: string] => {
  const [first, second] = name.replace('：', ':').split(':')
  return second ? [second, first!] : [first!, '']
}

/** Windows of the centre, and the group that each is of. */
export const windows: ReadonlySignal<Map<string, string>> = computed(
  () => new Map((centreOf(centreCode.value ?? '')?.windows ?? []).map(parted)),
)

export const window_: ReadonlySignal<string | undefined> = computed(() => {
  const own = roles.value.map((held) => held.window).find(Boolean)
  return [chosen.value, own && parted(own)[0], [...windows.value.keys()][0]].find((name) => name && (!windows.value.size || windows.value.has(name)))
})

export async function loadWindow(): Promise<void> {
  chosen.value = await device<string>('window')
}

export function sitAt(name: string): void {
  chosen.value = name
  void keepOnDevice('window', name)
}

export const tickets: ReadonlySignal<Ticket[]> = computed(() => {
  const today = isoDay(serverNow())
  return rows<Ticket>('ticket').value.filter((one) => one.centre === centreCode.value && one.on === today && one.id.length === 36)
})

/** Whom this window has. */
export const here: ReadonlySignal<Ticket | undefined> = computed(() =>
  tickets.value.find((one) => one.window === window_.value && (one.state === 'called' || one.state === 'serving')))

/** Of this window, in the order in which they would be called. */
export const waiting: ReadonlySignal<Ticket[]> = computed(() => {
  const all = new Map(tickets.value.filter((one) => one.state === 'waiting').map((one) => [one.id, one]))
  const mine = served([...all.values()].map(waiterOf), window_.value ?? '', windows.value.get(window_.value ?? ''))
  return inOrder(mine, 0, serverNow()).map((one) => all.get(one.id)!)
})

export const aside: ReadonlySignal<Ticket[]> = computed(() => tickets.value.filter((one) => one.state === 'skipped' || one.state === 'held'))

const ofQueue = (one: Waiting) => one.name.startsWith('tickets.') && one.name !== 'tickets.reserve'
/** Asked the town for the next, and it may still answer. */
export const calling = (): boolean =>
  line.value !== 'off' && outbox.value.some((one) => one.name === 'tickets.next' && one.state !== 'rejected' && serverNow() - Number(one.args['at']) < GOOD_FOR)
export const refused: ReadonlySignal<Waiting | undefined> = computed(() => outbox.value.find((one) => ofQueue(one) && one.name !== 'tickets.draw' && one.state === 'rejected'))
export const told = (one: Waiting): Promise<void> => forget(one.id)

// One that came too late called nobody: the clerk has gone on meanwhile.
effect(() => {
  for (const one of outbox.value) if (one.name === 'tickets.next' && one.state === 'rejected' && one.field === '/at') void forget(one.id)
})

const at = () => ({ at: serverNow() })

/** With a line the town picks, so that no two windows call the same one; without it the tablet does, by the same rule. */
export async function callNext(): Promise<void> {
  if (pressed || here.peek() || calling()) return
  pressed = true
  await (line.peek() === 'off' ? chooseNext() : askNext()).finally(() => (pressed = false))
}

let pressed = false

async function askNext(): Promise<void> {
  const window = window_.peek()
  const centre = centreCode.peek()
  if (!window || !centre) return
  const id = uuid7()
  await mutate('tickets.next', id, { id, centre, window, ...at() })
}

async function chooseNext(): Promise<void> {
  const next = choose(waiting.peek().map(waiterOf), ahead, serverNow())
  if (!next) return
  ahead = next.streak
  await callOne(next.next.id)
}

/** Calls without a line that went ahead of a walk-in, in a row. */
let ahead = 0

export const callOne = (id: string): Promise<string> => mutate('tickets.call', id, { id, window: window_.peek()!, ...at() })
export const take = (step: Step, id: string): Promise<string> => mutate(`tickets.${step}`, id, { id, window: window_.peek()!, ...at() })
export const send = (id: string, to: { to?: string; kind?: TicketKind }): Promise<string> => mutate('tickets.transfer', id, { id, window: window_.peek()!, ...to, ...at() })
export const convert = (id: string, kind: TicketKind): Promise<string> => mutate('tickets.convert', id, { id, kind, ...at() })
export const prefer = (id: string, reason: string): Promise<string> => mutate('tickets.prefer', id, { id, reason, ...at() })
export const giveUp = (id: string): Promise<string> => mutate('tickets.cancel', id, { id, ...at() })
