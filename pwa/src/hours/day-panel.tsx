// The day that was chosen in the month: its hours, why, until when to book; and booking it.
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { clockOf } from '../notices/words'
import { BusCard } from '../transit/card-here'
import { Icon } from '../ui/icon'
import { instant } from './find'
import type { DatedDays, Opening } from './openings'
import { dayWords, hoursWords, reasons, served } from './words'

interface Props {
  days: DatedDays
  on: string
  today: string
  at: number
  centre: string
  item?: string
}

export function DayPanel({ days, on, today, at, centre, item }: Props) {
  const day = days.day(on)
  const open = day ? served(days, day, item) : []
  const machines = day?.openings.filter((one) => one.kind === 'self_service') ?? []
  const last = Math.max(...open.map((one) => one.until))
  return (
    <>
      <section class="sec pad stack" aria-labelledby="day" role="status">
        <h2 class="plain" id="day">
          {dayWords(on, today)} {day?.market.length ? <i class="fair" aria-hidden="true">{t('场')}</i> : null}
        </h2>
        <p>
          <b class="num">{day ? hoursWords(open) : t('这天的安排还没有，过些日子再来看')}</b>
          {day && reasons(days, day, item).map((why) => <small class="why" key={why}>{why}</small>)}
          {machines.map((one) => <small class="why" key={one.from}>{t('自助区 {hours}', { hours: one.until - one.from === 1440 ? t('24 小时') : `${clockOf(one.from)}–${clockOf(one.until)}` })}</small>)}
        </p>
        <Booking {...{ open, on, at, centre, item }} />
      </section>
      {open.length > 0 && instant(on, last) > at && <BusCard centre={centre} by={instant(on, open[0]!.from)} until={instant(on, last)} />}
    </>
  )
}

/** Only where there is something to book; the town decides what is still free. */
function Booking({ open, on, at, centre, item }: { open: Opening[]; on: string; at: number; centre: string; item?: string }) {
  const last = Math.max(...open.map((one) => one.until))
  if (!open.length || instant(on, last) <= at) return null
  const cutoffs = open.flatMap((one) => one.cutoff ?? [])
  const closes = cutoffs.length === open.length ? Math.max(...cutoffs) : undefined
  if (closes !== undefined && closes <= at) return <p class="sub">{t('网上预约已截止，到了取号就行')}</p>
  const query = new URLSearchParams({ centre, ...(item && { item }), day: on })
  return (
    <>
      <p>
        <a class="btn" href={`/book?${query}`}>
          <Icon name="i-day" /> {t('约这一天')}
        </a>
      </p>
      {closes !== undefined && (
        <p class="sub">
          {t('网上预约到 ')}
          <span class="num">{stamp(closes)}</span>
        </p>
      )}
      {open.some((one) => one.booked) && <p class="sub">{t('约了的先办，没约的后办')}</p>}
    </>
  )
}
