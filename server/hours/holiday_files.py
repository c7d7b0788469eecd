"""A year's holidays as a file in the format of NateScarlet/holiday-cn: those that came with the program, and the check
of one that an operator imports. A file with a gap would let people come in vain."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from server.hours.calendar import HolidayYear
from server.hours.faults import Fault

FOLDER = Path(__file__).parent / "holidays"
# The seven that the State Council has given every year since 2008.
NAMES = (("元旦",), ("春节",), ("清明",), ("劳动", "五一"), ("端午",), ("中秋",), ("国庆", "十一"))
AROUND = timedelta(days=7)  # a notice may speak of the last days of the year before


@cache
def shipped() -> tuple[HolidayYear, ...]:
    return tuple(msgspec.json.decode(path.read_bytes(), type=HolidayYear) for path in sorted(FOLDER.glob("*.json")))


def read_notice(data: bytes) -> HolidayYear:
    """Raises `Fault`."""
    try:
        notice = msgspec.json.decode(data, type=HolidayYear)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Fault("holidays_invalid", what=str(error)) from None
    if not notice.days:
        raise Fault("holidays_unpublished", year=notice.year)
    for fault in faults_of(notice):
        raise fault
    return notice


def faults_of(notice: HolidayYear) -> list[Fault]:
    return [*wrong_days(notice), *gaps(notice)]


def wrong_days(notice: HolidayYear) -> list[Fault]:
    found = []
    first, last = date(notice.year, 1, 1) - AROUND, date(notice.year, 12, 31)
    seen: set[date] = set()
    if not notice.papers:
        found.append(Fault("holidays_invalid", what="papers: the notice of the State Council is not named"))
    for day in notice.days:
        if not first <= day.date <= last:
            found.append(Fault("holidays_invalid", what=f"{day.date} is no day of {notice.year}"))
        if day.date in seen:
            found.append(Fault("holidays_invalid", what=f"{day.date} stands twice"))
        seen.add(day.date)
    return found


def gaps(notice: HolidayYear) -> list[Fault]:
    off: dict[str, list[date]] = defaultdict(list)
    for day in notice.days:
        if day.off:
            off[day.name].append(day.date)
    missing = [names[0] for names in NAMES if not any(name in one for one in off for name in names)]
    if notice.year >= 2008 and missing:
        return [Fault("holidays_gap", year=notice.year, what="、".join(missing))]
    listed = {day.date for day in notice.days}
    return [
        Fault("holidays_gap", year=notice.year, what=f"{name} {on}")
        for name, dates in off.items()
        for on in between(min(dates), max(dates))
        if on not in listed and on.isoweekday() < 6
    ]


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days)]


def to_json(notice: HolidayYear) -> str:
    days = [{"name": one.name, "date": one.date.isoformat(), "isOffDay": one.off} for one in notice.days]
    return msgspec.json.encode({"year": notice.year, "papers": notice.papers, "days": days}).decode()
