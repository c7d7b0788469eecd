"""10,000 people who want to be told of their buses, over a day of the real feed of Redding: who was told in time.

What happens to the buses is made up: delays that grow and shrink along the way, one trip in ten without live data, one
in thirty cancelled, half of these only when it should have left. What is known live is the delay at the last stop.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from server.store.rows import shape
from server.transit.arrivals import Arrival, arrivals
from server.transit.held import Held, buses_of, take
from server.transit.keep import keep
from server.transit.realtime.live import lay
from server.transit.realtime.message import read_message
from server.transit.watch_buses import boards, bus_of, key_of
from server.transit.watch_look import look
from server.transit.watch_rules import Bus, wanted
from server.transit.watch_tables import BusWatch
from tests.bench.rows import at_least, at_most
from tests.server.bus_town import raba
from tests.server.town import Town, town

PEOPLE = 10_000
DAY = date(2025, 6, 9)  # a Monday
FROM, UNTIL, STEP = 6 * 3600, 21 * 3600, 60  # the server looks six times as often: here it is told later
PUSH = 5  # seconds on its way
WAIT = 600  # who waits longer than this was told for nothing


class Trip:
    """What becomes of it."""

    def __init__(self, zero: int, arrival: Arrival, chance: random.Random) -> None:
        self.id, self.sequence = arrival.pattern, arrival.pattern.sequence
        self.plan = [zero + arrival.begins + leaves for leaves in arrival.pattern.departs]
        self.seen = chance.random() > 0.1
        self.cancelled = self.plan[0] - chance.choice((3600, 0)) if chance.random() < 1 / 30 else None
        delay, self.leaves = max(0.0, chance.gauss(40, 80)), []
        for plan in self.plan:
            self.leaves.append(plan + round(delay))
            delay = max(-20.0, delay + chance.gauss(4, 18))


async def prepare(one: Town) -> Held:
    await keep(one.core.store, raba(), 1)
    await buses_of(one.core).refresh()
    return buses_of(one.core).feeds["raba"]


def of_the_day(held: Held) -> tuple[int, list[Arrival]]:
    zero = held.timetable.midnight(0, DAY)
    found = arrivals(held.timetable, None, range(len(held.timetable.stops)), zero + FROM + 3600, 0, 13 * 3600, 10**6)
    return zero, [one for one in found if boards(one) and one.day == DAY]


def message(trips: dict[tuple[str, int], Trip], now: int) -> bytes:
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
    for (id, _), trip in trips.items():
        gone = trip.cancelled is not None and trip.cancelled <= now and now < trip.plan[-1]
        running = trip.seen and trip.cancelled is None and trip.leaves[0] <= now < trip.leaves[-1]
        if not gone and not running:
            continue
        update = said.entity.add(id=id).trip_update
        update.trip.trip_id, update.trip.start_date, update.timestamp = id, f"{DAY:%Y%m%d}", now
        if gone:
            update.trip.schedule_relationship = pb.TripDescriptor.CANCELED
            continue
        last = max(at for at, leaves in enumerate(trip.leaves) if leaves <= now)
        stop = update.stop_time_update.add(stop_sequence=trip.sequence[last])
        stop.departure.delay = trip.leaves[last] - trip.plan[last]
    return bytes(said.SerializeToString())


def wishes(held: Held, buses: list[Arrival], chance: random.Random) -> list[dict[str, Any]]:
    rows = []
    for number in range(PEOPLE):
        bus = bus_of(held, one := chance.choice(buses))
        rows.append(
            {
                "id": f"w{number}",
                "person": f"p{number}",
                "stop": f"raba:{held.timetable.stop_ids[one.stop]}",
                "line": bus.line,
                "to_": bus.to,
                "minutes": chance.randint(3, 25),
                "weekdays": "12345",
                "from_": max(0, bus.minute - 20),
                "before": min(1440, bus.minute + 40),
                "told": [],
            }  # fmt: skip
        )
    return rows


async def within() -> None:
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder)) as one:
            held = await prepare(one)
            zero, buses = of_the_day(held)
            trips = {(bus.trip, bus.begins): Trip(zero, bus, chance) for bus in reversed(buses)}
            truth: dict[tuple[str, str], tuple[Trip, int]] = {}
            for bus in buses:
                stop = f"raba:{held.timetable.stop_ids[bus.stop]}"
                truth[stop, key_of(bus)] = trips[bus.trip, bus.begins], bus.at
            people = wishes(held, buses, chance)
            of = shape(BusWatch)
            async with one.core.store.writing() as tx:
                await tx.many(of.upsert, [of.pack(row) for row in people])
            rung, looks, cpu = await simulate(one, held, zero, trips)
    judge({row["id"]: row for row in people}, rung, truth)
    due = expected(held, buses, people)
    share = 100 * len(due - rung.keys()) / len(due)
    at_most("transit.push.untold", share, "%", 1, f"of {len(due)} buses that were asked for")
    at_most(
        "transit.push.cpu", cpu / looks * 1000, "ms", 500, f"a look every 10 s at {PEOPLE} wishes, telling included"
    )


def expected(held: Held, buses: list[Arrival], people: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """(wish, bus) of all that go by the timetable in somebody's time."""
    at_stop: dict[str, list[Bus]] = {}
    for one in buses:
        at_stop.setdefault(f"raba:{held.timetable.stop_ids[one.stop]}", []).append(bus_of(held, one))
    return {
        (row["id"], bus.key)
        for row in people
        for bus in at_stop[row["stop"]]
        if wanted(row, bus) and row["from_"] <= bus.minute < row["before"]
    }


Rung = dict[tuple[str, str], list[tuple[int, str, int, int]]]  # (wish, bus) → (when told, state, when, leave)


async def simulate(one: Town, held: Held, zero: int, trips: dict[tuple[str, int], Trip]) -> tuple[Rung, int, float]:
    rung: Rung = {}
    looks, cpu = 0, 0.0
    sql = "SELECT b.id, b.told FROM notice n JOIN bus_watch b ON b.person = n.person WHERE n.at = ?"
    for now in range(zero + FROM, zero + UNTIL, STEP):
        one.set_clock(datetime.fromtimestamp(now, UTC))
        take(held, "trips", read_message(message(trips, now)), now, "")
        held.live = lay(held.timetable, held.messages, now, held.sources)
        began = time.process_time()
        told = await look(one.core)
        cpu, looks = cpu + time.process_time() - began, looks + 1
        for id, words in await one.core.store.fetch(sql, [now]) if told else ():
            for key, state, when, leave, at, *_ in json.loads(words):
                if at == now and (not rung.get((id, key)) or rung[id, key][-1][0] != now):
                    rung.setdefault((id, key), []).append((now, state, when, leave))
    return rung, looks, cpu


def judge(people: dict[str, dict[str, Any]], rung: Rung, truth: dict[tuple[str, str], tuple[Trip, int]]) -> None:
    said: Counter[str] = Counter()
    for (id, key), words in rung.items():
        way = people[id]["minutes"] * 60
        trip, at = truth[people[id]["stop"], key]
        said["words"] += len(words)
        said["late"] += sum(now + PUSH > leave for now, state, _, leave in words if state in ("live", "scheduled"))
        going = [word for word in words if word[1] in ("live", "scheduled")]
        if not going:
            said["cancelled in time"] += 1
            continue
        said["buses"] += 1
        if trip.cancelled is not None:
            said["useless"] += words[-1][0] + PUSH > going[-1][3] or words[-1] is going[-1]
            continue
        said["came"] += 1
        comes = trip.leaves[at]
        said["in time"] += going[0][0] + PUSH <= comes - way
        said["missed"] += going[-1][3] // 60 * 60 + way > comes
        said["useless"] += comes - going[-1][2] > WAIT
    at_least("transit.push.in_time", 100 * said["in time"] / said["came"], "%", 99, "told before one had to leave")
    at_most("transit.push.late", said["late"], "notices", 0, f"of {said['words']}, by what was known")
    at_most(
        "transit.push.missed", 100 * said["missed"] / said["came"], "%", None, "who left when last told came after it"
    )
    share = 100 * said["useless"] / said["buses"]
    at_most(
        "transit.push.useless", share, "%", None, "it was cancelled too late to say so, or more than 10 minutes late"
    )
    at_most("transit.push.words", said["words"] / len(rung), "per bus", None, f"{len(rung)} buses told")


def main() -> None:
    asyncio.run(within())


if __name__ == "__main__":
    main()
