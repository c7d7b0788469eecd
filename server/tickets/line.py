"""The line of a centre on a day: one row that holds who waits, what each window does, and the last calls."""

from typing import Any

import msgspec
from msgspec import Struct, field

from server.store import Store
from server.store.rows import shape
from server.sync.work import Work
from server.tickets.many import joined, parted, read_whole, whole
from server.tickets.rules import Waiter, choose, in_order, served
from server.tickets.tables import TicketLine

LAST_CALLS = 8
TRIES = 5  # to read a line while calls write it anew
LAST_PACES = 20
USUAL = 12 * 60  # seconds of a visit, before the day has shown how long they are
SHORTEST, LONGEST = 20, 2 * 3600  # what is beyond was a slip of the finger


class Call(Struct, array_like=True):
    number: int
    kind: str
    window: str
    at: int
    times: int


class Seat(Struct, array_like=True):
    """A window: the ticket that is there, and when it last called."""

    id: str = ""
    number: int = 0
    kind: str = ""
    at: int = 0
    group: str = ""


class Line(Struct):
    v: int = 0
    serial: int = 0
    waiting: list[Waiter] = field(default_factory=list)  # in the row only those who are not in `base` so
    base: str = ""  # see many.py
    gone: list[int] = field(default_factory=list)  # numbers of `base`, only in the row
    in_a_row: dict[str, int] = field(default_factory=dict)  # group → calls of its windows ahead of a walk-in
    calls: list[Call] = field(default_factory=list)
    seats: dict[str, Seat] = field(default_factory=dict)
    paces: list[int] = field(default_factory=list)

    def next_at(self, window: str, group: str, now: int) -> Waiter | None:
        chosen = choose(served(self.waiting, window, group), self.in_a_row.get(group, 0), now)
        if chosen is None:
            return None
        self.in_a_row[group] = chosen[1]
        return chosen[0]

    def order_of(self, group: str, now: int, most: int | None = None) -> list[Waiter]:
        """Who waits for the windows of a group, or for any: those are shown as the windows call them that have kept
        walk-ins waiting longest."""
        streak = self.in_a_row.get(group, 0) if group else max(self.in_a_row.values(), default=0)
        return in_order((one for one in self.waiting if one.group == group), streak, now, most)

    def alter(self, id: str, **changes: Any) -> None:
        """Of one who waits."""
        self.waiting = [msgspec.structs.replace(one, **changes) if one.id == id else one for one in self.waiting]

    def leaves(self, id: str) -> None:
        self.waiting = [one for one in self.waiting if one.id != id]

    def called(self, call: Call, id: str, group: str) -> None:
        self.calls = [call, *(one for one in self.calls if one.number != call.number)][:LAST_CALLS]
        self.seats[call.window] = Seat(id, call.number, call.kind, call.at, group)

    def empties(self, window: str, id: str) -> None:
        seat = self.seats.get(window)
        if seat is not None and seat.id == id:
            self.seats[window] = Seat(at=seat.at, group=seat.group)

    def took(self, seconds: int) -> None:
        if SHORTEST <= seconds <= LONGEST:
            self.paces = [*self.paces, seconds][-LAST_PACES:]

    @property
    def pace(self) -> int:
        """Seconds of a visit lately: the middle one."""
        return sorted(self.paces)[len(self.paces) // 2] if len(self.paces) > 2 else USUAL


decode, encode = msgspec.json.Decoder(Line).decode, msgspec.json.Encoder().encode

# Lines as they were last written, by their text. A thousand who wait are read in a tenth of the time, and in a busy
# second many calls share one transaction. What is in it is never changed: see `own`.
_READ: dict[str, Line] = {}
_MOST = 16


def own(line: Line) -> Line:
    """To be changed: lists and maps are its own, those who wait are replaced and not altered."""
    return Line(
        line.v, line.serial, [*line.waiting], line.base, [], {**line.in_a_row}, [*line.calls], {**line.seats},
        [*line.paces],
    )  # fmt: skip


def line_of(work: Work, day: str) -> Line:
    row = work.get(TicketLine, day)
    if row is None:
        return Line()
    known = _READ.get(row["body"])
    if known is not None:
        return own(known)
    line = decode(row["body"])
    line.waiting, line.gone = joined(whole(work, line.base), line.gone, line.waiting), []
    return line


async def read_line(store: Store, day: str) -> Line:
    """To be looked at."""
    of = shape(TicketLine)
    for _ in range(TRIES):
        found = await store.fetch(of.by_keys(1), (day,))
        if not found:
            return Line()
        body = of.unpack(found[0])["body"]
        if (known := _READ.get(body)) is not None:
            return known
        line = decode(body)
        before = await read_whole(store, line.base)
        if before is not None:
            line.waiting, line.gone = joined(before, line.gone, line.waiting), []
            return line
    raise RuntimeError(f"those who wait in {day} are not there")


def keep(work: Work, centre: str, day: str, line: Line, today: bool = True) -> None:
    line.v += 1
    line.base, gone, new = parted(work, line.base, line.waiting)
    body = encode(msgspec.structs.replace(line, waiting=new, gone=gone)).decode()
    while len(_READ) >= _MOST:
        del _READ[next(iter(_READ))]
    _READ[body] = line
    work.put(TicketLine, {"id": day, "body": body})
    if today:  # whoever looks at the hall hears by the scope that there is news
        seen: dict[str, Any] = {"on": day.rpartition("/")[2], "v": line.v}
        work.show(hall_scope(centre), "hall", centre, seen)


def hall_scope(centre: str) -> str:
    return f"hall:{centre}"
