"""When a bus comes to the stops before it, from where it is and what is known of the way. Pure."""

from __future__ import annotations

from itertools import pairwise

from server.transit.predict.memory import Memory, Piece
from server.transit.predict.track import AT_STOP, Track, due_second
from server.transit.realtime.live import LiveRun
from server.transit.realtime.spread import Spread
from server.transit.timetable import Timetable
from server.transit.way import Way

STAND = 20.0  # seconds at a stop, with slowing down, where nothing is learned yet
STILL, STILL_AT_FIRST = 480, 600  # seconds without moving while its trip should
LATE, EARLY = 5400, 900  # seconds: further from its timetable it is another trip's bus
LONG_AGO = 180  # seconds: from an older position nothing is told


class Legs:
    """What pieces of a run's way are thought to take."""

    def __init__(self, timetable: Timetable, memory: Memory, run: LiveRun, at: float) -> None:
        self.timetable, self.memory, self.run, self.at = timetable, memory, run, at
        self.zero = timetable.midnight(run.pattern.route, run.day)
        self.pattern = run.pattern

    def piece(self, at: int, standing: bool) -> Piece:
        ids, stops = self.timetable.stop_ids, self.pattern.stops
        return ids[stops[at]], "" if standing else ids[stops[at + 1]]

    def band(self, moment: float) -> int:
        return int(moment - self.zero) // 7200

    def scheduled(self, at: int) -> tuple[float, float]:
        """(standing, going): a timetable that lets a bus stand for no time has it within the going."""
        stands = float(self.pattern.departs[at] - self.pattern.arrives[at])
        goes = float(self.pattern.arrives[at + 1] - self.pattern.departs[at])
        hidden = min(max(STAND - stands, 0.0), goes * 0.3)
        return stands + hidden, goes - hidden

    def stands(self, at: int, moment: float) -> float:
        scheduled = self.scheduled(at)[0]
        return self.memory.usual(self.piece(at, True), self.band(moment), self.at, scheduled)

    def goes(self, at: int, moment: float) -> float:
        scheduled = self.scheduled(at)[1]
        return self.memory.usual(self.piece(at, False), self.band(moment), self.at, scheduled)


def learn(legs: Legs, track: Track, passed: list[tuple[int, bool]]) -> None:
    """From what was passed just now; only where both ends were seen sharply."""
    for at, leaves in passed:
        before, after = (track.comes.get(at), track.goes[at]) if leaves else (track.goes.get(at - 1), track.comes[at])
        if not leaves:
            for said, what in track.promised.pop(at, ()):
                legs.memory.judge(what - said, abs(after[0] - what))
        if before is None or not (before[1] and after[1]) or after[0] <= before[0]:
            continue
        if 0 < at < len(legs.pattern.stops) - 1 or not leaves:
            piece = legs.piece(at if leaves else at - 1, leaves)
            legs.memory.learn(piece, legs.band(after[0]), after[0], after[0] - before[0])


def doubt(way: Way, track: Track, run: LiveRun, now: int) -> str:
    """Why nothing is told of it, or nothing."""
    if track.far < 0 or (track.why and track.why != "leap"):
        return track.why or "off_line"
    if now - track.at > LONG_AGO:
        return "old"
    late = track.at - track.zero - due_second(way, run, track.far)
    if late < -EARLY and track.far > way.stops[0] + AT_STOP:
        return "other_time"
    if track.far >= way.stops[-1] - AT_STOP:
        return ""
    if late > LATE:
        return "other_time"
    waits = track.far <= way.stops[0] + AT_STOP
    since = max(track.moved_at, track.zero + run.pattern.departs[0])
    return "still" if track.at - since > (STILL_AT_FIRST if waits else STILL) else ""


def pace(legs: Legs, track: Track) -> float:
    """How much slower this bus goes than usual; a few minutes say little."""
    took = usual = 900.0
    for at, _ in pairwise(range(len(legs.pattern.stops))):
        left, came = track.goes.get(at), track.comes.get(at + 1)
        if left and came and left[1] and came[1] and came[0] > left[0]:
            took += came[0] - left[0]
            usual += legs.goes(at, came[0])
    return min(max(took / usual, 0.8), 1.3)


def ahead(way: Way, legs: Legs, track: Track) -> tuple[Spread, list[int]]:
    """Moments at each stop and how unsure they are; behind the bus what was seen."""
    pattern, last = legs.pattern, len(legs.pattern.stops) - 1
    comes: list[int | None] = [None] * (last + 1)
    goes: list[int | None] = [None] * (last + 1)
    unsure = [0] * (last + 1)
    for at in range(last + 1):
        for told, seen in ((comes, track.comes), (goes, track.goes)):
            if at in seen:
                told[at] = round(seen[at][0])
    at = next((n for n, stop in enumerate(way.stops) if stop + AT_STOP > track.far), last)
    if at == last and track.far >= way.stops[last] - AT_STOP:
        comes[last] = goes[last] = comes[last] or track.at
        return Spread(*in_order(comes, goes), frozenset(), last), unsure
    slow, moment, first = pace(legs, track), float(track.at), at
    if track.far < way.stops[at] - AT_STOP:
        moment += going(way, legs, track, at, slow)
        comes[at], unsure[at] = round(moment), legs.memory.range(moment - track.at)
        stands = legs.stands(at, moment) if at < last else 0.0
    else:
        since = track.comes.get(at, (float(track.at), True))[0]
        comes[at] = round(min(since, track.at))
        usual = legs.stands(at, moment)
        stands = 0.0 if at == 0 else max(usual - (track.at - since), usual / 4)
    for n in range(at, last):
        moment += stands
        if n == 0:
            moment = max(moment, float(track.zero + pattern.departs[0]))
        if n and pattern.departs[n] - pattern.arrives[n] >= 60:  # a place where an early bus waits for its time
            moment = max(moment, float(track.zero + pattern.departs[n]))
        goes[n] = round(moment)
        unsure[n] = unsure[n] or legs.memory.range(moment - track.at)
        moment += legs.goes(n, moment) * slow
        comes[n + 1], unsure[n + 1] = round(moment), legs.memory.range(moment - track.at)
        stands = legs.stands(n + 1, moment) if n + 1 < last else 0.0
    goes[last] = comes[last]
    return Spread(*in_order(comes, goes), frozenset(), first), unsure


def in_order(comes: list[int | None], goes: list[int | None]) -> tuple[list[int | None], list[int | None]]:
    """What was seen is a few seconds rough; nothing goes back for that."""
    latest = 0
    for at in range(len(comes)):
        for times in (comes, goes):
            moment = times[at]
            if moment is not None:
                times[at] = latest = max(latest, moment)
    return comes, goes


def going(way: Way, legs: Legs, track: Track, to: int, slow: float) -> float:
    """Seconds until the next stop, which it has not reached."""
    if to == 0:
        return (way.stops[0] - track.far) / 7
    since, until = way.stops[to - 1] + AT_STOP, way.stops[to] - AT_STOP
    share = (until - track.far) / (until - since) if until > since else 0.0
    return min(max(share, 0.0), 1.0) * legs.goes(to - 1, track.at) * slow


def promise(track: Track, told: Spread) -> None:
    """Remembered until it is seen what happened; a dozen stops say enough."""
    first = told.first or 0
    for at in range(first, min(first + 12, len(told.arrives))):
        what = told.arrives[at]
        if what is not None and what > track.at and at not in track.comes:
            track.promised.setdefault(at, []).append((float(track.at), float(what)))
