"""A day at a centre as it can be booked: hours, roster and what is taken, put together within a unit of work."""

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.bookings import rules
from server.bookings.openings import Opened, opened
from server.bookings.roster import Line, duty_of, on_day
from server.bookings.slots import Duty, Slot, Span, Taken, day_at, slot_at, slots
from server.bookings.tables import BookedSlot, BookingDay, BookingRule, Roster
from server.guide.tables import Centre
from server.store.rows import Row
from server.sync.work import Work

MINUTES = 20


@dataclass(frozen=True)
class Rule:
    minutes: int = MINUTES
    ahead: int = rules.AHEAD
    since: str = ""
    ends: str = ""


def day_id(centre: str, on: date) -> str:
    return f"{centre}/{on.isoformat()}"


def expect_days(work: Work, centre: str, days: Iterable[date], item: str = "") -> None:
    """Rows by key are read before those that are searched for: whoever has the day's row then sees all of its slots."""
    work.expect(Centre, centre)
    work.expect(BookingRule, f"{centre}/", f"{centre}/{item}")
    work.expect(Roster, centre)
    for on in days:
        id = day_id(centre, on)
        work.expect(BookingDay, id)
        work.expect(Roster, id)
        work.expect(BookedSlot, day=id)


def rule_of(work: Work, centre: str, item: str) -> Rule:
    """The item's own, else the centre's, else the usual."""
    for id in dict.fromkeys((f"{centre}/{item}", f"{centre}/")):
        row = work.get(BookingRule, id)
        if row is not None:
            return Rule(row["minutes"], row["ahead"], row["since"], row["ends"])
    return Rule()


def held_day(work: Work, centre: str, on: date) -> Row:
    id = day_id(centre, on)
    return work.get(BookingDay, id) or {"id": id, "centre": centre, "on": on.isoformat(), "channels": {}}


def lines_on(work: Work, centre: str, on: date, sorts: Set[str]) -> list[Line] | None:
    """None: this centre keeps no roster."""
    own = work.get(Roster, day_id(centre, on))
    if own is not None:
        return list(own["duty"])
    weekly = work.get(Roster, centre)
    return None if weekly is None else on_day(weekly["duty"], on, sorts)


def slots_of(work: Work, centre: str, on: date, item: str = "", rule: Rule | None = None, own: str = "") -> list[Slot]:
    """`own`: a booking whose slot counts as free, because it would leave it."""
    expect_days(work, centre, [on], item)
    rule = rule or rule_of(work, centre, item)
    return slots(on, rule.minutes, *parts_of(work, centre, on, item, own), int(work.now.timestamp()))


def slot_of(work: Work, row: Row) -> Slot | None:
    """The time of a booking, as hours and roster are now."""
    on = day_at(row["start"])
    expect_days(work, row["centre"], [on], row["item"])
    parts = parts_of(work, row["centre"], on, row["item"])
    return slot_at(row["start"], row["end"], *parts, int(work.now.timestamp()))


def parts_of(
    work: Work, centre: str, on: date, item: str, own: str = ""
) -> tuple[list[Span], list[Duty] | None, list[Taken]]:
    held_day(work, centre, on)
    rows = work.find(BookedSlot, day=day_id(centre, on))
    taken = [Taken(row["window"], row["start"], row["end"], row["until"]) for row in rows if row["booking"] != own]
    there = opened(work, centre, on, item)
    lines = lines_on(work, centre, on, there.sorts)
    return spans(work, centre, there), None if lines is None else duty_of(lines), taken


def spans(work: Work, centre: str, there: Opened) -> list[Span]:
    windows = tuple(windows_of(work, centre))
    return [
        Span(one.from_minute, one.until_minute, windows, one.windows, one.closes_at, one.serves)
        for one in there.openings
    ]


def windows_of(work: Work, centre: str) -> list[str]:
    row = work.get(Centre, centre)
    body: dict[str, Any] = json.loads(row["body"]) if row else {}
    return [str(name) for name in body.get("windows", ())]


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range(count)]
