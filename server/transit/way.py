"""The way a pattern goes on the ground: points, metres from its beginning, and where its stops lie on it. Pure.

A line may pass itself (a loop, a dead end), so a stop is not simply put at the nearest point: of all orders in which
the stops can follow each other along the line, that is taken in which they lie least beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from server.transit.geo import along, lengths
from server.transit.timetable import Pattern, Timetable

MOST = 4_000  # points of a line


@dataclass(frozen=True)
class Way:
    lat: list[float]
    lon: list[float]
    metres: list[float]  # of each point
    stops: list[float]  # of each stop of the pattern

    def point(self, far: float) -> tuple[float, float]:
        at = min(max(bisect_right(self.metres, far) - 1, 0), len(self.metres) - 2)
        span = self.metres[at + 1] - self.metres[at]
        share = min(max((far - self.metres[at]) / span, 0.0), 1.0) if span else 0.0
        return (
            self.lat[at] + share * (self.lat[at + 1] - self.lat[at]),
            self.lon[at] + share * (self.lon[at + 1] - self.lon[at]),
        )

    def near(self, lat: float, lon: float, since: float, until: float) -> tuple[float, float]:
        """(how far along, how far beside) between two places on the way."""
        found = along(self.lat, self.lon, self.metres, lat, lon)
        within = [one for one in found if since - 50 <= one[0] <= until + 50] or found
        return min(within, key=lambda one: one[1])


def way_of(timetable: Timetable, pattern: Pattern) -> Way:
    stops = [timetable.stops[at] for at in pattern.stops]
    if pattern.shape < 0:
        lat, lon = [one.lat for one in stops], [one.lon for one in stops]
        metres = lengths(lat, lon)
        return Way(lat, lon, metres, metres)
    shape = timetable.shapes[pattern.shape]
    lat, lon = [one / 1e6 for one in thinned(shape.lat)], [one / 1e6 for one in thinned(shape.lon)]
    metres = lengths(lat, lon)
    return Way(lat, lon, metres, placed(lat, lon, metres, [(one.lat, one.lon) for one in stops]))


def thinned(points: Sequence[int]) -> Sequence[int]:
    """Some lines are drawn a metre by a metre; to lay its stops on such a one would take seconds."""
    step = -(-len(points) // MOST)
    return points if step <= 1 else [*points[:-1:step], points[-1]]


def placed(
    lat: Sequence[float], lon: Sequence[float], metres: Sequence[float], stops: Sequence[tuple[float, float]]
) -> list[float]:
    near = [along(lat, lon, metres, *stop) for stop in stops]
    pieces = range(len(metres) - 1)
    total = [beside * beside for _, beside in near[0]]
    best: list[list[int]] = []  # for each stop but the first: the piece of the one before, for every piece of its own
    for last, found in pairwise(near):
        before, costs, least = [], [], 0
        for at in pieces:
            # On the same piece a stop may lie before the one it follows; as far back is as bad as so far beside.
            chosen, cost = at, total[at] + max(last[at][0] - found[at][0], 0.0) ** 2
            if at and total[least] < cost:
                chosen, cost = least, total[least]
            if total[at] < total[least]:
                least = at
            before.append(chosen)
            costs.append(cost + found[at][1] ** 2)
        best.append(before)
        total = costs
    piece = min(pieces, key=total.__getitem__)
    order = [piece]
    for before in reversed(best):
        piece = before[piece]
        order.append(piece)
    far = [near[n][piece][0] for n, piece in enumerate(reversed(order))]
    return list(accumulate(far, max))
