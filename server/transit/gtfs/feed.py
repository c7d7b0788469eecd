"""A feed as its files have it, typed; what belongs together is found by id. Agencies, stops and lines stay as they are
in the timetable."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from server.transit.timetable import Agency, Route, Stop

__all__ = ["Agency", "Feed", "Frequency", "Route", "Service", "Shape", "Stop", "Times", "Trip"]


class Trip(NamedTuple):
    id: str
    route: str
    service: str
    headsign: str
    short: str
    direction: int
    block: str
    shape: str


class Frequency(NamedTuple):
    trip: str
    start: int
    end: int
    headway: int
    exact: bool


@dataclass
class Times:
    """Stops of one trip, in order: columns, because there are millions."""

    sequence: array[int] = field(default_factory=lambda: array("i"))
    stops: list[str] = field(default_factory=list)
    arrives: array[int] = field(default_factory=lambda: array("i"))  # -1: not told, to be worked out
    departs: array[int] = field(default_factory=lambda: array("i"))
    rides: array[int] = field(default_factory=lambda: array("b"))  # pickup_type + 4 * drop_off_type
    dist: array[float] = field(default_factory=lambda: array("f"))  # -1: not told
    line: int = 0


@dataclass
class Service:
    week: int = 0  # bit 0: Monday
    first: int = 0  # days as date.toordinal
    last: int = -1
    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)


@dataclass
class Shape:
    sequence: array[int] = field(default_factory=lambda: array("i"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    dist: array[float] = field(default_factory=lambda: array("f"))


@dataclass
class Feed:
    agencies: dict[str, Agency] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    trips: dict[str, Trip] = field(default_factory=dict)
    times: dict[str, Times] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    frequencies: list[Frequency] = field(default_factory=list)
    publisher: str = ""
    version: str = ""
    sample: bool = False
    lines: dict[tuple[str, str], int] = field(default_factory=dict)  # (file, id) → line, for what is found later
    notes: list[str] = field(default_factory=list)  # warnings: it is served all the same
