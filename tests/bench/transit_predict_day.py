"""Days of buses as they might have been, for judging predictions: truth, and the positions that a box in the bus sends.

The noise, all from one seed: each piece of the way takes its own share of its timetable, for good (hills; lognormal,
18 %), and more in the morning and evening (12 %); each day, driver and single piece again (5, 6, 10 %); a bus leaves up
to some minutes late (two in five about on time, else 2 min on average); it stands 8 s and 14 s more on average, on
market days before noon at a market street 90 s more, with slow roads around it (25 %); within a piece it goes unevenly.
Positions: every 15 s, 12 m off, one in fifty 150 m off, 3 % lost, and in half of the trips a gap of two to six minutes.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import cos, pi, radians, sin

from server.transit.geo import METRES
from server.transit.predict.predictor import Predictor
from server.transit.predict.track import due_second
from server.transit.realtime.live import LiveRun, quiet_run
from server.transit.realtime.message import Position
from server.transit.timetable import Timetable
from server.transit.way import Way, way_of

STEP = 15
AHEAD = 45 * 60


@dataclass
class Ride:
    """What really happened on one run, and what was seen of it."""

    run: LiveRun
    way: Way
    comes: list[float]
    goes: list[float]
    seen: list[Position]


@dataclass
class Wrong:
    """Seconds between what was said and what then happened."""

    ours: list[float]
    scheduled: list[float]
    carried: list[float]
    within: int = 0  # of ours, within the range that was told


class World:
    def __init__(self, table: Timetable, seed: int, step: int = STEP) -> None:
        self.table, self.dice, self.step = table, random.Random(seed), step
        self.hills: dict[tuple[int, int], float] = {}
        self.ways: dict[int, Way] = {}

    def way(self, run: LiveRun) -> Way:
        if run.number not in self.ways:
            self.ways[run.number] = way_of(self.table, run.pattern)
        return self.ways[run.number]

    def day(self, day: date, routes: Callable[[str], bool] = bool) -> list[Ride]:
        market = any(one.id == "market" and at in self.table.active(day) for at, one in enumerate(self.table.services))
        slow = self.dice.lognormvariate(0, 0.05)
        return [
            self.ride(quiet_run(self.table, trip, day, begins), market, slow)
            for number, pattern in enumerate(self.table.patterns)
            if routes(self.table.routes[pattern.route].id)
            for trip, begins, _ in self.table.begins(number, day, 0, self.table.longest)
        ]

    def ride(self, run: LiveRun, market: bool, slow: float) -> Ride:
        dice, pattern, way = self.dice, run.pattern, self.way(run)
        zero = self.table.midnight(pattern.route, run.day)
        slow *= dice.lognormvariate(0, 0.06)
        moment = zero + run.begins + (dice.uniform(0, 30) if dice.random() < 0.4 else dice.expovariate(1 / 120))
        comes, goes = [moment - 300], [moment]
        last = len(pattern.stops) - 1
        for at in range(last):
            pair = pattern.stops[at], pattern.stops[at + 1]
            hill = self.hills.setdefault(pair, dice.lognormvariate(0, 0.18))
            hour = (moment - zero) / 3600
            full = 1.12 if 7 <= hour < 9 or 16 <= hour < 18 else 1.0
            crowd = market and 7 <= hour < 12
            streets = [crowd and "场" in self.table.stops[stop].name for stop in pair]
            jam = 1.25 if any(streets) else 1.0
            planned = max(pattern.arrives[at + 1] - pattern.departs[at], 20) - 20
            moment += max(planned, 15) * hill * full * jam * slow * dice.lognormvariate(0, 0.10)
            comes.append(moment)
            moment += 8 + dice.expovariate(1 / 14) + (dice.gammavariate(3, 30) if streets[1] else 0)
            goes.append(moment)
        return Ride(run, way, comes, goes, list(self.positions(run, way, comes, goes)))

    def positions(self, run: LiveRun, way: Way, comes: list[float], goes: list[float]) -> Iterator[Position]:
        dice, uneven = self.dice, self.dice.uniform(-0.12, 0.12)
        begins, ends = int(comes[0]), int(comes[-1]) + 30
        gap = (ends, ends)
        if dice.random() < 0.5:
            since = dice.uniform(begins, ends)
            gap = (int(since), int(since + dice.uniform(120, 360)))
        for at in range(begins + dice.randrange(self.step), ends, self.step):
            if gap[0] <= at < gap[1] or dice.random() < 0.03:
                continue
            lat, lon = way.point(place(way, comes, goes, at, uneven))
            off = 150 if dice.random() < 0.02 else 12
            lat += dice.gauss(0, off) / METRES
            lon += dice.gauss(0, off) / METRES / cos(radians(lat))
            yield Position("", None, run.id, "", lat, lon, None, None, None, "", False, at)


def place(way: Way, comes: list[float], goes: list[float], moment: float, uneven: float) -> float:
    at = bisect_right(goes, moment) - 1
    if at < 0:
        return way.stops[0]
    if at >= len(goes) - 1 or moment >= comes[at + 1]:
        return way.stops[min(at + 1, len(goes) - 1)]
    share = (moment - goes[at]) / (comes[at + 1] - goes[at])
    share += uneven * sin(2 * pi * share)
    return way.stops[at] + share * (way.stops[at + 1] - way.stops[at])


def lived(world: World, predictor: Predictor, rides: list[Ride], judged: bool) -> Wrong:
    """A day as it goes by: all buses in the order of time; once a minute each is asked."""
    wrong = Wrong([], [], [])
    asked: dict[int, int] = {}
    heard = sorted((seen.at, number, seen) for number, one in enumerate(rides) for seen in one.seen)
    for at, number, seen in heard:
        one = rides[number]
        why, track = predictor.follow(world.table, one.way, one.run, seen, at)
        if not judged or track is None or at - asked.get(number, 0) < 60 or why:
            continue
        asked[number] = at
        run = quiet_run(world.table, one.run.trip, one.run.day, one.run.begins)
        predictor.tell(world.table, one.way, run, track)
        late = at - track.zero - due_second(one.way, run, track.far)
        late = max(late, 0.0) if track.far < 30 else late
        for stop in range(run.told.first or 0, len(one.comes)):
            told, true = run.told.arrives[stop], one.comes[stop]
            if told is None or run.unsure is None or not at < true < at + AHEAD:
                continue
            due = track.zero + run.pattern.arrives[stop]
            wrong.ours.append(abs(told - true))
            wrong.scheduled.append(abs(due - true))
            wrong.carried.append(abs(max(due + late, at) - true))
            wrong.within += abs(told - true) <= run.unsure[stop]
    return wrong
