"""How long pieces of the way took, and how wrong our own words were: learned from what happened. Pure.

It lives in a worker's memory, and begins with the timetable after a start: what it says then is the delay carried on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from math import exp

LARGEST = 20_000  # pieces; the one that was learned first is forgotten first
PRIOR = 2.0  # passes that the timetable counts for
MANY = 12.0  # passes after which older ones fade
LATELY = 7200  # seconds that a bus just before says more than other days
TODAY = 3.0  # passes that such a bus counts for, less with its age
HORIZONS = (0, 120, 300, 600, 1200, 2400)  # seconds ahead
SHARE = 0.8  # of the arrivals that lie within the range that is told

Piece = tuple[str, str]  # from stop to stop; the second empty: standing at the first


@dataclass(slots=True)
class Passes:
    bands: dict[int, tuple[float, float]] = field(default_factory=dict)  # by two hours of the day: (count, seconds)
    lately: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=4))  # (when, seconds)


@dataclass
class Memory:
    pieces: dict[Piece, Passes] = field(default_factory=dict)
    ranges: list[float] = field(default_factory=lambda: [40.0 + 0.2 * one for one in HORIZONS])

    def learn(self, piece: Piece, band: int, at: float, seconds: float) -> None:
        passes = self.pieces.get(piece)
        if passes is None:
            while len(self.pieces) >= LARGEST:
                del self.pieces[next(iter(self.pieces))]
            passes = self.pieces[piece] = Passes()
        count, mean = passes.bands.get(band, (0.0, 0.0))
        count = min(count + 1, MANY)
        passes.bands[band] = count, mean + (seconds - mean) / count
        passes.lately.append((at, seconds))

    def usual(self, piece: Piece, band: int, at: float, scheduled: float) -> float:
        passes = self.pieces.get(piece)
        if passes is None:
            return scheduled
        count, mean = passes.bands.get(band, (0.0, 0.0))
        weight, total = PRIOR + count, PRIOR * scheduled + count * mean
        for when, seconds in passes.lately:
            if 0 <= at - when < LATELY:
                counts = TODAY * exp((when - at) / 2400)
                weight, total = weight + counts, total + counts * seconds
        return total / weight

    def judge(self, ahead: float, wrong: float) -> None:
        """A step towards the range that holds for a SHARE of what was said so far ahead."""
        of = bisect_right(HORIZONS, ahead) - 1
        step = max(2.0, 0.04 * self.ranges[of])
        self.ranges[of] = max(self.ranges[of] + (step * SHARE if wrong > self.ranges[of] else step * (SHARE - 1)), 10.0)

    def range(self, ahead: float) -> int:
        """Between two horizons it grows evenly, so that a minute more does not leap."""
        of = bisect_right(HORIZONS, max(ahead, 0)) - 1
        if of == len(HORIZONS) - 1:
            return round(self.ranges[of])
        share = (ahead - HORIZONS[of]) / (HORIZONS[of + 1] - HORIZONS[of])
        return round(self.ranges[of] + max(share, 0) * max(self.ranges[of + 1] - self.ranges[of], 0))
