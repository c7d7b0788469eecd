// A person's wishes to be told when to leave: the town's rows with what waits on this phone, and the steps with them.
import type { BusWatch, UnwatchBus, WatchBus } from '../schema/types'
import { coalesce, forget, mutate } from '../sync/client'
import { registerPreview, rows } from '../sync/preview'
import { line, outbox, type Waiting } from '../sync/state'
import { lang, t } from '../text/t'
import { toast } from '../ui/toast'

const WATCH = 'buses.watch'
const UNWATCH = 'buses.unwatch'

registerPreview<WatchBus>(WATCH, (held, args) => held.put('bus_watch', args.id, args))
registerPreview<UnwatchBus>(UNWATCH, (held, { id }) => held.drop('bus_watch', id))

// What was not sent yet is said once, as it is now.
coalesce<WatchBus>(WATCH, (_older, newer) => newer)

export interface Held {
  wish: BusWatch
  /** What was said here and has no answer yet, or was not taken */
  sent?: Waiting
}

/** Soonest first. What was refused stays in view until the person has seen why. */
export function wishes(stop?: string): Held[] {
  const said = outbox.value.filter((one) => one.name === WATCH || one.name === UNWATCH)
  const found = new Map(rows<BusWatch>('bus_watch').value.map((wish): [string, Held] => [wish.id, { wish, sent: said.find((one) => one.lane === wish.id) }]))
  for (const one of said) {
    if (one.state === 'rejected' && one.name === WATCH && !found.has(one.lane)) found.set(one.lane, { wish: one.args as unknown as BusWatch, sent: one })
  }
  return [...found.values()].filter(({ wish }) => !stop || wish.stop === stop).sort((a, b) => (a.wish.once ?? '').localeCompare(b.wish.once ?? '') || a.wish.from - b.wish.from || (a.wish.id < b.wish.id ? -1 : 1))
}

export const wishOf = (id: string): Held | undefined => wishes().find(({ wish }) => wish.id === id)

export async function wishFor(wish: BusWatch): Promise<void> {
  const refused = wishOf(wish.id)?.sent
  if (refused?.state === 'rejected') await forget(refused.id)
  await mutate(WATCH, wish.id, { ...wish, lang: lang.value })
  toast(line.value === 'off' ? t('记下了，有网就告诉镇上。没送到以前不会响') : t('记下了，正在告诉镇上'))
}

export async function end({ wish, sent }: Held): Promise<void> {
  if (sent?.state === 'rejected') {
    await forget(sent.id)
    if (!rows<BusWatch>('bus_watch').value.some((one) => one.id === wish.id)) return
  }
  await mutate(UNWATCH, wish.id, { id: wish.id })
  toast(t('不再叫了'), () => void mutate(WATCH, wish.id, wish))
}
