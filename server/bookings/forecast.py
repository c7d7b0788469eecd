"""How many windows a day needs (B13), what an ordinary week is (O6), and what people mostly come for (O5). Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

HOUR = 3600


@dataclass(frozen=True)
class Need:
    hour: int  # of the day
    bookings: int
    windows: int  # suggested, of the staff there are
    short: int = 0  # windows that there is nobody for


def needs(
    bookings: Iterable[tuple[int, int]], midnight: int, staff: int, walk_ins: float = 0, minutes: int = 20
) -> list[Need]:
    """For each hour in which somebody is booked. Enough windows for all who are booked at one moment, and for the work
    of the hour with the walk-ins that usually come (an hour, `minutes` each)."""
    spans = sorted(bookings)
    found = []
    for hour in range(24):
        begin, end = midnight + hour * HOUR, midnight + (hour + 1) * HOUR
        here = [(max(start, begin), min(until, end)) for start, until in spans if start < end and begin < until]
        if not here:
            continue
        work = sum(until - start for start, until in here) / HOUR + walk_ins * minutes / 60
        wanted = max(at_once(here), ceil(round(work, 6)))
        begun = sum(begin <= start < end for start, _ in spans)
        found.append(Need(hour, begun, min(wanted, staff), max(0, wanted - staff)))
    return found


def at_once(spans: Sequence[tuple[int, int]]) -> int:
    """The most that are served at one moment."""
    return max(sum(start <= at < until for start, until in spans) for at, _ in spans)


@dataclass(frozen=True)
class Week:
    an_hour: float
    windows: int


def ordinary_week(cases: float, hours: float, minutes: int = 20) -> Week:
    """What `cases` a week come to in each of its open hours, and the windows that take them as they come."""
    an_hour = cases / hours if hours else 0.0
    return Week(round(an_hour, 1), ceil(round(an_hour * minutes / 60, 6)))


def top(topics: Iterable[str], count: int) -> list[tuple[str, int]]:
    """The most frequent, of equal ones the first in the alphabet."""
    found = Counter(topics)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:count]
