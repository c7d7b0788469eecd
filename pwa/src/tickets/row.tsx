// One line under 我的事: the number of today, or where to draw one for what is booked today.
import { clock } from '../text/dates'
import { t } from '../text/t'
import { Icon } from '../ui/icon'
import { isOver, myTicket, todaysBookings } from './mine'
import { stateWords, ticketName, toWindow } from './words'

export function TicketRow() {
  const ticket = myTicket.value
  const booked = todaysBookings.value.find((one) => one.state === 'confirmed')
  if ((!ticket || isOver(ticket)) && !booked) return null
  const now = ticket && !isOver(ticket) ? ticket : undefined
  return (
    <div class="sec">
      <a class="row" href="/ticket">
        <Icon name="i-clock" />
        <span>
          <b>{now ? ticketName(now.kind, now.number) : t('今天要取号')}</b>
          <small>{now ? (now.state === 'called' ? toWindow(now.window ?? '') : stateWords(now.state)) : t('{from} 起在这里取号', { from: clock(new Date(booked!.start! * 1000)) })}</small>
        </span>
        <Icon name="i-next" />
      </a>
    </div>
  )
}
