"""Who is on duty: the weekly roster of the county's files, or what a supervisor set for one day. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any

from server.bookings.slots import Duty

Line = Mapping[str, Any]  # Duty of bookings.json; of the weekly roster also `days`, `since`, `ends`

MARKET = "market"
WORKDAYS, HOLIDAYS = "workdays", "holidays"


def on_day(lines: Iterable[Line], on: date, sorts: Set[str]) -> list[Line]:
    """The lines of the weekly roster that hold on a day. `days`: 1 (Monday) to 7, or sorts of days (market, workdays,
    holidays) of which this one may be several; none: every day."""
    words = {str(on.isoweekday())} | sorts
    return [
        line
        for line in lines
        if (not line.get("days") or words & set(line["days"]))
        and line.get("since", "") <= on.isoformat() <= line.get("ends", "9999-12-31")
    ]


def duty_of(lines: Sequence[Line]) -> list[Duty]:
    return [Duty(line["window"], line.get("from", 0), line.get("until", 1440)) for line in lines]


def published(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """As it hangs on the office's wall."""
    return [{name: line[name] for name in ("window", "name", "from", "until") if name in line} for line in lines]
