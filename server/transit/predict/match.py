"""Where on the way of a trip a position lies. Pure.

A way may pass itself or go back on the same road, so the nearest point is not enough: the search goes on from the last
known place; the first time the timetable and the direction of travel choose between points that are about as near.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import atan2, cos, degrees, radians

from server.transit.geo import along
from server.transit.way import Way

OFF = 120.0  # metres beside the line: it is not on it
ALIKE = 40.0  # metres: GPS does not tell such points apart
BACK = 80.0  # metres that noise may throw a bus back
FASTEST = 35.0  # metres a second
OPPOSED = 200.0  # metres that a wrong direction counts for


def bearing(lat: float, lon: float, lat2: float, lon2: float) -> float:
    return degrees(atan2((lon2 - lon) * cos(radians(lat)), lat2 - lat)) % 360


def turned(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def heading_at(way: Way, far: float) -> float:
    return bearing(*way.point(max(far - 15, 0.0)), *way.point(min(far + 15, way.metres[-1])))


def near(way: Way, lat: float, lon: float, since: float, until: float) -> list[tuple[float, float]]:
    """(how far along, how far beside) of the pieces between two places."""
    first = max(bisect_right(way.metres, since) - 1, 0)
    last = min(bisect_left(way.metres, until) + 1, len(way.metres))
    piece = slice(first, max(last, first + 2))
    found = along(way.lat[piece], way.lon[piece], way.metres[piece], lat, lon)
    least = min((beside for _, beside in found), default=OFF + 1)
    return [one for one in found if one[1] <= least + ALIKE]


def place_first(way: Way, lat: float, lon: float, heading: float | None, expected: float) -> tuple[float, float]:
    def cost(one: tuple[float, float]) -> float:
        wrong = heading is not None and turned(heading, heading_at(way, one[0])) > 120
        return one[1] + abs(one[0] - expected) * 0.02 + (OPPOSED if wrong else 0)

    return min(near(way, lat, lon, 0, way.metres[-1]), key=cost)


def place_after(way: Way, lat: float, lon: float, far: float, seconds: float) -> tuple[float, float]:
    """Of the places that it can have reached since it was last seen, at an ordinary speed where several are as near."""
    reach, usual = far + FASTEST * seconds + 100, far + 7 * min(seconds, 60)
    found = [one for one in near(way, lat, lon, far - BACK, reach) if far - BACK <= one[0] <= reach]
    return min(found, key=lambda one: one[1] + abs(one[0] - usual) * 0.02, default=(far, OFF + 1))
