"""Where a line goes, as few points as a map of a phone's size needs; each stop is one of them. Pure.

Of each direction the way with most stops is drawn, and further ones while they bring stops that lie on none yet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians

import msgspec

from server.schema.types import BusCourse, BusShape
from server.transit.geo import METRES
from server.transit.lines import code_of
from server.transit.timetable import Pattern, Timetable
from server.transit.way import Way, way_of

FINE = 10.0  # metres that what is drawn may lie beside the course
MOST_WAYS = 8
MOST_POINTS = 600  # of a way, besides its stops
LONG = 250  # points: a longer piece is halved, or a comb of teeth that grow would take seconds
E5 = 1e5

Point = tuple[int, int]  # latitude and longitude in hundred-thousandths of a degree


def shape_of(table: Timetable, route: int) -> BusShape:
    return BusShape(ways=[course_of(table, pattern) for pattern in drawn(table, route)])


def drawn(table: Timetable, route: int) -> list[Pattern]:
    covered: dict[int, set[int]] = {}
    found = []
    patterns = [table.patterns[number] for number in table.patterns_of.get(route, ())]
    for pattern in sorted(patterns, key=lambda one: (one.direction, -len(set(one.stops)))):
        known = covered.setdefault(pattern.direction, set())
        if len(pattern.stops) > 1 and not known.issuperset(pattern.stops):
            known |= set(pattern.stops)
            found.append(pattern)
    # The main way of both directions comes before the branches of one.
    found.sort(key=lambda one: -len(set(one.stops)))
    return found[:MOST_WAYS]


def course_of(table: Timetable, pattern: Pattern) -> BusCourse:
    points, at = thin(way_of(table, pattern))
    return BusCourse(
        stops=[code_of(table, table.stop_ids[stop]) for stop in pattern.stops],
        course=encoded(points),
        at=at,
        back=True if pattern.direction == 1 else msgspec.UNSET,
        straight=True if pattern.shape < 0 else msgspec.UNSET,
    )


def thin(way: Way) -> tuple[list[Point], list[int]]:
    """The points, and which of them are the stops."""
    pieces = [piece(way, since, until) for since, until in pairwise(way.stops)]
    weights = [weighed(one) for one in pieces]
    heavy = sorted((weight for of in weights for weight in of if weight > FINE), reverse=True)
    least = heavy[MOST_POINTS] if len(heavy) > MOST_POINTS else FINE
    points = [rounded(way.point(way.stops[0]))]
    at = [0]
    for one, of in zip(pieces, weights, strict=True):
        inner = (rounded(point) for point, weight in zip(one, of, strict=True) if weight > least)
        for point in (*inner, rounded(one[-1])):
            if point != points[-1]:
                points.append(point)
        at.append(len(points) - 1)
    return points, at


Place = tuple[float, float]


def piece(way: Way, since: float, until: float) -> list[Place]:
    """The course between two places on it."""
    inner = range(bisect_right(way.metres, since), bisect_left(way.metres, until))
    return [way.point(since), *((way.lat[n], way.lon[n]) for n in inner), way.point(until)]


def weighed(points: Sequence[Place]) -> list[float]:
    """How far off the drawing would be without each inner point (Douglas and Peucker), 0 where by less than FINE."""
    weights = [0.0] * len(points)
    lat0, lon0 = points[0]
    squeeze = cos(radians(lat0)) * METRES
    flat = [(((lon - lon0 + 180) % 360 - 180) * squeeze, (lat - lat0) * METRES) for lat, lon in points]
    open_ends = [(0, len(points) - 1, float("inf"))]
    while open_ends:
        first, last, above = open_ends.pop()
        if last - first < 2:
            continue
        off, at = farthest(flat, first, last)
        if off <= FINE:
            continue
        if last - first > LONG:
            at = (first + last) // 2
        weights[at] = min(off, above)  # none outlives the one that it hangs on
        open_ends += [(first, at, weights[at]), (at, last, weights[at])]
    return weights


def farthest(flat: Sequence[Place], first: int, last: int) -> tuple[float, int]:
    """(metres beside the straight way, which point) of the inner point that lies farthest off."""
    (ax, ay), (bx, by) = flat[first], flat[last]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    most, at = -1.0, first
    for n in range(first + 1, last):
        x, y = flat[n][0] - ax, flat[n][1] - ay
        share = min(max((x * dx + y * dy) / length, 0.0), 1.0) if length else 0.0
        off = hypot(x - share * dx, y - share * dy)
        if off > most:
            most, at = off, n
    return most, at


def rounded(place: Place) -> Point:
    return round(place[0] * E5), round(place[1] * E5)


def encoded(points: Iterable[Point]) -> str:
    """Google's encoded polyline."""
    return "".join(chr(code) for code in codes(points))


def codes(points: Iterable[Point]) -> Iterator[int]:
    before = 0, 0
    for point in points:
        for value, last in zip(point, before, strict=True):
            step = value - last
            rest = ~(step << 1) if step < 0 else step << 1
            while rest >= 32:
                yield (rest & 31 | 32) + 63
                rest >>= 5
            yield rest + 63
        before = point
