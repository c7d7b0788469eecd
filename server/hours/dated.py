"""Dated openings: a centre's days as a row of the guide, a letter a day. Pure; pwa/src/hours/openings.ts reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from server.guide.rows import Row
from server.hours.calendar import Calendar
from server.hours.clock import day_of, minute_of
from server.hours.engine import day
from server.hours.model import Day, Hours, Opening

Alike = tuple[Any, ...]

TOLD_BESIDES = ("unpublished", "market")  # by `workday` and `market`; their reader says it again
LETTERS = ascii_uppercase + ascii_lowercase
BEFORE = timedelta(days=14)  # for limits that began last month
MONTHS = 7  # this month and the six after it: at least 180 days ahead on every day of the month


def span_of(today: date) -> tuple[date, date]:
    """First and last day: whole months, so that a phone learns of new days once a month."""
    return today.replace(day=1) - BEFORE, month_after(today, MONTHS) - timedelta(days=1)


def month_after(today: date, months: int = 1) -> date:
    """The first day of a later month."""
    number = today.year * 12 + today.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def openings_row(hours: Hours, calendar: Calendar, today: date) -> Row:
    first, last = span_of(today)
    return dated_row(hours, calendar, first, last)


def dated_row(hours: Hours, calendar: Calendar, first: date, last: date) -> Row:
    sorts: list[Row] = []
    numbers: dict[Alike, int] = {}
    days = ""
    for on in days_of(first, last):
        one = day(hours, calendar, on)
        alike = key_of(one, calendar.presumed_workday(on))
        if alike not in numbers:
            if len(sorts) == len(LETTERS):
                break  # next to nothing but exceptions: what comes later is told next month
            numbers[alike] = len(sorts)
            sorts.append(sort_of(one, calendar.presumed_workday(on)))
        days += LETTERS[numbers[alike]]
    unknown = next((on for on in days_of(first, last) if calendar.workday(on) is None), last + timedelta(days=1))
    row: Row = {
        "code": hours.centre,
        "from": first.isoformat(),
        "days": days,
        "holidays_until": (unknown - timedelta(days=1)).isoformat(),
        "sorts": sorts,
    }
    if items := sets_within(hours, sorts, first, last):
        row["items"] = items
    return row


def days_of(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def key_of(one: Day, workday: bool) -> Alike:
    """The same for days that are told alike: end of booking is told in days before."""
    openings = [
        (
            o.from_minute,
            o.until_minute,
            o.kind,
            o.items,
            o.windows,
            o.booked,
            o.note,
            o.cutoff and back(o.cutoff, one.on),
        )
        for o in one.openings
    ]
    why = [said for said in one.why if said[0] not in TOLD_BESIDES]
    return workday, one.market, tuple(openings), tuple(why)


def back(cutoff: datetime, on: date) -> tuple[int, int]:
    return (on - day_of(cutoff)).days, minute_of(cutoff)


def sort_of(one: Day, workday: bool) -> Row:
    sort: Row = {}
    if one.openings:
        sort["openings"] = [span(opening, one.on) for opening in one.openings]
    if workday:
        sort["workday"] = True
    if one.market:
        sort["market"] = list(one.market)
    why = [[reason, detail] if detail else [reason] for reason, detail in one.why if reason not in TOLD_BESIDES]
    return sort | ({"why": why} if why else {})


def span(opening: Opening, on: date) -> Row:
    made: Row = {"from": opening.from_minute, "until": opening.until_minute}
    if opening.kind != "regular":
        made["kind"] = opening.kind
    if opening.cutoff is not None:
        made["cutoff"] = list(back(opening.cutoff, on))
    if opening.booked:
        made["booked"] = True
    for name in ("items", "windows", "note"):
        if (value := getattr(opening, name)) is not None:
            made[name] = value
    return made


def sets_within(hours: Hours, sorts: list[Row], first: date, last: date) -> list[dict[str, Any]]:
    """The sets that the openings name, as far as they hold then."""
    named = {opening.get("items") for sort in sorts for opening in sort.get("openings", ())}
    found = []
    for one in hours.items:
        if one.set in named and (one.until is None or one.until >= first) and (one.start is None or one.start <= last):
            dates = {"from": one.start if one.start and one.start > first else None, "until": one.until}
            found.append({"set": one.set, "item": one.item} | {k: d.isoformat() for k, d in dates.items() if d})
    return found
