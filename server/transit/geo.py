"""Distances on the earth, near enough for a bus: metres, and where along a line a point lies. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians

METRES = 111_195.0  # of a degree of latitude


def metres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """On a plane that touches the earth there: off by less than a thousandth within a county."""
    east = (lon2 - lon + 180) % 360 - 180
    return hypot(lat2 - lat, east * cos(radians((lat + lat2) / 2))) * METRES


def lengths(lat: Sequence[float], lon: Sequence[float]) -> list[float]:
    """Of the way from the first point to each."""
    total, found = 0.0, [0.0]
    for at in range(1, len(lat)):
        total += metres(lat[at - 1], lon[at - 1], lat[at], lon[at])
        found.append(total)
    return found


def along(
    lat: Sequence[float], lon: Sequence[float], way: Sequence[float], y: float, x: float
) -> list[tuple[float, float]]:
    """(how far along, how far beside) of the nearest point of each piece of a line."""
    squeeze = cos(radians(y))
    found = []
    for at in range(1, len(lat)):
        ax, ay = (lon[at - 1] - x) * squeeze, lat[at - 1] - y
        dx, dy = (lon[at] - x) * squeeze - ax, lat[at] - y - ay
        length = dx * dx + dy * dy
        share = 0.0 if length == 0 else min(max(-(ax * dx + ay * dy) / length, 0.0), 1.0)
        beside = hypot(ax + share * dx, ay + share * dy) * METRES
        found.append((way[at - 1] + share * (way[at] - way[at - 1]), beside))
    return found
