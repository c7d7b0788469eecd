"""A feed made ready for questions: small, never changed, and packed into one body.

A pattern is one order of stops with one rhythm: trips share it and add only when they begin. Times are seconds after
"noon minus 12 hours" of the service day, as GTFS counts them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import zstandard

FORMAT = 1
HOUR = 3600


class Ints(array):  # type: ignore[type-arg]
    """Whole numbers, four bytes each."""

    __slots__ = ()

    def __new__(cls, values: Any = ()) -> Ints:
        return super().__new__(cls, "i", values)  # type: ignore[no-any-return]


class Packed(msgspec.Struct, frozen=True, array_like=True):
    pass


class Agency(Packed, frozen=True, array_like=True):
    id: str
    name: str
    url: str
    zone: str
    lang: str = ""
    phone: str = ""


class Stop(Packed, frozen=True, array_like=True):
    id: str
    code: str
    name: str
    lat: float
    lon: float
    kind: int = 0  # location_type: 0 stop or platform, 1 station, 2 entrance, 3 node, 4 boarding area
    parent: str = ""
    wheelchair: int = 0
    place: str = ""  # our column `place_code`: which village or town it serves


class Route(Packed, frozen=True, array_like=True):
    id: str
    agency: str
    short: str
    long: str
    about: str
    kind: int
    url: str
    color: str
    text_color: str
    order: int


class Shape(Packed, frozen=True, array_like=True):
    """Points in millionths of a degree."""

    id: str
    lat: Ints
    lon: Ints


class Service(Packed, frozen=True, array_like=True):
    id: str
    week: int
    first: int
    last: int
    added: Ints
    removed: Ints

    def on(self, day: date) -> bool:
        number = day.toordinal()
        if is_in(number, self.added):
            return True
        in_week = self.first <= number <= self.last and bool(self.week >> day.weekday() & 1)
        return in_week and not is_in(number, self.removed)


def is_in(number: int, ordered: Ints) -> bool:
    at = bisect_left(ordered, number)
    return at < len(ordered) and ordered[at] == number


class Pattern(Packed, frozen=True, array_like=True):
    route: int
    direction: int
    headsign: str
    shape: int  # -1: none
    stops: Ints
    arrives: Ints  # seconds after the trip begins
    departs: Ints
    sequence: Ints  # stop_sequence of the feed
    rides: Ints  # pickup_type + 4 * drop_off_type; empty: everywhere both

    def boards(self, at: int) -> bool:
        return not self.rides or self.rides[at] % 4 != 1

    def alights(self, at: int) -> bool:
        return not self.rides or self.rides[at] // 4 != 1


class Trip(Packed, frozen=True, array_like=True):
    id: str
    pattern: int
    service: int
    begins: int
    short: str = ""
    block: str = ""


class Frequency(Packed, frozen=True, array_like=True):
    """The trip goes again and again: at just these times, or about so often."""

    trip: int
    start: int
    end: int
    headway: int
    exact: bool


class Body(Packed, frozen=True, array_like=True):
    format: int
    feed: str
    publisher: str
    version: str
    sample: bool
    agencies: list[Agency]
    stops: list[Stop]
    routes: list[Route]
    shapes: list[Shape]
    services: list[Service]
    patterns: list[Pattern]
    trips: list[Trip]
    frequencies: list[Frequency]


class Timetable:
    """A body with what makes looking things up quick."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.feed, self.sample = body.feed, body.sample
        self.agencies = {one.id: one for one in body.agencies}
        self.stops, self.routes, self.shapes = body.stops, body.routes, body.shapes
        self.services, self.patterns, self.trips = body.services, body.patterns, body.trips
        self.stop_ids = [one.id for one in body.stops]
        self.stop_at = {id: at for at, id in enumerate(self.stop_ids)}
        self.route_at = {one.id: at for at, one in enumerate(body.routes)}
        self.trip_at = {one.id: at for at, one in enumerate(body.trips)}
        self.zones = [ZoneInfo(self.agencies[one.agency].zone) for one in body.routes]
        self.zone = ZoneInfo(body.agencies[0].zone)
        self.often: dict[int, list[Frequency]] = {}  # by trip
        for one in body.frequencies:
            self.often.setdefault(one.trip, []).append(one)
        self._starts: list[tuple[Ints, Ints]] = self._by_begin()
        self._active = lru_cache(maxsize=64)(self._active_on)

    def _by_begin(self) -> list[tuple[Ints, Ints]]:
        """Of each pattern its trips in the order in which they begin, without those that go by headway."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.patterns]
        for at, trip in enumerate(self.trips):
            if at not in self.often:
                found[trip.pattern].append((trip.begins, at))
        for of in found:
            of.sort()
        return [(Ints(begins for begins, _ in of), Ints(at for _, at in of)) for of in found]

    @cached_property
    def visits(self) -> dict[int, list[tuple[int, int]]]:
        """By stop: (pattern, place in its order)."""
        found: dict[int, list[tuple[int, int]]] = {}
        for number, pattern in enumerate(self.patterns):
            for at, stop in enumerate(pattern.stops):
                found.setdefault(stop, []).append((number, at))
        return found

    @cached_property
    def patterns_of(self) -> dict[int, list[int]]:
        """By route."""
        found: dict[int, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            found.setdefault(pattern.route, []).append(number)
        return found

    @cached_property
    def routes_at(self) -> dict[int, list[int]]:
        """By stop: routes in the order of the feed."""
        return {
            stop: sorted({self.patterns[number].route for number, _ in visits}) for stop, visits in self.visits.items()
        }

    @cached_property
    def trips_of(self) -> list[list[int]]:
        """By pattern, in the order of the feed."""
        found: list[list[int]] = [[] for _ in self.patterns]
        for at, one in enumerate(self.trips):
            found[one.pattern].append(at)
        return found

    @cached_property
    def blocks(self) -> dict[str, list[int]]:
        """Trips that one vehicle makes after another, in the order in which they begin."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.trips):
            if one.block:
                found.setdefault(one.block, []).append(at)
        for of in found.values():
            of.sort(key=lambda at: self.trips[at].begins)
        return found

    @cached_property
    def children(self) -> dict[str, list[int]]:
        """Platforms of a station."""
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.stops):
            if one.parent:
                found.setdefault(one.parent, []).append(at)
        return found

    @cached_property
    def often_in(self) -> dict[int, list[Frequency]]:
        """By pattern."""
        found: dict[int, list[Frequency]] = {}
        for trip, entries in self.often.items():
            found.setdefault(self.trips[trip].pattern, []).extend(entries)
        return found

    @cached_property
    def first_of(self) -> list[int]:
        """Of each pattern the second at which its first trip begins, whatever the day."""
        return [
            min([*begins[:1], *(one.start for one in self.often_in.get(number, ()))], default=0)
            for number, (begins, _) in enumerate(self._starts)
        ]

    @cached_property
    def last_of(self) -> list[int]:
        return [
            max([*begins[-1:], *(one.end for one in self.often_in.get(number, ()))], default=-1)
            for number, (begins, _) in enumerate(self._starts)
        ]

    @cached_property
    def apart(self) -> int:
        """Seconds that a service day may begin beside the feed's own: summer time, and agencies in other zones."""
        return HOUR if set(self.zones) <= {self.zone} else 26 * HOUR

    @cached_property
    def longest(self) -> int:
        """The latest second of any service day."""
        ends = zip(self.last_of, self.patterns, strict=True)
        return max((begins + pattern.departs[-1] for begins, pattern in ends), default=0)

    def midnight(self, route: int, day: date) -> int:
        """Noon minus 12 hours, which on two days of a year is not midnight."""
        return noon_minus_12(self.zones[route], day)

    def _active_on(self, day: date) -> frozenset[int]:
        return frozenset(at for at, one in enumerate(self.services) if one.on(day))

    def active(self, day: date) -> frozenset[int]:
        return self._active(day)

    def days(self, since: int, until: int) -> list[date]:
        """Service days that may have a bus between two moments."""
        first = datetime.fromtimestamp(since - self.longest - self.apart, self.zone).date()
        last = datetime.fromtimestamp(until + self.apart, self.zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def begins(self, number: int, day: date, since: int, until: int) -> Iterator[tuple[int, int, Frequency | None]]:
        """(trip, when it begins, headway) of a pattern's trips that begin between two seconds of a service day."""
        active = self.active(day)
        begins, trips = self._starts[number]
        for at in range(bisect_left(begins, since), bisect_right(begins, until)):
            if self.trips[trips[at]].service in active:
                yield trips[at], begins[at], None
        for one in self.often_in.get(number, ()):
            if self.trips[one.trip].service in active:
                skip = max(0, -(-(since - one.start) // one.headway))
                for begin in range(one.start + skip * one.headway, min(one.end, until + 1), one.headway):
                    yield one.trip, begin, one


@lru_cache(maxsize=4096)
def noon_minus_12(zone: ZoneInfo, day: date) -> int:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return int(noon.timestamp()) - 43200


def pack(body: Body) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(msgspec.msgpack.encode(body, enc_hook=to_bytes))


def unpack(data: bytes) -> Timetable:
    plain = zstandard.ZstdDecompressor().decompress(data)
    return Timetable(msgspec.msgpack.decode(plain, type=Body, dec_hook=of_bytes))


def to_bytes(value: Any) -> bytes:
    if isinstance(value, Ints):
        return value.tobytes()
    raise TypeError(type(value))


def of_bytes(kind: type, value: Any) -> Any:
    if kind is Ints:
        made = Ints()
        made.frombytes(value)
        return made
    raise TypeError(kind)
