"""The rules of a centre and what they come to on a day. The JSON is that of shared_schema/hours.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

Kind = Literal["regular", "extended", "market", "weekend", "night", "self_service"]
Days = Literal["workdays", "daily", "holidays"]
Why = tuple[str, str]  # reason, detail

ANY_MARKET = "*"


class Cutoff(msgspec.Struct, frozen=True, omit_defaults=True):
    at: int
    weekday: int | None = None
    days: int | None = None
    workdays: int | None = None


class Changed(msgspec.Struct, frozen=True, omit_defaults=True):
    """An opening that an exception gives."""

    opens: int
    closes: int
    kind: Kind = "regular"
    items: str | None = None
    windows: int | None = None
    cutoff: Cutoff | None = None
    booked: bool = False
    note: str | None = None


class Dated(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What holds from one day until another, both included."""

    start: date | None = msgspec.field(name="from", default=None)
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.until is None or on <= self.until)


class Rule(Dated, frozen=True, omit_defaults=True, kw_only=True):
    days: Days | tuple[int, ...]
    opens: int
    closes: int
    kind: Kind = "regular"
    market: str | None = None
    items: str | None = None
    windows: int | None = None
    cutoff: Cutoff | None = None
    booked: bool = False
    note: str | None = None


class Market(Dated, frozen=True, omit_defaults=True, kw_only=True):
    name: str
    rule: Literal["odd", "even", "every", "days", "lunar", "dates"]
    every: int = 0
    first: date | None = None
    days: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()


class HoursException(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    id: str
    start: date = msgspec.field(name="from")
    until: date
    openings: tuple[Changed, ...]
    extra: bool = False  # beside what the rules say
    area: Literal["self_service"] | None = None
    reason: str = ""


class ItemOfSet(Dated, frozen=True, omit_defaults=True, kw_only=True):
    set: str
    item: str


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    centre: str
    rules: tuple[Rule, ...] = ()
    markets: tuple[Market, ...] = ()
    exceptions: tuple[HoursException, ...] = ()
    items: tuple[ItemOfSet, ...] = ()

    def serves(self, chosen: str | None, item: str, on: date) -> bool:
        """Whether a set has the item on that day; no set is all items."""
        return chosen is None or item in self.set_on(chosen, on)

    def set_on(self, chosen: str, on: date) -> list[str]:
        return sorted({one.item for one in self.items if one.set == chosen and one.holds(on)})


@dataclass(frozen=True, slots=True)
class Opening:
    from_minute: int
    until_minute: int
    kind: Kind = "regular"
    items: str | None = None
    windows: int | None = None
    cutoff: datetime | None = None  # the public's bookings close
    booked: bool = False  # who booked comes first
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    openings: tuple[Opening, ...]
    why: tuple[Why, ...]
    workday: bool | None  # None: that year's holidays are not published yet
    market: tuple[str, ...]
