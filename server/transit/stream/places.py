"""Where the buses of a line are, counted in its stops: as they were seen, or reckoned by when they come. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from server.transit.arrivals import FORGOTTEN
from server.transit.lines import code_of
from server.transit.predict.ahead import LONG_AGO, doubt
from server.transit.predict.match import OFF, place_first
from server.transit.predict.predictor import Predictor
from server.transit.predict.track import due_place
from server.transit.realtime.live import Live, LiveRun
from server.transit.realtime.message import Position
from server.transit.stream.coding import Bus
from server.transit.timetable import Timetable
from server.transit.way import Way

STEPS = 64  # of the way between two stops
RECKONED, SEEN, STANDS = 0, 1, 2
MOST = 100  # buses of a line
UNTOLD = ("cancelled", "deleted")

Ways = Callable[[LiveRun], Way]


def runs_by_route(live: Live) -> dict[int, list[LiveRun]]:
    found: dict[int, list[LiveRun]] = {}
    for runs in live.by_id.values():
        for run in runs:
            if run.relation not in UNTOLD:
                found.setdefault(run.pattern.route, []).append(run)
    return found


def buses_of_line(
    table: Timetable, ways: Ways, predictor: Predictor, live: Live, runs: list[LiveRun], now: int, alive: bool
) -> Iterator[Bus]:
    """`alive`: the feed has not fallen silent, so what it said of the coming minutes still counts."""
    for run in runs[: 4 * MOST]:
        found = seen_place(table, ways, predictor, run, now)
        fresh = alive and now - run.at <= live.patience(run.source)
        if fresh and (found is None or now - found[2] > LONG_AGO):
            found = reckoned_place(table, run, now) or found
        if found is None:
            continue
        place, how, at = found
        stops = tuple(code_of(table, table.stop_ids[stop]) for stop in run.pattern.stops)
        key = run.trip, run.id, run.day, run.begins
        yield Bus(key, (run.pattern.direction == 1, stops), (int(place * STEPS), how, at))


def seen_place(
    table: Timetable, ways: Ways, predictor: Predictor, run: LiveRun, now: int
) -> tuple[float, int, int] | None:
    """(place, how, when), while it is under way and lies on its line."""
    seen = run.position
    if seen is None or len(run.pattern.stops) < 2 or not -60 <= now - seen.at <= FORGOTTEN:
        return None
    way, how = ways(run), SEEN
    track = predictor.tracks.get(((run.trip, run.day, run.begins), seen.vehicle))
    if track is not None and track.at == seen.at:
        why = doubt(way, track, run, now)
        if why not in ("", "old", "still"):
            return None
        far, how = track.far, STANDS if why == "still" else SEEN
    else:
        matched = far_along(table, way, run, seen)
        if matched is None:
            return None
        far = matched
    place = counted(way, far)
    return None if place is None else (place, how, min(seen.at, now))


def far_along(table: Timetable, way: Way, run: LiveRun, seen: Position) -> float | None:
    zero = table.midnight(run.pattern.route, run.day) + run.begins
    place = reckoned(run, seen.at, zero)
    expected = due_place(way, run, seen.at - zero) if place is None else metres_at(way, place)
    far, beside = place_first(way, seen.lat, seen.lon, seen.bearing, expected)
    return far if beside <= OFF else None


def counted(way: Way, far: float) -> float | None:
    """3.5: half way from stop 3 to stop 4, from 0. None: it has arrived."""
    at = max(bisect_right(way.stops, far) - 1, 0)
    if at >= len(way.stops) - 1:
        return None
    span = way.stops[at + 1] - way.stops[at]
    return at + (min(max((far - way.stops[at]) / span, 0.0), 0.999) if span > 0 else 0.0)


def metres_at(way: Way, place: float) -> float:
    at = min(int(place), len(way.stops) - 2)
    return way.stops[at] + (place - at) * (way.stops[at + 1] - way.stops[at])


def reckoned_place(table: Timetable, run: LiveRun, now: int) -> tuple[float, int, int] | None:
    zero = table.midnight(run.pattern.route, run.day) + run.begins
    place = reckoned(run, now, zero) if now >= zero else None
    return None if place is None else (place, RECKONED, min(run.at, now))


def reckoned(run: LiveRun, now: int, zero: int) -> float | None:
    """None: it has not left yet, has arrived, or nobody knows."""
    comes, goes = run.told.arrives, run.told.departs
    leaves = goes[0]
    if leaves is not None and leaves > now:
        return None
    ahead = next((n for n, moment in enumerate(comes) if n and moment is not None and moment > now), None)
    if ahead is None:
        return None
    arrives = comes[ahead] or 0
    behind = next((n for n in range(ahead - 1, -1, -1) if goes[n] is not None), None)
    if behind is None:  # nothing is told of the stops before: it is as late there
        return min(due(run, now - zero - (arrives - zero - run.pattern.arrives[ahead])), ahead - 0.001)
    left = goes[behind] or 0
    share = (now - left) / max(arrives - left, 1)
    return behind + min(max(share, 0.0), 0.999) * (ahead - behind)


def due(run: LiveRun, second: int) -> float:
    """Where the timetable has it so many seconds after it begins."""
    arrives, departs = run.pattern.arrives, run.pattern.departs
    at = bisect_right(departs, second) - 1
    if at < 0 or at >= len(departs) - 1:
        return 0.0 if at < 0 else float(at)
    share: float = (second - departs[at]) / max(arrives[at + 1] - departs[at], 1)
    return at + min(share, 0.999)
