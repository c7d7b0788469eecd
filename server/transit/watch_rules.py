"""Of which bus a person is to be told now, and until when. Pure.

One is told some minutes before one must leave: long enough for a push that takes its time, short enough that the live
data still hold. What is late is never told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

AT_LEAST, EACH = 180, 6  # seconds ahead, and more for each minute of the way: far ahead, little is certain
TIGHT = 10  # seconds that a push takes: closer to the moment nothing is told any more
LATER, EARLIER = 120, 60  # seconds of change that are worth another word
CAUTION = 60  # seconds that one leaves earlier for a bus that is late
TIMES = 6  # words about one bus at most; that it does not come is told besides
EARLY, LATE = 600, 5400  # how far live data may move a bus out of its time
STOP = 300  # seconds that hardly any bus takes longer from stop to stop
KEPT = 7200  # seconds after a bus that its notice stays in the inbox

Watch = dict[str, Any]  # a row of bus_watch
Gone = ("cancelled", "skipped")


@dataclass(frozen=True, slots=True)
class Bus:
    """One that should leave a stop."""

    key: str  # the same whatever is heard of it
    line: str
    name: str
    to: str
    scheduled: int
    when: int
    state: Literal["live", "scheduled", "cancelled", "skipped"]
    as_of: int
    on: date  # of its departure by the timetable, in its zone
    minute: int
    every: int = 0  # minutes of a rough rhythm of which nothing is known live: nobody knows its minute
    away: int | None = None  # stops that it still makes before; only of live data


class Told(msgspec.Struct, array_like=True):
    """What a person heard last of a bus."""

    key: str
    state: str
    when: int
    leave: int
    at: int
    times: int
    notice: str


@dataclass(frozen=True, slots=True)
class Word:
    """To be told now."""

    bus: Bus
    leave: int
    until: int
    after: Bus | None = None  # the next one, where this one does not come


def ahead(minutes: int) -> int:
    return AT_LEAST + EACH * minutes


def words(watch: Watch, told: dict[str, Told], buses: Sequence[Bus], now: int) -> list[Word]:
    """`buses` of its stop, in the order in which they leave."""
    found = []
    for bus in buses:
        if wanted(watch, bus) and in_time(watch, bus):
            word = word_of(watch, told.get(bus.key), bus, now)
            if word is not None:
                after = following(watch, bus, buses, now) if bus.state in Gone else None
                found.append(Word(bus, word[0], word[1], after))
    return found


def word_of(watch: Watch, old: Told | None, bus: Bus, now: int) -> tuple[int, int] | None:
    """(when one must leave, until when it may be told)"""
    leave = leaves(watch["minutes"], bus)
    begin = leave - ahead(watch["minutes"])
    near = is_near(watch, bus)
    if bus.state in Gone:
        if old is None:
            return (leave, leave) if begin <= now < leave - TIGHT else None
        until = max(old.when, bus.scheduled)
        return (leave, until) if old.state not in Gone and now < until - TIGHT else None
    if now >= leave - TIGHT:
        return None
    if old is None or old.state in Gone:
        return (leave, leave) if near or begin <= now else None
    if now >= old.leave:
        return None  # they are on their way
    early = old.at < begin <= now and old.leave > begin + AT_LEAST
    if early and not near:  # told long ago that it would be late: now it is time
        return leave, leave
    moved = bus.when - old.when
    if bus.state == "live" and old.times < TIMES and (moved >= LATER or moved <= -EARLIER):
        return leave, leave
    return None


def leaves(minutes: int, bus: Bus) -> int:
    """When one must. A bus that is late may make up for it on the way."""
    return bus.when - minutes * 60 - (CAUTION if bus.when > bus.scheduled else 0)


def is_near(watch: Watch, bus: Bus) -> bool:
    return bus.state == "live" and bus.away is not None and bus.away <= watch["stops"] > 0


def wanted(watch: Watch, bus: Bus) -> bool:
    return watch["line"] in ("", bus.line) and watch["to_"] in ("", bus.to)


def in_time(watch: Watch, bus: Bus) -> bool:
    """By the timetable: a late bus is still the one that was meant."""
    return watch["from_"] <= bus.minute < watch["before"] and on_day(watch, bus.on)


def on_day(watch: Watch, day: date) -> bool:
    return day.isoformat() == watch["once"] if watch["once"] else str(day.isoweekday()) in watch["weekdays"]


def following(watch: Watch, gone: Bus, buses: Iterable[Bus], now: int) -> Bus | None:
    return next(
        (
            bus
            for bus in buses
            if bus.when > gone.scheduled
            and leaves(watch["minutes"], bus) > now
            and bus.state not in Gone
            and bus.key != gone.key
            and (bus.line, bus.to) == (gone.line, gone.to)
        ),
        None,
    )


def opens(watch: Watch, zone: ZoneInfo, now: int) -> int | None:
    """From when on it must be looked at: the first of its times that is not over; None when there is none any more."""
    today = datetime.fromtimestamp(now, zone).date()
    days = [date.fromisoformat(watch["once"])] if watch["once"] else [today + timedelta(days=n) for n in range(-1, 9)]
    for day in days:
        if not on_day(watch, day):
            continue
        zero = datetime.combine(day, time(), zone)
        if now < zero.timestamp() + watch["before"] * 60 + LATE:
            way: int = watch["minutes"]
            stops: int = watch["stops"]
            return int(zero.timestamp() + (watch["from_"] - way) * 60) - ahead(way) - EARLY - stops * STOP
    return None


def is_over(watch: Watch, told: Iterable[Told], now: int) -> bool:
    """Of `once`: the bus that was told has come."""
    return bool(watch["once"]) and any(one.state in ("live", "scheduled") and one.when <= now for one in told)
