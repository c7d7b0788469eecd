// A drawn number to hold in the hand: on the screen with its QR, and on paper.
import type { Ticket } from '../schema/types'
import { stamp } from '../text/dates'
import { t } from '../text/t'
import { Qr } from '../ui/qr'
import { followLink } from './door'
import { paperBytes } from './paper'
import { sendToPrinter } from './printer'
import { ticketName } from './words'

const linkOf = (ticket: Ticket) => (ticket.code ? followLink(ticket.code) : location.origin)

/** `drawn` is called once it may be printed: its QR comes a moment later than its words. */
export function PaperTicket({ ticket, centre, drawn }: { ticket: Ticket; centre: string; drawn?: () => void }) {
  return (
    <section class="paper-ticket" aria-hidden="true">
      <p>{centre}</p>
      <p class="number">{ticketName(ticket.kind, ticket.number)}</p>
      {ticket.group && <p>{t('在{group}的窗口办', { group: ticket.group })}</p>}
      <p>{stamp(ticket.drawn_at)}</p>
      <Qr text={linkOf(ticket)} label="" drawn={drawn} />
      <p>{t('手机扫一扫，看前面还有几位')}</p>
      <p>{t('过号不用重取，跟窗口说一声。')}</p>
    </section>
  )
}

export function print(ticket: Ticket, centre: string, before?: number): Promise<void> {
  const paper = { centre, kind: ticket.kind, number: ticket.number, group: ticket.group, at: stamp(ticket.drawn_at), before, link: linkOf(ticket) }
  return onPaper(() => paperBytes(paper))
}

/** On the receipt printer where there is one, else as the browser prints. */
export async function onPaper(bytes: () => Uint8Array): Promise<void> {
  if (await sendToPrinter(bytes)) return
  const root = document.documentElement
  root.classList.add('printing')
  window.print()
  root.classList.remove('printing')
}
