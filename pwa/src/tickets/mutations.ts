// What steps with a ticket will do, shown before the server has answered. The server decides.
import type { AtWindow, ConvertTicket, DrawTicket, PreferTicket, Ticket, TicketState, TransferTicket } from '../schema/types'
import { registerPreview } from '../sync/preview'
import { serverNow } from '../sync/state'
import { isoDay } from '../text/dates'

function preview<T extends { id: string }>(name: string, from: TicketState[], change: (args: T, row: Ticket) => Partial<Ticket>): void {
  registerPreview<T>(`tickets.${name}`, (rows, args) => {
    const row = rows.get<Ticket>('ticket', args.id)
    return row && from.includes(row.state) ? rows.put('ticket', args.id, { ...row, ...change(args, row) }) : rows
  })
}

const called = (row: Ticket, at?: number) => ({ called_at: at ?? serverNow(), calls: (row.calls ?? 0) + 1 })

preview<ConvertTicket>('convert', ['waiting'], ({ kind }) => ({ kind }))
preview<PreferTicket>('prefer', ['waiting'], ({ reason }) => ({ preferred: reason || undefined }))
preview<{ id: string }>('cancel', ['waiting', 'held', 'skipped'], () => ({ state: 'cancelled', window: undefined }))
preview<AtWindow>('call', ['waiting', 'held', 'skipped'], ({ window, at }, row) => ({ state: 'called', window, ...called(row, at) }))
preview<AtWindow>('recall', ['called'], ({ at }, row) => called(row, at))
preview<AtWindow>('serve', ['called'], () => ({ state: 'serving' }))
preview<AtWindow>('skip', ['called'], () => ({ state: 'skipped' }))
preview<AtWindow>('hold', ['called', 'serving'], () => ({ state: 'held' }))
preview<AtWindow>('finish', ['called', 'serving'], ({ at }) => ({ state: 'finished', done_at: at ?? serverNow() }))
preview<TransferTicket>('transfer', ['called', 'serving', 'held', 'skipped'], ({ to, kind }, row) => ({ state: 'waiting', window: to, kind: kind ?? row.kind }))

/** Only what has its number already is a ticket: without a line it comes from the device's own. */
registerPreview<DrawTicket>('tickets.draw', (rows, args) => {
  if (!args.number || rows.get('ticket', args.id)) return rows
  const at = args.at ?? serverNow()
  const { id, centre, kind, number, code, group } = args
  const row: Ticket = { id, centre, kind, number, code, group, on: isoDay(at), drawn_at: at, since: at, state: 'waiting' }
  return rows.put('ticket', id, row)
})
