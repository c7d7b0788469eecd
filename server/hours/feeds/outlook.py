"""One centre's hours as seen at one moment: what the page, the poster and all feeds are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.guide.tables import Centre
from server.hours.clock import day_of
from server.hours.engine import Calendar, Day, Hours, Opening, day, is_open, next_opening
from server.hours.rows import load_hours
from server.problems import Problem
from server.store.rows import shape
from server.sync.core import Core

DAY = timedelta(days=1)
AHEAD = 180


@dataclass(frozen=True)
class Outlook:
    centre: dict[str, str]  # of guide.json
    hours: Hours
    calendar: Calendar
    now: datetime

    @property
    def is_known(self) -> bool:
        """A centre that told no hours is not closed: nobody knows."""
        return bool(self.hours.rules or self.hours.exceptions)

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def open(self) -> Opening | None:
        return is_open(self.hours, self.calendar, self.now)

    @property
    def next(self) -> tuple[datetime, datetime, Opening] | None:
        return next_opening(self.hours, self.calendar, self.now)

    def day(self, on: date) -> Day:
        return day(self.hours, self.calendar, on)

    def days(self, first: date, count: int) -> list[Day]:
        return [self.day(first + n * DAY) for n in range(count)]

    def markets(self, count: int, within: int = AHEAD) -> list[Day]:
        """The next market days, today's too."""
        return [one for one in self.days(self.today, within) if one.market][:count]


async def outlook(core: Core, code: str) -> Outlook:
    of = shape(Centre)
    found = await core.store.fetch(of.by_keys(1), (code,))
    if not found:
        raise Problem("not_found")
    known = await load_hours(core.store, code)
    return Outlook(json.loads(of.unpack(found[0])["body"]), known.hours, known.calendar, core.clock())


def staffed(one: Day) -> list[Opening]:
    """With people: machines that are always there say nothing of when the centre is open."""
    return [opening for opening in one.openings if opening.kind != "self_service"]


def spans(openings: Iterable[Opening]) -> list[tuple[int, int]]:
    """From and until; those that touch are one for whoever stands at the door."""
    found: list[tuple[int, int]] = []
    for one in sorted(openings, key=lambda opening: opening.from_minute):
        if found and one.from_minute <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], one.until_minute)
        else:
            found.append((one.from_minute, one.until_minute))
    return found
