// On the page of a case: book for it, its booking, or a new time after it was sent back, with everything kept (B8).
import { useEffect, useState } from 'preact/hooks'
import { dayAfter, instant } from '../hours/find'
import { nextOpening, openingsOf } from '../hours/openings'
import type { Application, SlotDay } from '../schema/types'
import { navigate } from '../shell/router'
import { line, needsSignIn, serverNow, session } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { linkTo, type Ask } from './ask'
import { askSlots, nextFree } from './crowd'
import { BookingRow } from './list'
import { bookingFor } from './mine'
import { hold } from './steps'
import { timeWords } from './words'

const RUNNING = ['submitted', 'returned', 'accepted', 'approved', 'publicised']

export function BookAgain({ row }: { row: Application }) {
  const booked = bookingFor(row.id)
  if (booked) return <div class="sec noprint"><BookingRow one={booked} /></div>
  if (!row.desk || !(RUNNING.includes(row.state) || row.state === 'declined')) return null
  const ask: Ask = { centre: row.desk, item: row.item, application: row.id, wishes: [] }
  const again = row.state === 'returned' || row.state === 'declined'
  return (
    <div class="sec noprint">
      {again && <Earliest row={row} />}
      <a class="row" href={linkTo(ask)}>
        <Icon name="i-day" />
        <span><b>{again ? t('重新约时间') : t('约时间到窗口办')}</b><small>{again ? t('填的都还在，只换个时间') : t('要到窗口的话，先约好，不用排队')}</small></span>
        <Icon name="i-next" />
      </a>
    </div>
  )
}

/** The first free time of the next open day: one tap keeps it. */
function Earliest({ row }: { row: Application }) {
  const [first, setFirst] = useState<{ start: number }>()
  const away = line.value === 'off' || !session.value || needsSignIn.value
  useEffect(() => {
    let left = false
    if (!away) void earliest(row.desk!, row.item).then((found) => !left && setFirst(found), () => undefined)
    return () => void (left = true)
  }, [row.desk, row.item, away])
  if (away || !first) return null
  const take = async () => {
    const id = await hold(row.desk!, { item: row.item, application: row.id }, first.start)
    await navigate(`/book/${id}`)
  }
  return (
    <button class="row" type="button" onClick={() => void take()}>
      <Icon name="i-tick" />
      <span><b>{t('就约最早的：{time}', { time: timeWords(first.start, serverNow()) })}</b></span>
    </button>
  )
}

const LOOKED_AT = 3

async function earliest(centre: string, item: string): Promise<{ start: number } | undefined> {
  const days = await openingsOf(centre)
  let at = serverNow()
  for (let turn = 0; days && turn < LOOKED_AT; turn++) {
    const next = nextOpening(days, at, item)
    if (!next) return undefined
    const day: SlotDay | undefined = await askSlots(centre, next.on, item)
    const free = day && !day.code ? nextFree(day, serverNow() + 1, 1)[0] : undefined
    if (free) return free
    at = instant(dayAfter(next.on, 1), 0)
  }
  return undefined
}
