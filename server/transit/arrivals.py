"""When buses come to a stop: the timetable and what is known live, at one moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from server.transit.realtime.live import Live, LiveRun
from server.transit.timetable import Frequency, Pattern, Timetable

# predicted: live; scheduled: nothing live is known; stale: it was live, and is old now; just_left: gone, kept a while
State = Literal["predicted", "scheduled", "stale", "just_left", "cancelled", "skipped"]

KEPT = 5 * 60  # seconds that a bus which left stays on the list
FORGOTTEN = 10 * 60  # seconds after which a prediction that nobody renewed is none any more
NOTHING = Live()


@dataclass(slots=True)
class Arrival:
    stop: int
    at: int  # its place on the trip, from 0
    pattern: Pattern
    trip: str
    known: int  # number of the trip in the timetable; -1: it is an extra one
    day: date
    begins: int
    arrives: int  # scheduled, Unix seconds
    departs: int
    comes: int | None  # predicted
    goes: int | None
    state: State
    as_of: int  # when the source said so; 0: it did not
    stops_away: int | None
    vehicle: str
    often: Frequency | None
    relation: str = "scheduled"
    unsure: int | None = None  # seconds either way, where we know

    @property
    def when(self) -> int:
        return self.departs if self.goes is None else self.goes


def arrivals(
    timetable: Timetable,
    live: Live | None,
    stops: Iterable[int],
    now: int,
    before: int = KEPT,
    after: int = 3600,
    most: int = 100,
) -> list[Arrival]:
    """From `before` seconds ago until `after` seconds from now, in the order in which they leave."""
    found: list[Arrival] = []
    known = live or NOTHING
    days = timetable.days(now - before, now + after)
    for stop in stops:
        for number, at in timetable.visits.get(stop, ()):
            found += scheduled(timetable, known, number, at, now, before, after, days)
            for run in known.by_pattern.get(number, ()):
                found += seen(timetable, known, run, at, now, before, after)
        for run, at in known.loose.get(stop, ()):
            found += seen(timetable, known, run, at, now, before, after)
    found.sort(key=lambda one: (one.when, one.trip))
    return found[:most]


def scheduled(
    timetable: Timetable, live: Live, number: int, at: int, now: int, before: int, after: int, days: list[date]
) -> Iterator[Arrival]:
    """Runs of which nothing live is known."""
    pattern = timetable.patterns[number]
    arrives, departs = pattern.arrives[at], pattern.departs[at]
    taken = live.by_pattern.get(number, ())
    for day in days:
        zero = timetable.midnight(pattern.route, day)
        since, until = now - before - zero - departs, now + after - zero - departs
        if until < timetable.first_of[number] or since > timetable.last_of[number]:
            continue
        for trip, begins, often in timetable.begins(number, day, since, until):
            if (trip, day, begins) in live.runs or any(replaces(run, trip, day, begins, often) for run in taken):
                continue
            leaves = zero + begins + departs
            yield Arrival(
                pattern.stops[at],
                at,
                pattern,
                timetable.trips[trip].id,
                trip,
                day,
                begins,
                zero + begins + arrives,
                leaves,
                None,
                None,
                "scheduled" if leaves >= now else "just_left",
                0,
                None,
                "",
                often,
            )


def replaces(run: LiveRun, trip: int, day: date, begins: int, often: Frequency | None) -> bool:
    """A bus that goes about every n minutes stands for the nearest of those times."""
    if often is None or often.exact or run.trip != trip or run.day != day or run.relation == "duplicated":
        return False
    return abs(run.begins - begins) * 2 < often.headway


def seen(
    timetable: Timetable, live: Live, run: LiveRun, at: int, now: int, before: int, after: int
) -> Iterator[Arrival]:
    if run.relation == "deleted":
        return
    pattern, told = run.pattern, run.told
    zero = timetable.midnight(pattern.route, run.day) + run.begins
    arrives, departs = zero + pattern.arrives[at], zero + pattern.departs[at]
    comes, goes = told.arrives[at], told.departs[at]
    as_of = run.at or (run.position.at if run.position else 0)
    age = now - as_of
    if age > FORGOTTEN:
        comes = goes = None
    passed = is_past(run, at, now, zero)
    state = state_of(run, at, now, goes if goes is not None else departs, passed)
    if state == "predicted" and (goes is None or age > live.patience(run.source)):
        state = "scheduled" if goes is None else "stale"
    when = departs if goes is None else goes
    if not now - before <= when <= now + after:
        return
    away = None if state not in ("predicted", "stale") else stops_away(run, at, now)
    often = timetable.often.get(run.trip, [None])[0]
    yield Arrival(
        pattern.stops[at],
        at,
        pattern,
        run.id,
        run.trip,
        run.day,
        run.begins,
        arrives,
        departs,
        comes,
        goes,
        state,
        as_of,
        away,
        run.vehicle,
        often,
        run.relation,
        run.unsure[at] if run.unsure is not None and state == "predicted" else None,
    )


def is_past(run: LiveRun, at: int, now: int, zero: int) -> bool:
    """On its way, and the first stop that is still told lies behind this one: it has left, early or late."""
    return run.told.first is not None and at < run.told.first and now >= zero and run.told.departs[at] is None


def state_of(run: LiveRun, at: int, now: int, leaves: int, passed: bool) -> State:
    if run.relation == "cancelled":
        return "cancelled"
    if at in run.told.skipped:
        return "skipped"
    return "just_left" if passed or leaves < now else "predicted"


def stops_away(run: LiveRun, at: int, now: int) -> int:
    """Stops that it still makes before this one; 0: this is the next."""
    if run.position is not None and run.position.sequence is not None:
        return sum(1 for number in run.pattern.sequence[:at] if number >= run.position.sequence)
    return sum(1 for goes in run.told.departs[:at] if goes is not None and goes >= now)
