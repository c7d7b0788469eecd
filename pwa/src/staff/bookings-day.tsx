// The day's list: who comes when and to which window, how many windows that takes, and what waits for somebody's word.
import { dayAfter } from '../hours/find'
import type { DatedDays } from '../hours/openings'
import type { Booking, RosterDay, SlotDay } from '../schema/types'
import { aboutOf } from '../bookings/mine'
import { useSlots } from '../bookings/crowd'
import { bookDay } from '../bookings/days'
import { markOfRow } from '../bookings/state'
import { dayWords, hourOf, timeWords, wishWords } from '../bookings/words'
import { hoursWords, reasons } from '../hours/words'
import { Chip } from '../applications/chip'
import { Page } from '../shell/page'
import { row as rowOf } from '../sync/preview'
import { serverNow, syncedAt } from '../sync/state'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { SyncChip } from '../ui/state-chip'
import { deskLink } from './address'
import { bookingsLink } from './bookings-address'
import { deskBookings, waitingFor } from './bookings'
import { RefusedSteps } from './bookings-refused'
import { bookedOn, forecastOf, hoursOf, toDecide, waitlisted, type Hour } from './bookings-rules'
import { supervises } from './desk'
import { masked } from './inbox'

const MINUTES = 20

export function BookingsDay({ centre, on, days }: { centre: string; on: string; days: DatedDays | null | undefined }) {
  const now = serverNow()
  const all = deskBookings()
  const { day: slots } = useSlots(centre, on)
  const hours = hoursOf(bookedOn(all, on), slots?.minutes ?? MINUTES)
  const decide = toDecide(all)
  const waiting = waitlisted(all)
  const unanswered = all.filter((one) => one.state === 'requested' && one.kind === 'window')
  return (
    <Page title={t('预约：{day}', { day: dayWords(on, now) })} bar={t('预约')} back={deskLink({})}
      dock={<a class="btn" href={bookingsLink({ day: on, task: 'take' })}>{t('替人预约')}</a>}>
      <div class="pad stack">
        <div class="line"><h1>{dayWords(on, now)}</h1><DayPick on={on} /></div>
        <Duty on={on} days={days} hours={hours} slots={slots} />
        <p class="choices">
          <a class="btn two" href={deskLink({ show: 'scan' })}><Icon name="i-camera" /> {t('扫预约码')}</a>
          {supervises.value && <a class="btn two" href={bookingsLink({ day: on, task: 'roster' })}>{t('值班表')}</a>}
        </p>
      </div>
      <RefusedSteps />
      {decide.length > 0 && <List title={t('等您定的 {n} 个', { n: decide.length })} all={decide} on={on} />}
      {unanswered.length > 0 && <List title={t('还没约上的 {n} 个', { n: unanswered.length })} all={unanswered} on={on} />}
      {hours.length === 0 && <p class="pad">{t('这一天还没有人约。')}</p>}
      {hours.map((hour) => (
        <List key={hour.start} title={`${hourOf(hour.start)}　${t('{n} 人', { n: hour.booked.length })}${hour.needed ? `　${t('要开 {n} 个窗口', { n: hour.needed })}` : ''}`} all={hour.booked} on={on} />
      ))}
      {waiting.length > 0 && <List title={t('候补 {n} 个', { n: waiting.length })} all={waiting} on={on} />}
      <p class="asof">{syncedAt.value > 0 && <>{t('内容截至 ')}<span class="num">{stamp(syncedAt.value)}</span></>}</p>
    </Page>
  )
}

function DayPick({ on }: { on: string }) {
  return (
    <span class="choices">
      <a class="btn two" href={bookingsLink({ day: dayAfter(on, -1) })}><Icon name="i-back" /> {t('前一天')}</a>
      <a class="btn two" href={bookingsLink({ day: dayAfter(on, 1) })}>{t('后一天')} <Icon name="i-next" /></a>
    </span>
  )
}

/** When it is open, who is on duty, and whether that is enough for those who booked. */
function Duty({ on, days, hours, slots }: { on: string; days: DatedDays | null | undefined; hours: Hour[]; slots: SlotDay | undefined }) {
  const roster = rowOf<RosterDay>('roster', on).value?.duty ?? slots?.duty
  const one = days && bookDay(days, on, serverNow())
  // Where no roster is kept, every window counts.
  const windows = (roster?.length ? new Set(roster.map((duty) => duty.window)) : new Set(slots?.windows)).size || undefined
  const { visitors, busiest, short } = forecastOf(hours, windows)
  return (
    <>
      {one && <p>{one.openings.length ? <span class="num">{hoursWords(one.openings)}</span> : reasons(days, one.day).join(t('，')) || t('不开门')}</p>}
      {roster && roster.length > 0 && one?.state !== 'closed' && <p class="sub">{t('值班：')}{roster.map((duty) => [duty.window, duty.name].filter(Boolean).join(' ')).join(t('，'))}</p>}
      {visitors > 0 && <p>{t('约了 {n} 人。', { n: visitors })}{busiest && busiest.needed > 0 && t('最忙 {time}，要开 {n} 个窗口。', { time: hourOf(busiest.start), n: busiest.needed })}</p>}
      {short.length > 0 && <p class="box fix"><b>{t('人手不够：{hours}', { hours: short.map((hour) => hourOf(hour.start)).join(t('，')) })}</b><br />{t('值班 {n} 个窗口，不够就加人。', { n: windows ?? 0 })}</p>}
    </>
  )
}

function List({ title, all, on }: { title: string; all: Booking[]; on: string }) {
  return (
    <>
      <h2>{title}</h2>
      <ol class="sec">{all.map((one) => <li key={one.id}><Row row={one} on={on} /></li>)}</ol>
    </>
  )
}

/** Masked: others look over the shoulder. */
function whoOf({ contact }: Booking): string {
  return contact?.name ? masked(contact.name) : t('尾号 {n}', { n: contact?.phone.slice(-4) ?? '' })
}

function Row({ row, on }: { row: Booking; on: string }) {
  const now = serverNow()
  const [sent] = waitingFor(row.id)
  const when = row.start ? (row.kind === 'window' ? hourOf(row.start) : timeWords(row.start, now)) : row.wishes?.[0] ? wishWords(row.wishes[0], now) : ''
  return (
    <a class="row" href={bookingsLink({ day: on, id: row.id })}>
      <span>
        <b><span class="num">{when}</span>　{[row.window, whoOf(row)].filter(Boolean).join('　')}</b>
        <small class="book-about">{[aboutOf(row), row.about, row.address].filter(Boolean).join(' · ')}</small>
      </span>
      <span class="chips">{sent && <SyncChip state={sent.state} />}<Chip mark={markOfRow(row, now)} /></span>
    </a>
  )
}
