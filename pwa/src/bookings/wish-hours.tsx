// Hours to wish for when the town cannot be asked: half days and single hours, with how full they were when last known.
import type { SlotDay, Wish } from '../schema/types'
import { navigate } from '../shell/router'
import { line, serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, MOST_WISHES, withWish, type Ask } from './ask'
import { atWindow, levelOf, LEVEL_WORDS, windowOn } from './crowd'
import { halvesOf, hoursOf, type BookDay, type Part } from './days'
import { Bar } from './parts'
import { hourOf } from './words'

export function WishHours({ ask, one, known }: { ask: Ask; one: BookDay; known: SlotDay | undefined }) {
  const now = serverNow()
  const window = windowOn(known, ask.window)
  const { morning, afternoon } = halvesOf(one, now)
  const hours = hoursOf(one, now).map((part): [Part, string] => [part, `${hourOf(part.from)}–${hourOf(part.until)}`])
  const parts: [Part | undefined, string][] = [[morning, t('上午都行')], [afternoon, t('下午都行')], ...hours]
  const same = (held: Wish, part: Part) => held.from === part.from && held.until === part.until
  const turn = (part: Part) => {
    const held = ask.wishes.filter((wish) => !same(wish, part))
    const wishes = held.length < ask.wishes.length ? held : withWish(ask.wishes, { from: part.from, until: part.until, ...(window && { window }) })
    void navigate(linkTo({ ...ask, wishes }), { replace: true })
  }
  return (
    <>
      <p class="box up" role="status">
        <b>{line.value === 'off' ? t('没有网，先记下想去的时间') : t('现在问不到镇上，先记下想去的时间')}</b><br />
        {t('最多选 {n} 个，可以换着日子选。这还不是预约。信号回来后镇上答复。', { n: MOST_WISHES })}
        {ask.wishes.length >= MOST_WISHES && <><br />{t('选满 {n} 个了。点选过的可以取消。', { n: MOST_WISHES })}</>}
      </p>
      <ul class="sec">
        {parts.map(([part, words]) => part && (
          <Hour key={words} words={words} chosen={ask.wishes.some((held) => same(held, part))} turn={() => turn(part)}
            slots={known ? atWindow(known, window).filter((slot) => slot.start >= part.from && slot.start < part.until) : []} />
        ))}
      </ul>
    </>
  )
}

interface HourProps { words: string; chosen: boolean; turn: () => void; slots: SlotDay['slots'] }

function Hour({ words, chosen, turn, slots }: HourProps) {
  const level = levelOf(slots)
  return (
    <li>
      <button class="row" type="button" aria-pressed={chosen} onClick={turn}>
        <Icon name={chosen ? 's-done' : 's-todo'} />
        <span><b class="num">{words}</b></span>
        {slots.length > 0 && <Bar level={level} slots={slots} word={t(LEVEL_WORDS[level])} />}
      </button>
    </li>
  )
}
