"""The windows: next, call again, at the window, passed over, put aside, sent on, done."""

from datetime import datetime, timedelta

from server.accounts.actor import Actor
from server.guide.tables import Centre
from server.schema.types import AtWindow, NextTicket, TransferTicket
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work
from server.tickets.line import Call, Line, keep, line_of
from server.tickets.near import tell_near, tell_turn
from server.tickets.rules import Waiter
from server.tickets.step import begin, day_key, finish, is_today, moment, windows_of, works_at
from server.tickets.tables import Ticket, TicketLine
from server.tickets.visit import done

PRESSED = timedelta(minutes=1)  # after which nobody sits at the window waiting for whom the server picks
TOGETHER = 8  # windows that may call in the same moment: whom they call is read for all of them at once


def reads_line(work: Work, actor: Actor, args: NextTicket) -> None:
    work.expect(TicketLine, day_key(args.centre, work.now))
    work.expect(Centre, args.centre)


@mutation("tickets.next", reads_line)
def next_ticket(work: Work, actor: Actor, args: NextTicket) -> None:
    if not works_at(actor, args.centre):
        work.reject("forbidden")
    if work.now - moment(work, args.at, trusted=True) > PRESSED:
        work.reject("args_invalid", "/at")
    windows = seat_known(work, args.centre, args.window)
    day = day_key(args.centre, work.now)
    line = line_of(work, day)
    free(work, line, args.window)
    one = line.next_at(args.window, windows.get(args.window, ""), int(work.now.timestamp()))
    if one is None:
        work.reject("nobody_waits")
    work.expect(Ticket, *(other.id for other in line.waiting[:TOGETHER]))
    row = work.must_get(Ticket, one.id, "not_found")
    call_out(work, actor, row, line, args.window, "tickets.next", work.now, windows.get(args.window, ""))
    work.changed(ticket=row["id"], number=row["number"], kind=row["kind"])


@mutation("tickets.call")
def call(work: Work, actor: Actor, args: AtWindow) -> None:
    """One of one's own choosing: from the list, or as the tablet chose without a line."""
    row, at = begin(work, actor, "tickets.call", args.id, args.at)
    at_desk(work, actor, row)
    windows = seat_known(work, row["centre"], args.window)
    line = line_of(work, row["day"])
    free(work, line, args.window)
    call_out(work, actor, row, line, args.window, "tickets.call", at, windows.get(args.window, ""))


def call_out(
    work: Work, actor: Actor, row: Row, line: Line, window: str, what: str, at: datetime, group: str
) -> None:  # fmt: skip
    when = int(at.timestamp())
    line.leaves(row["id"])
    row |= {"state": "called", "window": window, "called_at": when, "calls": row["calls"] + 1}
    line.called(Call(row["number"], row["kind"], window, when, row["calls"]), row["id"], group)
    finish(work, actor, row, what, at)
    live = is_today(work, row)
    if live:
        tell_turn(work, row)
    tell_near(work, row, line)
    keep(work, row["centre"], row["day"], line, live)


@mutation("tickets.recall")
def recall(work: Work, actor: Actor, args: AtWindow) -> None:
    row, at, line = at_window(work, actor, "tickets.recall", args)
    row["calls"] += 1
    seat = line.seats.get(args.window)
    line.called(
        Call(row["number"], row["kind"], args.window, int(at.timestamp()), row["calls"]), row["id"],
        seat.group if seat else "",
    )  # fmt: skip
    finish(work, actor, row, "tickets.recall", at)
    keep(work, row["centre"], row["day"], line, is_today(work, row))


@mutation("tickets.serve")
def serve(work: Work, actor: Actor, args: AtWindow) -> None:
    row, at, line = at_window(work, actor, "tickets.serve", args)
    leave_as(work, actor, row, line, "tickets.serve", "serving", at)


@mutation("tickets.skip")
def skip(work: Work, actor: Actor, args: AtWindow) -> None:
    row, at, line = at_window(work, actor, "tickets.skip", args)
    line.empties(args.window, row["id"])
    leave_as(work, actor, row, line, "tickets.skip", "skipped", at)


@mutation("tickets.hold")
def hold(work: Work, actor: Actor, args: AtWindow) -> None:
    row, at, line = at_window(work, actor, "tickets.hold", args)
    line.empties(args.window, row["id"])
    leave_as(work, actor, row, line, "tickets.hold", "held", at)


@mutation("tickets.finish")
def finish_ticket(work: Work, actor: Actor, args: AtWindow) -> None:
    row, at, line = at_window(work, actor, "tickets.finish", args)
    row["done_at"] = int(at.timestamp())
    line.empties(args.window, row["id"])
    line.took(row["done_at"] - row["called_at"])
    done(work, row["booking"], at)
    leave_as(work, actor, row, line, "tickets.finish", "finished", at)


@mutation("tickets.transfer")
def transfer(work: Work, actor: Actor, args: TransferTicket) -> None:
    row, at, line = at_window(work, actor, "tickets.transfer", args)
    to, kind = args.to or "", args.kind or row["kind"]
    if to:
        seat_known(work, row["centre"], to)
    if not to and kind == row["kind"]:
        work.reject("args_invalid", "/to")
    line.empties(args.window, row["id"])
    note = "，".join(part for part in (f"{row['kind']}→{kind}" if kind != row["kind"] else "", to) if part)
    row |= {"kind": kind, "window": to}
    line.waiting.append(waiter_of(row))
    leave_as(work, actor, row, line, "tickets.transfer", "waiting", at, note)


def waiter_of(row: Row) -> Waiter:
    return Waiter(
        row["id"], row["number"], row["kind"], row["since"], row["start"], row["end"], bool(row["preferred"]),
        row["window"], row["group"], bool(row["person"]), True,
    )  # fmt: skip


def at_window(work: Work, actor: Actor, name: str, args: AtWindow | TransferTicket) -> tuple[Row, datetime, Line]:
    """A step of the window that has the ticket; somebody else's hand does not end what goes on elsewhere."""
    row, at = begin(work, actor, name, args.id, args.at)
    at_desk(work, actor, row)
    if row["window"] != args.window:
        work.reject("ticket_elsewhere", number=row["number"], window=row["window"])
    return row, at, line_of(work, row["day"])


def leave_as(
    work: Work, actor: Actor, row: Row, line: Line, what: str, state: str, at: datetime, note: str = ""
) -> None:  # fmt: skip
    row["state"] = state
    finish(work, actor, row, what, at, note)
    keep(work, row["centre"], row["day"], line, is_today(work, row))


def at_desk(work: Work, actor: Actor, row: Row) -> None:
    """Who drew it may look at it and give it up, but calls nobody."""
    if not works_at(actor, row["centre"]):
        work.reject("forbidden")


def seat_known(work: Work, centre: str, window: str) -> dict[str, str]:
    windows = windows_of(work, centre)
    return work.reject("window_unknown", "/window") if windows and window not in windows else windows


def free(work: Work, line: Line, window: str) -> None:
    seat = line.seats.get(window)
    if seat is not None and seat.id:
        work.reject("window_busy", number=seat.number, window=window)
