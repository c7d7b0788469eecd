"""One vehicle on one run: where it was seen, when it passed its stops, and why it is not believed. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from server.transit.geo import metres
from server.transit.gtfs.gcj import in_mainland, to_wgs
from server.transit.predict.match import OFF, bearing, place_after, place_first
from server.transit.realtime.live import LiveRun
from server.transit.realtime.message import Position
from server.transit.way import Way

AT_STOP = 30.0  # metres
SHARP = 90  # seconds between two positions, so that a passing between them is worth learning
MOVED = 50.0  # metres: less is noise
SLOW = 30.0  # metres between two positions: noise may be as much
LEAP = 45.0  # metres a second that no bus goes
AGAIN = 3  # refused positions that agree with each other: then it is the earlier ones that were wrong
ELSEWHERE = 5_000  # metres from its line


@dataclass(slots=True)
class Track:
    zero: int  # when the run begins
    at: int = 0  # of the newest position that was believed
    lat: float = 0.0
    lon: float = 0.0
    far: float = -1.0  # along the way; -1: not known
    far_at: int = 0
    moved_at: int = 0
    trail: tuple[float, float] | None = None  # where it was MOVED metres ago
    heading: float | None = None
    refused: list[tuple[int, float, float]] = field(default_factory=list)
    shifted: int = 0  # how much speaks for positions in GCJ-02, which now and then lie on the line by chance
    against: int = 0  # positions in a row that do not fit the place where it was thought to be
    why: str = ""  # it predicts nothing; the name of the reason
    heard: int = 0  # the newest position, believed or not
    comes: dict[int, tuple[float, bool]] = field(default_factory=dict)  # by stop: (when, whether sharp)
    goes: dict[int, tuple[float, bool]] = field(default_factory=dict)
    promised: dict[int, list[tuple[float, float]]] = field(default_factory=dict)  # by stop: (said when, what)

    def follow(self, way: Way, run: LiveRun, seen: Position) -> list[tuple[int, bool]]:
        """Takes a position in; gives the stops that were reached with it, and (True) those that were left."""
        if seen.at <= self.heard:
            return []
        self.heard, self.why = seen.at, ""
        if self.leaps(seen):
            self.why = "leap"
            return []
        self.moves(seen)
        before, far = self.far, self.placed(way, run, seen)
        self.lat, self.lon, self.at = seen.lat, seen.lon, seen.at
        if self.is_shifted(way, seen):
            far, self.why = None, "gcj02"
        if far is None:
            return []
        since, self.far, self.far_at = self.far_at, far, seen.at
        jumped, self.against = self.against >= AGAIN, 0
        return [] if before < 0 or jumped else self.passed(way, before, since, seen.at - since)

    def is_shifted(self, way: Way, seen: Position) -> bool:
        if self.why == "gcj02":
            self.shifted = min(self.shifted + 2, 6)
        elif self.shifted and not self.why:
            converted = way.near(*to_wgs(seen.lat, seen.lon), 0, way.metres[-1])[1]
            self.shifted = max(self.shifted - (2 if converted > OFF else 1), 0)
        return self.shifted > 0

    def leaps(self, seen: Position) -> bool:
        if not self.at or not is_leap((self.at, self.lat, self.lon), seen):
            self.refused.clear()
            return False
        if self.refused and is_leap(self.refused[-1], seen):
            self.refused.clear()
        self.refused.append((seen.at, seen.lat, seen.lon))
        if len(self.refused) < AGAIN:
            return True
        self.refused.clear()
        self.forget()
        return False

    def forget(self) -> None:
        self.far, self.trail, self.heading, self.against = -1.0, None, None, 0
        self.comes.clear()
        self.goes.clear()
        self.promised.clear()

    def moves(self, seen: Position) -> None:
        if self.trail is None:
            self.trail, self.moved_at = (seen.lat, seen.lon), self.moved_at or seen.at
        elif metres(*self.trail, seen.lat, seen.lon) >= MOVED:
            self.heading = bearing(*self.trail, seen.lat, seen.lon)
            self.trail, self.moved_at = (seen.lat, seen.lon), seen.at

    def placed(self, way: Way, run: LiveRun, seen: Position) -> float | None:
        if self.far >= 0:
            far, beside = place_after(way, seen.lat, seen.lon, self.far, seen.at - self.far_at)
            if beside <= OFF:
                step = far - self.far
                return far if step >= SLOW else self.far + 0.4 * step if step > -SLOW else self.far
            self.against += 1
        if self.far < 0 or self.against >= AGAIN:
            heading = self.heading if seen.bearing is None else seen.bearing
            expected = due_place(way, run, seen.at - self.zero)
            far, beside = place_first(way, seen.lat, seen.lon, heading, expected)
            if beside <= OFF:
                if self.against:
                    self.forget()
                return far
        self.why = why_beside(way, seen)
        return None

    def passed(self, way: Way, before: float, since: float, seconds: float) -> list[tuple[int, bool]]:
        found: list[tuple[int, bool]] = []
        sharp = seconds <= SHARP
        for at, stop in enumerate(way.stops):
            if stop - AT_STOP > self.far:
                break
            for leaves, edge, times in ((False, stop - AT_STOP, self.comes), (True, stop + AT_STOP, self.goes)):
                if before < edge <= self.far and at not in times:
                    times[at] = since + (edge - before) / (self.far - before) * seconds, sharp
                    found.append((at, leaves))
        return found


def is_leap(before: tuple[int, float, float], seen: Position) -> bool:
    far = metres(before[1], before[2], seen.lat, seen.lon)
    return far > 400 and far > LEAP * max(seen.at - before[0], 1)


def why_beside(way: Way, seen: Position) -> str:
    """Beside its line: on a detour or way to the depot, on a shifted map, or in another county."""
    lat, lon = to_wgs(seen.lat, seen.lon)
    if in_mainland(seen.lat, seen.lon) and way.near(lat, lon, 0, way.metres[-1])[1] <= OFF / 2:
        return "gcj02"
    beside = way.near(seen.lat, seen.lon, 0, way.metres[-1])[1]
    return "elsewhere" if beside > ELSEWHERE else "off_line"


def due_place(way: Way, run: LiveRun, second: float) -> float:
    """Where the timetable has it so many seconds after it begins."""
    departs, arrives = run.pattern.departs, run.pattern.arrives
    at = bisect_right(departs, second) - 1
    if at < 0:
        return way.stops[0]
    if at >= len(departs) - 1:
        return way.stops[-1]
    share: float = min((second - departs[at]) / max(arrives[at + 1] - departs[at], 1), 1.0)
    return way.stops[at] + share * (way.stops[at + 1] - way.stops[at])


def due_second(way: Way, run: LiveRun, far: float) -> float:
    """The other way round: when the timetable has it there."""
    at = min(max(bisect_right(way.stops, far) - 1, 0), len(way.stops) - 2)
    span = way.stops[at + 1] - way.stops[at]
    share = min(max((far - way.stops[at]) / span, 0.0), 1.0) if span else 0.0
    left, comes = float(run.pattern.departs[at]), float(run.pattern.arrives[at + 1])
    return left + share * (comes - left)
