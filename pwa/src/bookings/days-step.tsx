// Which day: open days with how full they are, closed days with why, and when booking of a day ends.
import { useState } from 'preact/hooks'
import { centreOf } from '../guide/store'
import { AsOf } from '../guide/parts'
import type { DatedDays } from '../hours/openings'
import type { Booking } from '../schema/types'
import { Page } from '../shell/page'
import { line, serverNow } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, type Ask } from './ask'
import { atWindow, levelOf, LEVEL_WORDS, useSlots } from './crowd'
import { Bar, Head } from './parts'
import { bookDays, type BookDay } from './days'
import { hoursWords, reasons } from '../hours/words'
import { dayWords, timeWords } from './words'

const SHOWN = 14
const MORE = 14
/** A day's crowd is a request of its own: on a thin line only for the days that people mostly take. */
const ASKED = 5

interface Props { ask: Ask; centre: string; days: DatedDays | null | undefined; moved?: Booking }

export function DaysStep({ ask, centre, days, moved }: Props) {
  const [count, setCount] = useState(SHOWN)
  const now = serverNow()
  if (days === null) return <Unknown centre={centre} />
  const all = days ? bookDays(days, now, count, ask.item).filter((one) => one.state !== 'over') : []
  const open = all.filter((one) => one.state === 'open').slice(0, ASKED)
  return (
    <Page title={t('约时间：哪一天')} bar={moved ? t('改时间') : t('约时间')} back={moved ? `/book/${moved.id}` : linkTo({ centre: ask.centre, wishes: [] })}>
      <Head ask={ask} centre={centre} moved={moved} question={t('哪一天去？')} />
      {line.value === 'off' && <p class="box up"><b>{t('现在没网')}</b><br />{t('可以先选最多三个想去的时间。这还不是预约，信号回来后镇上答复。')}</p>}
      {!days && <p class="pad" role="status">{t('正在打开…')}</p>}
      <ol class="sec">
        {all.map((one) => <li key={one.on}><DayRow one={one} days={days!} ask={ask} centre={centre} now={now} crowd={open.includes(one)} /></li>)}
      </ol>
      {days && count < SHOWN + MORE && <p class="pad"><button class="btn two" type="button" onClick={() => setCount(SHOWN + MORE)}>{t('再看后面两周')}</button></p>}
      <Phone centre={centre} />
      <AsOf />
    </Page>
  )
}

function DayRow({ one, days, ask, centre, now, crowd }: { one: BookDay; days: DatedDays; ask: Ask; centre: string; now: number; crowd: boolean }) {
  const slots = useSlots(crowd ? centre : undefined, one.on, ask.item)
  const market = one.day.market.length > 0
  // The mark says it already.
  const why = reasons(days, one.day, ask.item).filter((words) => words !== t('逢场')).join(t('，'))
  const name = <b class="book-day">{dayWords(one.on, now)} {market && <i class="book-fair" aria-label={t('逢场')}>{t('场')}</i>}</b>
  if (one.state !== 'open') return <div class="row book-shut"><span>{name}<small>{whyNot(one, why)}</small></span></div>
  const left = slots.day && atWindow(slots.day, ask.window).filter((slot) => slot.start > now)
  const level = left?.length ? levelOf(left) : undefined
  return (
    <a class="row" href={linkTo({ ...ask, day: one.on })}>
      <span>
        {name}
        <small><span class="num">{hoursWords(one.openings)}</span></small>
        {why && <small>{why}</small>}
        {one.closesAt && <small class="book-day">{t('网上约到 {time} 截止', { time: timeWords(one.closesAt, now) })}</small>}
        {level && !slots.fresh && <small class="book-day">{t('人多人少是 {time} 的', { time: stamp(slots.day!.at) })}</small>}
      </span>
      {level && <Bar level={level} slots={left!} word={t(LEVEL_WORDS[level])} />}
      <Icon name="i-next" />
    </a>
  )
}

function whyNot(one: BookDay, why: string): string {
  if (one.state === 'not_served') return t('开门，但这天不办这一项')
  if (one.state === 'cut_off') return t('网上预约截止了。可以打电话约，或到了取号')
  return why || t('不开门')
}

function Phone({ centre }: { centre: string }) {
  const phone = centreOf(centre)?.phone
  if (!phone) return null
  return <p class="asof">{t('打电话也能约：')}<a class="num" href={`tel:${phone}`}>{phone}</a></p>
}

/** The guide on this phone knows no days of this centre: a wish can be made all the same, by phone. */
export function Unknown({ centre }: { centre: string }) {
  return (
    <Page title={t('约时间')} back="/">
      <div class="pad stack">
        <p role="status">{t('这里的开门时间还没存到手机里，有网再打开一次。')}</p>
      </div>
      <Phone centre={centre} />
    </Page>
  )
}
