// What can still be done with a booking: into the calendar, another time, cancelled; or booked anew.
import { useState } from 'preact/hooks'
import { centreOf } from '../guide/store'
import type { Booking } from '../schema/types'
import { line, serverNow } from '../sync/state'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { linkTo } from './ask'
import { calendarFile } from './ics'
import { aboutOf } from './mine'
import { isOver, may, sendingOf, type One } from './state'
import { cancel } from './steps'
import { takeBack } from './take-back'
import { timeWords } from './words'

const LATE = 2 * 3600

export function Actions({ one, row }: { one: One; row: Booking }) {
  const now = serverNow()
  const begun = row.state === 'confirmed' && (row.start ?? Infinity) <= now
  const quiet = !sendingOf(one)
  const ranOut = row.state === 'held' && isOver(row, now)
  const again = ['declined', 'cancelled', 'missed', 'done'].includes(row.state) || ranOut
  return (
    <div class="sec noprint book-acts">
      {row.state === 'confirmed' && row.start && !begun && <Calendar row={row} />}
      {quiet && may('move', row) && !begun && row.state !== 'held' && (row.state !== 'requested' || row.kind !== 'window') && (
        <a class="row" href={`/book?move=${encodeURIComponent(row.id)}`}><Icon name="i-day" /><span><b>{t('改时间')}</b><small>{row.start ? t('新的约好以前，这个还给您留着') : ''}</small></span><Icon name="i-next" /></a>
      )}
      {quiet && again && (
        <a class="row" href={linkTo({ centre: row.centre, item: row.item, application: row.application, kind: row.kind === 'window' ? undefined : row.kind, again: row.kind === 'window' ? undefined : row.id, other: !row.item, wishes: [] })}>
          <Icon name="i-day" /><span><b>{t('重新约时间')}</b></span><Icon name="i-next" />
        </a>
      )}
      {quiet && may('cancel', row) && !begun && !ranOut && <Cancel row={row} late={row.state === 'confirmed' && (row.start ?? 0) - now < LATE} />}
    </div>
  )
}

function Cancel({ row, late }: { row: Booking; late: boolean }) {
  const [asking, setAsking] = useState(false)
  if (!asking) {
    return (
      <button class="row" type="button" onClick={() => setAsking(true)}>
        <Icon name="i-close" /><span><b>{t('取消预约')}</b><small>{t('不去了就取消，让给别人')}</small></span>
      </button>
    )
  }
  const send = async () => {
    setAsking(false)
    const id = await cancel(row)
    if (line.value === 'off') toast(t('取消记下了，有网就送出'), () => void takeBack(id).then((gone) => gone || toast(t('已经送到镇上了，收不回来'))))
    else toast(t('正在取消'))
  }
  return (
    <div class="pad stack" role="group" aria-label={t('取消预约')}>
      <p><b>{row.start ? t('真的取消 {time} 的预约？', { time: timeWords(row.start, serverNow()) }) : t('真的取消？')}</b></p>
      {late && <p>{t('离时间不到两小时了，会记为临时取消。')}</p>}
      <p class="choices">
        <button class="btn two" type="button" onClick={() => setAsking(false)}>{t('不取消')}</button>
        <button class="btn two" type="button" onClick={() => void send()}>{t('取消这个预约')}</button>
      </p>
    </div>
  )
}

function Calendar({ row }: { row: Booking }) {
  const save = () => {
    const centre = centreOf(row.centre)
    const file = calendarFile({
      uid: `booking-${row.id}@ganchang`, sequence: row.version, start: row.start!, end: row.end ?? row.start! + 1200, stamp: row.updated_at,
      title: `${aboutOf(row)}${row.window ? ` ${row.window}` : ''}`, where: [centre?.name, centre?.address].filter(Boolean).join(' '),
      about: t('预约码 {code}', { code: row.code ?? '' }),
    })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([file], { type: 'text/calendar' }))
    link.download = 'ganchang.ics'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }
  return (
    <button class="row" type="button" onClick={save}>
      <Icon name="i-day" /><span><b>{t('存到手机日历')}</b><small>{t('提前一小时提醒，没网也行')}</small></span>
    </button>
  )
}
