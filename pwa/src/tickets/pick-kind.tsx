// Which of the three numbers: the first choice on the phone, the kiosk and at the counter.
import type { TicketKind } from '../schema/types'
import { kindHint, kindName, KINDS } from './words'
import './tickets.css'

export function PickKind({ pick, not, label }: { pick: (kind: TicketKind) => void; not?: TicketKind; label: string }) {
  return (
    <div class="kinds" role="group" aria-label={label}>
      {KINDS.filter((kind) => kind !== not).map((kind) => (
        <button key={kind} class="btn two" type="button" onClick={() => pick(kind)}>
          {kindName(kind)}
          <small>{kindHint(kind)}</small>
        </button>
      ))}
    </div>
  )
}
