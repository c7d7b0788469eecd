"""Working time: minutes while the windows are open for regular business, and working days. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from server.hours.calendar import Calendar
from server.hours.clock import day_of, instant
from server.hours.engine import day
from server.hours.model import Hours

LONGEST = 400  # days without an hour of work after which there is none
FIRST_REPLY = 60  # minutes of work
FIRST_REPLY_OUTSIDE = timedelta(hours=8)


class NeverOpen(Exception):
    """No working time follows."""


@dataclass(frozen=True, slots=True)
class Due:
    on: date
    certain: bool  # False: counted through days of which the holidays are not published yet


def spans(hours: Hours, calendar: Calendar, on: date) -> Iterator[tuple[datetime, datetime]]:
    """When work is done on a day: regular hours, each minute once."""
    until = 0
    for one in day(hours, calendar, on).openings:
        if one.kind == "regular" and one.until_minute > until:
            yield instant(on, max(until, one.from_minute)), instant(on, one.until_minute)
            until = one.until_minute


def add_working_minutes(hours: Hours, calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """The instant at which so much working time has passed since `at`; 17:00 rather than 9:00 of the day after."""
    left, on, idle = timedelta(minutes=minutes), day_of(at), 0
    if left and "regular" not in kinds(hours):
        raise NeverOpen(hours.centre)
    while left:
        worked = False
        for start, end in spans(hours, calendar, on):
            start = max(start, at)
            if start >= end:
                continue
            if left <= end - start:
                return start + left
            left, worked = left - (end - start), True
        on, idle = on + timedelta(days=1), 0 if worked else idle + 1
        if idle > LONGEST:
            raise NeverOpen(hours.centre)
    return at


def kinds(hours: Hours) -> set[str]:
    return {one.kind for one in hours.rules} | {one.kind for each in hours.exceptions for one in each.openings}


def in_working_time(hours: Hours, calendar: Calendar, at: datetime) -> bool:
    return any(start <= at < end for start, end in spans(hours, calendar, day_of(at)))


def reply_due(hours: Hours, calendar: Calendar, at: datetime) -> datetime:
    """The first reply: within one working hour; to what came outside of them within 8 hours, when that is earlier."""
    working = add_working_minutes(hours, calendar, at, FIRST_REPLY)
    return working if in_working_time(hours, calendar, at) else min(working, at + FIRST_REPLY_OUTSIDE)


def add_working_days(calendar: Calendar, on: date, n: int) -> date:
    """The n-th working day after `on`. Raises `Unpublished` where that is not known yet."""
    while n > 0:
        on += timedelta(days=1)
        n -= calendar.must_workday(on)
    return on


def due(calendar: Calendar, start: date, days: float) -> Due:
    """The last day of a limit of `days` working days after `start`, which does not count itself; a limit of none ends
    on `start`, or on the working day after it. Of a year not published yet, Monday to Friday count."""
    left, on, certain = ceil(days), start, calendar.workday(start) is not None
    while left > 0 or not calendar.presumed_workday(on):
        on += timedelta(days=1)
        left -= calendar.presumed_workday(on)
        certain = certain and calendar.workday(on) is not None
    return Due(on, certain)
