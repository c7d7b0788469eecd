"""A centre's hours and the holidays, read from the database: within mutations, and elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import msgspec

from server.hours.calendar import Calendar, HolidayYear
from server.hours.holiday_files import shipped
from server.hours.model import Hours, HoursException
from server.hours.tables import CentreHours, DeskHours, Holidays
from server.sync.work import Work


class Known(NamedTuple):
    """All that the engine asks for. A centre that told no hours has no rules."""

    hours: Hours
    calendar: Calendar


class Reads(Protocol):
    async def fetch(self, sql: str, args: Any = ()) -> list[tuple[Any, ...]]: ...


def hours_of(work: Work, centre: str) -> Known:
    work.expect(CentreHours, centre)
    work.expect(DeskHours, centre)
    return Known(centre_hours(work, centre), calendar_of(work))


def centre_hours(work: Work, centre: str) -> Hours:
    given, desk = work.get(CentreHours, centre), work.get(DeskHours, centre)
    return together(centre, given["body"] if given else "", desk["exceptions"] if desk else "")


def calendar_of(work: Work) -> Calendar:
    return calendar_from(tuple(sorted(row["body"] for row in work.find(Holidays))))


async def load_hours(store: Reads, centre: str) -> Known:
    given = await store.fetch('SELECT body FROM "centre_hours" WHERE centre = ?', [centre])
    desk = await store.fetch('SELECT exceptions FROM "desk_hours" WHERE centre = ?', [centre])
    hours = together(centre, given[0][0] if given else "", desk[0][0] if desk else "")
    return Known(hours, await load_calendar(store))


async def load_calendar(store: Reads) -> Calendar:
    return calendar_from(tuple(body for (body,) in await store.fetch('SELECT body FROM "holidays" ORDER BY body')))


@lru_cache(maxsize=4096)
def together(centre: str, given: str, desk: str) -> Hours:
    hours = msgspec.json.decode(given, type=Hours) if given else Hours(centre)
    added = msgspec.json.decode(desk, type=tuple[HoursException, ...]) if desk else ()
    return msgspec.structs.replace(hours, exceptions=hours.exceptions + added) if added else hours


@lru_cache(maxsize=8)
def calendar_from(imported: tuple[str, ...]) -> Calendar:
    years = [msgspec.json.decode(body, type=HolidayYear) for body in imported]
    ours = {one.year for one in years}
    return Calendar.of([*(one for one in shipped() if one.year not in ours), *years])


def put_exceptions(work: Work, centre: str, exceptions: Iterable[HoursException]) -> None:
    """What the supervisor changed, all of it; the rules of the county's files stay as they are."""
    body = msgspec.json.encode(list(exceptions)).decode()
    work.put(DeskHours, {"centre": centre, "exceptions": body})


def desk_exceptions(work: Work, centre: str) -> tuple[HoursException, ...]:
    row = work.get(DeskHours, centre)
    return msgspec.json.decode(row["exceptions"], type=tuple[HoursException, ...]) if row else ()
