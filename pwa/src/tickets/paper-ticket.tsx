// A drawn number to hold in the hand: on the screen with its QR, and on paper.
import type { Ticket } from '../schema/types'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { followLink } from './door'
import { paperBytes } from './paper'
import { sendToPrinter } from './printer'
import { Qr } from './qr'
import { ticketName } from './words'

export function PaperTicket({ ticket, centre }: { ticket: Ticket; centre: string }) {
  return (
    <section class="paper-ticket" aria-hidden="true">
      <p>{centre}</p>
      <p class="number">{ticketName(ticket.kind, ticket.number)}</p>
      <p>{stamp(ticket.drawn_at)}</p>
      {ticket.code && <Qr text={followLink(ticket.code)} label="" />}
      <p>{t('手机扫一扫，看前面还有几位')}</p>
      <p>{t('过号不用重取，跟窗口说一声。')}</p>
    </section>
  )
}

/** On the receipt printer where there is one, else as the browser prints. */
export async function print(ticket: Ticket, centre: string, before?: number): Promise<void> {
  const paper = { centre, kind: ticket.kind, number: ticket.number, at: stamp(ticket.drawn_at), before, link: ticket.code ? followLink(ticket.code) : location.origin }
  if (await sendToPrinter(paperBytes(paper))) return
  const root = document.documentElement
  root.classList.add('printing')
  window.print()
  root.classList.remove('printing')
}
