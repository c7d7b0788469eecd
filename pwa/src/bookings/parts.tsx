// Small parts of the pages of booking: what it is about, how full a time is.
import type { ComponentChildren } from 'preact'
import { centreOf } from '../guide/store'
import type { Booking, DaySlot, Wish } from '../schema/types'
import { t } from '../text/t'
import type { Ask } from './ask'
import type { Level } from './crowd'
import { aboutOf } from './mine'
import { dayWords, hourOf, timeWords } from './words'
import { serverNow } from '../sync/state'
import { isoDay } from '../text/dates'

interface HeadProps { ask: Ask; centre: string; moved?: Booking; question: ComponentChildren }

export function Head({ ask, centre, moved, question }: HeadProps) {
  const about = aboutOf({ kind: ask.kind ?? 'window', item: ask.item, item_name: moved?.item_name })
  return (
    <div class="pad stack">
      <p class="sub">{[about, centreOf(centre)?.name].filter(Boolean).join(' · ')}</p>
      <h1>{question}</h1>
      {moved?.start && <p>{t('现在约的是 {time}。新的约好以前，这个还给您留着。', { time: timeWords(moved.start, serverNow()) })}</p>}
    </div>
  )
}

/** 周四 11月26日 9:00–12:00: the hours stay together; with the window where only that one is wished for. */
export function When({ from, until, window }: Wish) {
  return <>{dayWords(isoDay(from), serverNow())} <span class="num">{hourOf(from)}{until ? `–${hourOf(until)}` : ''}</span>{window && ` ${window}`}</>
}

/** How much is taken, as a word and, for the eye, a bar. */
export function Bar({ level, slots, word }: { level: Level; slots: Pick<DaySlot, 'free' | 'of'>[]; word: string }) {
  const of = slots.reduce((sum, slot) => sum + slot.of, 0)
  const free = slots.reduce((sum, slot) => sum + slot.free.length, 0)
  const taken = of ? Math.round((100 * (of - free)) / of) : 0
  return (
    <span class={`book-level ${level}`}>
      <i aria-hidden="true" style={`--taken:${taken}%`} />
      {word}
    </span>
  )
}
