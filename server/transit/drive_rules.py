"""Which run a driver means, who may drive it, when, and by which clock. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.accounts.actor import RoleAt
from server.schema.types import BeginDrive
from server.transit.arrivals import FORGOTTEN
from server.transit.drive_code import Batch, Point
from server.transit.lines import code_of
from server.transit.predict.ahead import LATE as OVER_AFTER
from server.transit.timetable import Timetable

EARLY = 3600  # seconds before it begins that it may be chosen
HANDED_IN = 6 * 3600  # seconds after it is over that what a phone without a line kept is taken
FORGETS = FORGOTTEN  # seconds without a word after which a drive is shown to nobody
APART = 60  # seconds: clocks that moved further against each other were set anew
TRAIL = 512  # points


@dataclass(frozen=True)
class Run:
    trip: int
    day: date
    begins: int  # seconds of the service day
    starts: int  # Unix seconds
    over_at: int


def may_drive(roles: Iterable[RoleAt], feed: str, agency: str) -> bool:
    posted = {f"bus:{feed}", f"bus:{feed}:{agency}"}
    return any(held.role == "driver" and held.scope in posted for held in roles)


def route_of(table: Timetable, line: str) -> int | None:
    return next((at for at, one in enumerate(table.routes) if code_of(table, one.id) == line), None)


def run_of(table: Timetable, route: int, asked: BeginDrive) -> Run | None:
    """The guide tells whole minutes."""
    try:
        day = date.fromisoformat(asked.on)
    except ValueError:
        return None
    first = asked.begins * 60
    for number in table.patterns_of.get(route, ()):
        pattern = table.patterns[number]
        to = pattern.headsign or table.stops[pattern.stops[-1]].name
        if to != asked.to or (pattern.direction == 1) != (asked.back is True):
            continue
        for trip, begins, _ in table.begins(number, day, first, first + 59):
            starts = table.midnight(route, day) + begins
            return Run(trip, day, begins, starts, starts + pattern.arrives[-1] + OVER_AFTER)
    return None


def clock_of(kept: int | None, seen: int) -> int:
    """Seconds that our clock is ahead of the phone's. What a line takes only ever makes it look more than it is, so the
    least that was seen is nearest, until a clock was set."""
    return seen if kept is None or abs(seen - kept) > APART else min(kept, seen)


def fresh(batch: Batch, next: int) -> list[Point]:
    """Those that are not here yet."""
    return batch.points[max(next - batch.first, 0) :]


def by_our_clock(points: Iterable[Point], clock: int, after: int) -> list[Point]:
    """In the order of time also where a clock was set in between."""
    found: list[Point] = []
    for point in points:
        after = max(point.at + clock, after)
        found.append(point._replace(at=after))
    return found
