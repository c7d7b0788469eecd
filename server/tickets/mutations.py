"""What else becomes of a ticket that waits: another kind, given up, let go first. Imports the rest of the mutations."""

from typing import Any

from server.accounts.actor import Actor
from server.schema.types import CancelTicket, ConvertTicket, PreferTicket
from server.sync.registry import mutation
from server.sync.work import Work
from server.tickets import blocks as _blocks  # noqa: F401  registers its mutation
from server.tickets import calling as _calling  # noqa: F401
from server.tickets import draw as _draw  # noqa: F401
from server.tickets.calling import at_desk
from server.tickets.line import keep, line_of
from server.tickets.near import tell_near
from server.tickets.step import begin, finish, is_today


@mutation("tickets.convert")
def convert(work: Work, actor: Actor, args: ConvertTicket) -> None:
    """All six ways. `since` stays, so nobody goes back in the line, and the number stays, so nobody draws again."""
    row, at = begin(work, actor, "tickets.convert", args.id, args.at)
    if args.kind == row["kind"]:
        work.reject("args_invalid", "/kind")
    note = f"{row['kind']}→{args.kind}"
    row["kind"] = args.kind
    finish(work, actor, row, "tickets.convert", at, note)
    in_line(work, row, kind=args.kind)


@mutation("tickets.prefer")
def prefer(work: Work, actor: Actor, args: PreferTicket) -> None:
    row, at = begin(work, actor, "tickets.prefer", args.id, args.at)
    at_desk(work, actor, row)
    row["preferred"] = " ".join(args.reason.split())
    finish(work, actor, row, "tickets.prefer", at, row["preferred"])
    in_line(work, row, preferred=bool(row["preferred"]))


@mutation("tickets.cancel")
def cancel(work: Work, actor: Actor, args: CancelTicket) -> None:
    row, at = begin(work, actor, "tickets.cancel", args.id, args.at)
    row |= {"state": "cancelled", "window": "", "done_at": int(at.timestamp())}
    finish(work, actor, row, "tickets.cancel", at)
    line = line_of(work, row["day"])
    line.leaves(row["id"])
    tell_near(work, row, line)
    keep(work, row["centre"], row["day"], line, is_today(work, row))


def in_line(work: Work, row: dict[str, Any], **changes: Any) -> None:
    line = line_of(work, row["day"])
    line.alter(row["id"], **changes)
    tell_near(work, row, line)
    keep(work, row["centre"], row["day"], line, is_today(work, row))
