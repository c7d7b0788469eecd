"""What the newest messages say, laid over the timetable: predictions, cancellations, extra trips, positions. Pure.

Whatever cannot be laid onto a trip is counted by its reason, never dropped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter

from server.transit.realtime.message import Alert, Message, Position, TripUpdate, Which
from server.transit.realtime.spread import Spread, spread
from server.transit.timetable import Ints, Pattern, Timetable

Key = tuple[int, date, int]  # trip, service day, second at which it begins

NEAR = 45  # seconds: half a minute is the step of many timetables
FEW = 5  # one stop in so many may be another one: a platform was changed
EARLY, LATE = 3600, 3 * 3600  # of a trip whose day is not said: how far from now it may be


@dataclass(slots=True)
class LiveRun:
    id: str  # of the trip, or that of its own which an added one has
    trip: int  # -1: in no timetable
    day: date
    begins: int
    number: int  # of the pattern; -1: it has a pattern of its own
    pattern: Pattern
    relation: str
    at: int
    source: str
    told: Spread
    vehicle: str = ""
    position: Position | None = None
    unsure: list[int] | None = None  # seconds either way at each stop, where the prediction is our own


@dataclass
class Source:
    """How one source is doing."""

    at: int  # of its newest message, by its own clock
    every: int = 0  # seconds between its messages, as far as was seen
    error: str = ""


@dataclass
class Live:
    runs: dict[Key, LiveRun] = field(default_factory=dict)
    by_pattern: dict[int, list[LiveRun]] = field(default_factory=dict)
    loose: dict[int, list[tuple[LiveRun, int]]] = field(default_factory=dict)  # by stop: runs with own patterns
    named: dict[str, LiveRun] = field(default_factory=dict)  # by names that the timetable does not have
    by_id: dict[str, list[LiveRun]] = field(default_factory=dict)
    positions: list[tuple[Position, LiveRun | None, str]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    matched: int = 0
    unmatched: Counter[str] = field(default_factory=Counter)

    def patience(self, source: str) -> int:
        """Seconds after which what it said is old: a minute, or more where it speaks more rarely."""
        one = self.sources.get(source)
        return min(max(60, 2 * one.every + 15 if one else 0), 180)


class Strange(Exception):
    """This update cannot be laid onto a trip; the message is the reason's name."""


def lay(timetable: Timetable, messages: Mapping[str, Message], now: int, sources: dict[str, Source]) -> Live:
    live = Live(sources=sources)
    for source, message in messages.items():
        live.alerts += message.alerts
        live.unmatched["dropped"] += message.dropped
        taken: set[int] = set()
        for update in message.trips:
            try:
                run = run_of(timetable, live, update, source, now, taken)
                keep(live, run)
                if run.relation != "duplicated":
                    taken.add(run.trip)
                if unknown(timetable, update.which):
                    live.named[update.which.trip] = run
                live.matched += 1
            except Strange as reason:
                live.unmatched[str(reason)] += 1
    for source, message in messages.items():
        for position in message.positions:
            live.positions.append((position, ride(timetable, live, position, source, now), source))
    live.unmatched = Counter({name: count for name, count in live.unmatched.items() if count})
    return live


def keep(live: Live, run: LiveRun) -> None:
    """The newer one counts where two sources speak of the same run."""
    key = (run.trip, run.day, run.begins)
    old = live.runs.get(key) if run.trip >= 0 and run.relation != "duplicated" else None
    if old is not None and old.at > run.at:
        return
    if old is not None:
        drop(live, old)
    if run.trip >= 0 and run.relation != "duplicated":
        live.runs[key] = run
    live.by_id.setdefault(run.id, []).append(run)
    if run.number >= 0:
        live.by_pattern.setdefault(run.number, []).append(run)
        return
    for at, stop in enumerate(run.pattern.stops):
        live.loose.setdefault(stop, []).append((run, at))


def drop(live: Live, run: LiveRun) -> None:
    live.by_id[run.id].remove(run)
    if run.number >= 0:
        live.by_pattern[run.number].remove(run)
        return
    for stop in set(run.pattern.stops):
        live.loose[stop] = [one for one in live.loose[stop] if one[0] is not run]


def run_of(
    timetable: Timetable, live: Live, update: TripUpdate, source: str, now: int, taken: Collection[int]
) -> LiveRun:
    which = update.which
    if which.relation in ("added", "replacement"):
        return own_run(timetable, update, source, now)
    trip, day, begins = find(timetable, which, first_told(update) or now, {one.stop for one in update.updates}, taken)
    id = timetable.trips[trip].id
    if update.copy is not None and update.copy.day is not None and update.copy.begins is not None:
        id, day, begins = update.copy.trip, update.copy.day, update.copy.begins
    number = timetable.trips[trip].pattern
    pattern = timetable.patterns[number]
    zero = timetable.midnight(pattern.route, day) + begins
    told = spread(pattern, zero, timetable.stop_ids, update.updates, update.delay, live.unmatched)
    return LiveRun(id, trip, day, begins, number, pattern, which.relation, update.at, source, told, update.vehicle)


def first_told(update: TripUpdate) -> int | None:
    """Which run it is of one that goes every day, its own times say best."""
    events = (event for one in update.updates for event in (one.arrival, one.departure))
    return next((event.time for event in events if event is not None and event.time is not None), None)


def unknown(timetable: Timetable, which: Which) -> bool:
    return which.trip not in timetable.trip_at


def find(
    timetable: Timetable, which: Which, now: int, stops: Collection[str] = (), taken: Collection[int] = ()
) -> tuple[int, date, int]:
    trip = timetable.trip_at.get(which.trip) if which.trip else None
    if trip is None:
        trip = by_begin(timetable, which, now, stops, taken)
    route = timetable.patterns[timetable.trips[trip].pattern].route
    often = timetable.often.get(trip)
    if often is None:
        begins = timetable.trips[trip].begins
        return trip, on_day(timetable, trip, route, begins, which.day, now), begins
    if which.begins is None:
        raise Strange("start_time_missing")
    slots = [one for one in often if one.start <= which.begins < one.end]
    exact = [one for one in slots if one.exact]
    if exact and (which.begins - exact[0].start) % exact[0].headway:
        raise Strange("start_time_unknown")
    if not slots and any(one.exact for one in often):
        raise Strange("start_time_unknown")
    return trip, on_day(timetable, trip, route, which.begins, which.day, now), which.begins


def by_begin(timetable: Timetable, which: Which, now: int, stops: Collection[str], taken: Collection[int]) -> int:
    """A trip may be named by its route, direction and time, without an id or with one of another list; it must serve
    nearly all stops that are told, and no other may have been taken for it."""
    begins = which.begins if which.begins is not None else origin_time(which.trip)
    if which.route not in timetable.route_at or begins is None:
        raise Strange("trip_unknown")
    day = which.day or datetime.fromtimestamp(now, timetable.zone).date()
    wanted = {timetable.stop_at.get(stop, -1) for stop in stops if stop}
    found = []
    for number in timetable.patterns_of.get(timetable.route_at[which.route], ()):
        pattern = timetable.patterns[number]
        lost = len(wanted.difference(pattern.stops))
        if which.direction in (None, pattern.direction) and lost * FEW <= len(wanted):
            stands = pattern.departs[0]  # at its first stop; some name it by when it leaves there
            for trip, other, _ in timetable.begins(number, day, begins - stands - NEAR, begins + NEAR):
                off = min(abs(other - begins), abs(other + stands - begins))
                if off <= NEAR and trip not in taken:
                    found.append((lost, off, trip))
    if not found:
        raise Strange("trip_unknown")
    return min(found)[2]


def origin_time(trip: str) -> int | None:
    """New York's subway names trips as 036050_2..S07R or 036050_GS.N01R: hundredths of a minute, route, direction."""
    match = re.match(r"(\d{6})_[^.]+\.{1,2}[NS]", trip)
    return round(int(match[1]) * 0.6) if match else None


def on_day(timetable: Timetable, trip: int, route: int, begins: int, said: date | None, now: int) -> date:
    service = timetable.services[timetable.trips[trip].service]
    today = said or datetime.fromtimestamp(now, timetable.zones[route]).date()
    pattern = timetable.patterns[timetable.trips[trip].pattern]
    # Some name the date of the clock, not the service day, for a trip that begins after midnight.
    other = (-1, 1) if said is None else (-1,) if begins >= 86_400 else ()
    choices = []
    for day in (today, *(today + timedelta(days=n) for n in other)):
        if service.on(day):
            starts = timetable.midnight(route, day) + begins
            ends = starts + pattern.departs[-1]
            if said is not None or starts - EARLY <= now <= ends + LATE:
                choices.append((max(starts - now, now - ends, 0), day))
    if not choices:
        raise Strange("not_on_that_day")
    return min(choices, key=itemgetter(0))[1]


def own_run(timetable: Timetable, update: TripUpdate, source: str, now: int) -> LiveRun:
    """A trip that stands in no timetable: its stops and times are those that the message tells."""
    which = update.which
    trip = timetable.trip_at.get(which.trip, -1)
    route = timetable.route_at.get(which.route, -1)
    if route < 0 and trip >= 0:
        route = timetable.patterns[timetable.trips[trip].pattern].route
    if route < 0:
        raise Strange("route_unknown")
    stops, arrives, departs, numbers = [], [], [], []
    for order, one in enumerate(update.updates, start=1):
        first, last = one.arrival or one.departure, one.departure or one.arrival
        at = timetable.stop_at.get(one.stop)
        if one.relation != "scheduled" or first is None or last is None:
            continue
        if at is None:
            raise Strange("stop_unknown")
        if first.time is None or last.time is None:
            raise Strange("times_missing")
        stops.append(at)
        arrives.append(first.time)
        departs.append(max(last.time, first.time))
        numbers.append(order if one.sequence is None else one.sequence)
    if len(stops) < 2:
        raise Strange("times_missing")
    day = which.day or datetime.fromtimestamp(arrives[0], timetable.zones[route]).date()
    zero = timetable.midnight(route, day)
    pattern = Pattern(
        route=route,
        direction=which.direction or 0,
        headsign=timetable.stops[stops[-1]].name,
        shape=-1,
        stops=Ints(stops),
        arrives=Ints(one - arrives[0] for one in arrives),
        departs=Ints(one - arrives[0] for one in departs),
        sequence=Ints(numbers),
        rides=Ints(),
    )
    told = Spread(list(arrives), list(departs), frozenset(), 0)
    replaced = trip if which.relation == "replacement" else -1
    begins = timetable.trips[trip].begins if replaced >= 0 else arrives[0] - zero
    return LiveRun(
        which.trip, replaced, day, begins, -1, pattern, which.relation, update.at, source, told, update.vehicle
    )


def quiet_run(timetable: Timetable, trip: int, day: date, begins: int, source: str = "") -> LiveRun:
    """Of which nothing is predicted."""
    number = timetable.trips[trip].pattern
    pattern = timetable.patterns[number]
    silent: list[int | None] = [None] * len(pattern.stops)
    told = Spread(silent, silent, frozenset(), None)
    return LiveRun(timetable.trips[trip].id, trip, day, begins, number, pattern, "scheduled", 0, source, told)


def ride(timetable: Timetable, live: Live, position: Position, source: str, now: int) -> LiveRun | None:
    """The run that a vehicle is on. Without a prediction of its own, it becomes one that has only a position."""
    if position.which is None:
        live.unmatched["position_without_trip"] += 1
        return None
    if unknown(timetable, position.which) and position.which.trip:
        extra = live.named.get(position.which.trip) or next(iter(live.by_id.get(position.which.trip, ())), None)
        if extra is None:
            live.unmatched["position_trip_unknown"] += 1
            return None
        extra.position, extra.vehicle = position, extra.vehicle or position.vehicle
        return extra
    try:
        trip, day, begins = find(timetable, position.which, now)
    except Strange as reason:
        live.unmatched[f"position_{reason}"] += 1
        return None
    run = live.runs.get((trip, day, begins))
    if run is None:
        run = quiet_run(timetable, trip, day, begins, source)
        keep(live, run)
    run.position, run.vehicle = position, run.vehicle or position.vehicle
    return run


def about(live: Live, now: int, names: Iterable[tuple[str, str]]) -> list[Alert]:
    """Alerts that hold now for any of (what, id): agency, route, trip, stop."""
    if not live.alerts:
        return []
    wanted = set(names)
    kinds = ("agency", "route", "trip", "stop")
    return [
        one
        for one in live.alerts
        if holds(one, now)
        and any(
            all((kind, id) in wanted for kind, id in zip(kinds, who, strict=True) if id) and any(who)
            for who in one.about
        )
    ]


def holds(one: Alert, now: int) -> bool:
    return not one.periods or any(start <= now and (now <= end or not end) for start, end in one.periods)
