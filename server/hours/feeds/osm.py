"""Opening hours as OpenStreetMap writes them, as dated lists: its weekly rules know neither market days nor make-up
workdays, and readers disagree on rules within a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from server.hours.engine import Day, Opening
from server.hours.feeds.outlook import spans
from server.hours.feeds.runs import in_a_row

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Times = tuple[tuple[int, int], ...]


def tags(centre: dict[str, str], days: Sequence[Day]) -> str:
    """One `key=value` a line, as maps take them in."""
    lines = {
        "amenity": "public_building",
        "name": centre["name"],
        "phone": centre.get("phone", ""),
        "addr:full": centre.get("address", ""),
        "opening_hours": opening_hours(days, lambda one: one.kind != "self_service"),
        "opening_hours:self_service": opening_hours(days, lambda one: one.kind == "self_service"),
    }
    return "".join(f"{key}={value}\n" for key, value in lines.items() if value)


def opening_hours(days: Iterable[Day], wanted: Callable[[Opening], bool]) -> str:
    by_times: dict[Times, list[date]] = defaultdict(list)
    for day in days:
        times = tuple(spans(one for one in day.openings if wanted(one)))
        if times:
            by_times[times].append(day.on)
    return "; ".join(f"{dates_of(dates)} {times_of(times)}" for times, dates in by_times.items())


def dates_of(dates: Iterable[date]) -> str:
    return ",".join(one(first) if first == last else f"{one(first)}-{one(last)}" for first, last in in_a_row(dates))


def one(on: date) -> str:
    return f"{on.year} {MONTHS[on.month - 1]} {on.day:02}"


def times_of(times: Times) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in times)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
