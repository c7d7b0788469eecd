"""Dates as few rules: runs of a weekly pattern that give exactly these dates and no other. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """Every one of `weekdays` (0 is Monday) from `first` to `last`, both counted."""

    first: date
    last: date
    weekdays: frozenset[int]

    def dates(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [on for on in (self.first + n * DAY for n in range(count)) if on.weekday() in self.weekdays]


def weekly(dates: Iterable[date]) -> list[Run]:
    runs: list[Run] = []
    held: list[date] = []  # those of the last run
    for on in sorted(dates):
        held.append(on)
        longer = Run(held[0], on, frozenset(one.weekday() for one in held))
        if longer.dates() == held:
            runs[max(0, len(runs) - 1) :] = [longer]
        else:
            held = [on]
            runs.append(Run(on, on, frozenset([on.weekday()])))
    return runs


def in_a_row(dates: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, as first and last."""
    found: list[tuple[date, date]] = []
    for on in sorted(dates):
        if found and on - found[-1][1] == DAY:
            found[-1] = found[-1][0], on
        else:
            found.append((on, on))
    return found
