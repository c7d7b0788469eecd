"""Public holidays and make-up workdays (调休) by year, as the State Council gave them. Other years are unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import msgspec

Sort = Literal["workday", "weekend", "holiday", "makeup"]


class Unpublished(Exception):
    """Nobody knows yet which days of that year are off."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the holidays of {year} are not published yet")
        self.year = year


class Holiday(msgspec.Struct, frozen=True, rename={"off": "isOffDay"}):
    name: str
    date: date
    off: bool


class HolidayYear(msgspec.Struct, frozen=True):
    year: int
    papers: tuple[str, ...]
    days: tuple[Holiday, ...]


@dataclass(frozen=True)
class Calendar:
    days: Mapping[date, Holiday] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    @staticmethod
    def of(years: Iterable[HolidayYear]) -> Calendar:
        """A notice may speak of the last days of the year before; the later notice is right."""
        known = sorted(years, key=lambda one: one.year)
        return Calendar({day.date: day for one in known for day in one.days}, frozenset(one.year for one in known))

    def sort(self, on: date) -> Sort:
        """As far as is known."""
        found = self.days.get(on)
        if found is not None:
            return "holiday" if found.off else "makeup"
        return "workday" if on.isoweekday() < 6 else "weekend"

    def workday(self, on: date) -> bool | None:
        if on.year not in self.years and on not in self.days:
            return None
        return self.sort(on) in ("workday", "makeup")

    def must_workday(self, on: date) -> bool:
        known = self.workday(on)
        if known is None:
            raise Unpublished(on.year)
        return known

    def presumed_workday(self, on: date) -> bool:
        """Monday to Friday where nothing is known yet."""
        return self.sort(on) in ("workday", "makeup")

    def name(self, on: date) -> str | None:
        found = self.days.get(on)
        return found.name if found else None

    def workdays_before(self, on: date, count: int) -> date:
        while count:
            on -= timedelta(days=1)
            count -= self.presumed_workday(on)
        return on
