"""Numbers of tickets: one series a centre and day, and hundreds of it that one device may give out without a line (W6).

A device keeps its hundred from day to day, so that a tablet without a line for two weeks gives a hundred short numbers
on each of them.
"""

from datetime import timedelta

from server.accounts.actor import Actor
from server.guide.tables import Centre
from server.hours.clock import day_of
from server.schema.types import ReserveTickets
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work
from server.tickets.line import Line, line_of
from server.tickets.step import day_key, draws_at
from server.tickets.tables import Ticket, TicketBlock

SIZE, FROM, TO = 100, 501, 9999
LIFE = timedelta(days=30)
SOON = timedelta(days=15)  # asked again earlier, nothing changes


@mutation("tickets.reserve")
def reserve(work: Work, actor: Actor, args: ReserveTickets) -> None:
    if not draws_at(actor, args.centre):
        work.reject("forbidden")
    work.must_get(Centre, args.centre, "place_unknown")
    today = day_of(work.now)
    id = f"{args.centre}/{actor.client}"[:36]
    others = [row for row in work.find(TicketBlock, centre=args.centre) if row["id"] != id and lives(row, str(today))]
    row = work.get(TicketBlock, id)
    if row is not None and row["until"] >= str(today + SOON) and row["person"] == actor.person:
        work.reject("numbers_enough")
    if row is None or not lives(row, str(today)):
        drawn = line_of(work, day_key(args.centre, work.now)).serial
        taken = {number for other in others for number in range(other["first"], other["last"] + 1)}
        first = next((at for at in range(FROM, TO, SIZE) if at > drawn and at not in taken), None)
        if first is None:
            work.reject("numbers_enough")
        row = {"id": id, "centre": args.centre, "client": actor.client, "first": first, "last": first + SIZE - 1}
    before = row.get("person", actor.person)
    if before != actor.person:
        work.show(f"person:{before}", "ticket_block", id, None)
    row |= {"until": str(today + LIFE), "person": str(actor.person)}
    work.put(TicketBlock, row)
    work.show(f"person:{actor.person}", "ticket_block", id, {name: row[name] for name in SEEN})


SEEN = ("id", "centre", "client", "first", "last", "until")


def lives(row: Row, today: str) -> bool:
    """Not given to another before everything drawn from it must have been told."""
    return str(row["until"]) >= today


def may_give(work: Work, actor: Actor, centre: str, day: str, number: int) -> bool:
    """Whether the number is this device's on that day, and nobody has it."""
    row = work.get(TicketBlock, f"{centre}/{actor.client}"[:36])
    if row is None or not row["first"] <= number <= row["last"] or day.rpartition("/")[2] > row["until"]:
        return False
    return not work.find(Ticket, place=f"{day}/{number}")


def next_number(work: Work, centre: str, line: Line) -> int:
    """The next of the day that is in no device's hundred."""
    hundreds = sorted((row["first"], row["last"]) for row in work.find(TicketBlock, centre=centre))
    number = line.serial + 1
    for first, last in hundreds:
        if first <= number <= last:
            number = last + 1
    line.serial = number
    return number
