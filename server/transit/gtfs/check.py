"""What joins several rows of a feed: the order of times and points, days, and positions that look wrong.

What cannot be served is a problem; what can, a note.
"""

from __future__ import annotations

from array import array
from datetime import date
from itertools import pairwise

from server.guide.load.problems import Problems, Refused, Where
from server.transit.geo import metres
from server.transit.gtfs.feed import Feed, Shape, Times
from server.transit.gtfs.gcj import offset_note

JUMP = 100_000  # metres between neighbours in a line's shape or stops: no bus does that in one go
FASTEST = 70  # metres a second (250 km/h), faster than any bus


def check(feed: Feed, today: date) -> list[str]:
    """Puts rows into order, fills in times that were left out, and gives the notes. Raises Refused."""
    problems = Problems()
    left_out = trips_left_out(feed)
    for id, shape in feed.shapes.items():
        check_shape(id, shape, feed, problems)
    for trip, times in feed.times.items():
        check_times(trip, times, problems)
    if problems:
        raise Refused(problems)
    notes = [*feed.notes, *left_out, *days_covered(feed, today), *too_fast(feed), *offset_note(feed)]
    if not feed.times:
        problems.add(Where("trips.txt"), None, "no trip has two stops: there is nothing to serve")
        raise Refused(problems)
    return notes


def ordered(sequence: array[int]) -> list[int] | None:
    """In which order the rows belong; None when they stand so already."""
    if all(one < other for one, other in pairwise(sequence)):
        return None
    return sorted(range(len(sequence)), key=sequence.__getitem__)


def check_shape(id: str, shape: Shape, feed: Feed, problems: Problems) -> None:
    where = Where("shapes.txt", feed.lines["shapes.txt", id])
    order = ordered(shape.sequence)
    if order is not None:
        shape.sequence, shape.lat = in_order(shape.sequence, order), in_order(shape.lat, order)
        shape.lon, shape.dist = in_order(shape.lon, order), in_order(shape.dist, order)
    if any(one == other for one, other in pairwise(shape.sequence)):
        problems.add(where, "shape_pt_sequence", f"a number stands twice in shape {id}")
    if len(shape.lat) < 2:
        problems.add(where, "shape_id", f"shape {id} has only one point")
    points = list(zip(shape.lat, shape.lon, strict=True))
    for n, (one, other) in enumerate(pairwise(points)):
        if metres(*one, *other) > JUMP:
            problems.add(where, "shape_pt_lat", f"shape {id} jumps over 100 km after point {shape.sequence[n]}")
            break
    told = [dist for dist in shape.dist if dist >= 0]
    if any(one > other for one, other in pairwise(told)):
        feed.notes.append(f"{where}: shape_dist_traveled goes back in shape {id}; distances are measured instead")
        shape.dist = array("f", [-1.0] * len(shape.dist))


def in_order(values: array, order: list[int]) -> array:  # type: ignore[type-arg]
    return array(values.typecode, [values[at] for at in order])


def check_times(trip: str, times: Times, problems: Problems) -> None:
    where = Where("stop_times.txt", times.line)
    order = ordered(times.sequence)
    if order is not None:
        times.sequence, times.arrives = in_order(times.sequence, order), in_order(times.arrives, order)
        times.departs, times.rides = in_order(times.departs, order), in_order(times.rides, order)
        times.dist, times.stops = in_order(times.dist, order), [times.stops[at] for at in order]
        if any(one == other for one, other in pairwise(times.sequence)):
            problems.add(where, "stop_sequence", f"a number stands twice in trip {trip}")
    if times.arrives[0] < 0 or times.arrives[-1] < 0:
        problems.add(where, "arrival_time", f"trip {trip} does not say when it begins or when it ends")
        return
    interpolate(times)
    last = -1
    for at in range(len(times.sequence)):
        if times.arrives[at] < last or times.departs[at] < times.arrives[at]:
            reason = f"trip {trip} goes back in time at stop_sequence {times.sequence[at]}"
            problems.add(where, "arrival_time", reason)
            return
        last = times.departs[at]


def interpolate(times: Times) -> None:
    """Times between two that are told, by the way where it is told, else by the number of stops."""
    if min(times.arrives) >= 0:
        return
    known = [at for at, second in enumerate(times.arrives) if second >= 0]
    for begin, end in pairwise(known):
        span = times.arrives[end] - times.departs[begin]
        by_way = all(d >= 0 for d in times.dist[begin : end + 1]) and times.dist[end] > times.dist[begin]
        for at in range(begin + 1, end):
            share = (
                (times.dist[at] - times.dist[begin]) / (times.dist[end] - times.dist[begin])
                if by_way
                else (at - begin) / (end - begin)
            )
            times.arrives[at] = times.departs[at] = times.departs[begin] + round(span * min(max(share, 0), 1))


def trips_left_out(feed: Feed) -> list[str]:
    short = [trip for trip in feed.trips if trip not in feed.times or len(feed.times[trip].stops) < 2]
    for trip in short:
        feed.times.pop(trip, None)
    return (
        [f"trips.txt: {len(short)} trips have fewer than two stops and are left out, such as {short[0]}"]
        if short
        else []
    )


def days_covered(feed: Feed, today: date) -> list[str]:
    used = [feed.services[feed.trips[trip].service] for trip in feed.times]
    lasts = [max([one.last, *one.added]) for one in used if one.week or one.added]
    firsts = [min([one.first if one.week else 2**31, *one.added]) for one in used if one.week or one.added]
    if not lasts:
        return ["calendar.txt: no trip has a day on which it goes"]
    if max(lasts) < today.toordinal():
        return [f"calendar.txt: the last service was on {date.fromordinal(max(lasts))}; nothing goes any more"]
    if min(firsts) > today.toordinal():
        return [f"calendar.txt: the first service is on {date.fromordinal(min(firsts))}; nothing goes before"]
    return []


def too_fast(feed: Feed) -> list[str]:
    """A stop that lies elsewhere, or a time with a slip in it. One note for a pair of stops."""
    found: dict[tuple[str, str], str] = {}
    seen: set[tuple[str, str, int]] = set()
    for trip, times in feed.times.items():
        for at, pair in enumerate(pairwise(times.stops), start=1):
            took = times.arrives[at] - times.departs[at - 1]
            if (*pair, took) in seen:
                continue
            seen.add((*pair, took))
            one, other = feed.stops[pair[0]], feed.stops[pair[1]]
            way = metres(one.lat, one.lon, other.lat, other.lon)
            if way > FASTEST * (took + 60):  # times are whole minutes
                found.setdefault(
                    pair, f"stop_times.txt: trip {trip} takes {took} s for {way / 1000:.0f} km, {one.id} to {other.id}"
                )
    return list(found.values())[:10]
