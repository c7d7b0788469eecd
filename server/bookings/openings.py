"""When the windows serve on a day, as the calendar says. Machines that are open all night take no bookings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.bookings.roster import HOLIDAYS, MARKET, WORKDAYS
from server.hours.engine import Calendar, Day, day
from server.hours.rows import hours_of
from server.sync.work import Work


@dataclass(frozen=True)
class Window:
    from_minute: int
    until_minute: int
    windows: int | None
    closes_at: int | None  # the public's bookings
    serves: bool


@dataclass(frozen=True)
class Opened:
    openings: tuple[Window, ...] = ()
    sorts: frozenset[str] = frozenset()  # as the roster names them


def opened(work: Work, centre: str, on: date, item: str) -> Opened:
    hours, calendar = hours_of(work, centre)
    found = day(hours, calendar, on)
    openings = tuple(
        Window(
            one.from_minute,
            one.until_minute,
            one.windows,
            None if one.cutoff is None else int(one.cutoff.timestamp()),
            not item or hours.serves(one.items, item, on),
        )
        for one in found.openings
        if one.kind != "self_service"
    )
    return Opened(openings, frozenset(sorts_of(found, calendar)))


def sorts_of(found: Day, calendar: Calendar) -> Iterator[str]:
    if found.market:
        yield MARKET
    if calendar.presumed_workday(found.on):
        yield WORKDAYS
    if calendar.sort(found.on) == "holiday":
        yield HOLIDAYS
