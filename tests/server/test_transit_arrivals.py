"""Arrivals against the files themselves: worked out here once more, from the text of the zip and the bytes of the
messages, without any of our reading."""

import csv
import io
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from google.transit import gtfs_realtime_pb2 as pb

from server.transit.arrivals import arrivals
from server.transit.realtime.live import Live, Source, lay
from server.transit.realtime.message import read_message
from server.transit.timetable import Timetable, unpack
from tests.server.bus_town import DATA, NOW, TRIPS, VEHICLES, raba

ZONE = ZoneInfo("America/Los_Angeles")
AT = int(NOW.timestamp())


class Expected(NamedTuple):
    trip: str
    sequence: int
    arrives: int
    departs: int
    comes: int | None
    goes: int | None


@cache
def table(name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(DATA / "raba.zip") as whole:
        return list(csv.DictReader(io.StringIO(whole.read(name).decode("utf-8-sig"))))


def runs_on(day: date) -> set[str]:
    services = {
        row["service_id"]
        for row in table("calendar.txt")
        if row["start_date"] <= f"{day:%Y%m%d}" <= row["end_date"] and row[f"{day:%A}".lower()] == "1"
    }
    for row in table("calendar_dates.txt"):
        if row["date"] == f"{day:%Y%m%d}":
            (services.add if row["exception_type"] == "1" else services.discard)(row["service_id"])
    return {row["trip_id"] for row in table("trips.txt") if row["service_id"] in services}


@cache
def times_of_trips() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for row in table("stop_times.txt"):
        found[row["trip_id"]].append(row)
    return {trip: sorted(rows, key=lambda row: int(row["stop_sequence"])) for trip, rows in found.items()}


def midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).timestamp()) - 43200


def second(time: str) -> int:
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    return hours * 3600 + minutes * 60 + seconds


@cache
def schedule(trip: str) -> list[tuple[int, int]]:
    """(arrives, departs) at each stop; between stops with a time those without one share the way evenly."""
    rows = times_of_trips()[trip]
    timed = [at for at, row in enumerate(rows) if row["arrival_time"]]
    found = []
    for at, row in enumerate(rows):
        if row["arrival_time"]:
            found.append((second(row["arrival_time"]), second(row["departure_time"])))
            continue
        before, after = max(n for n in timed if n < at), min(n for n in timed if n > at)
        left, comes = second(rows[before]["departure_time"]), second(rows[after]["arrival_time"])
        begin, here, end = (float(rows[n]["shape_dist_traveled"]) for n in (before, at, after))
        found.append((left + round((comes - left) * (here - begin) / (end - begin)),) * 2)
    return found


@cache
def told() -> dict[tuple[str, str], pb.TripUpdate]:
    feed = pb.FeedMessage()
    feed.ParseFromString(TRIPS.read_bytes())
    return {(one.trip_update.trip.trip_id, one.trip_update.trip.start_date): one.trip_update for one in feed.entity}


@cache
def expected() -> dict[str, list[Expected]]:
    """By stop, of yesterday, today and tomorrow."""
    found: dict[str, list[Expected]] = defaultdict(list)
    today = NOW.astimezone(ZONE).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        for trip in runs_on(day):
            update = told().get((trip, f"{day:%Y%m%d}"))
            by_sequence = {one.stop_sequence: one for one in update.stop_time_update} if update else {}
            delay: int | None = None
            for row, (begins, ends) in zip(times_of_trips()[trip], schedule(trip), strict=True):
                arrives, departs = midnight(day) + begins, midnight(day) + ends
                one = by_sequence.get(int(row["stop_sequence"]))
                if one is not None and one.schedule_relationship == one.SKIPPED:
                    continue
                comes = arrives + delay if delay is not None else None
                goes = departs + delay if delay is not None else None
                if one is not None and one.HasField("arrival"):
                    comes = one.arrival.time
                    delay = comes - arrives
                    goes = departs + delay
                if one is not None and one.HasField("departure"):
                    goes = one.departure.time
                    delay = goes - departs
                    comes = goes if comes is None else comes
                sequence = int(row["stop_sequence"])
                found[row["stop_id"]].append(Expected(trip, sequence, arrives, departs, comes, goes))
    return found


@cache
def known() -> tuple[Timetable, Live]:
    timetable = unpack(raba().packed)
    messages = {"trips": read_message(TRIPS.read_bytes()), "vehicles": read_message(VEHICLES.read_bytes())}
    sources = {name: Source(message.at) for name, message in messages.items()}
    return timetable, lay(timetable, messages, AT, sources)


def test_H1_all_nine_trips_of_the_real_pair_are_found() -> None:
    _, live = known()
    assert live.matched == len(told()) == 9
    assert live.unmatched == {"position_without_trip": 21}
    [bus] = [run for _, run, _ in live.positions if run is not None]
    assert bus.vehicle == "5701" and len(live.positions) == 22


def test_H1_arrivals_of_every_stop_agree_with_the_feed_to_the_second() -> None:
    timetable, live = known()
    day = 24 * 3600
    compared = predicted = 0
    for number, stop in enumerate(timetable.stops):
        ours = [
            (one.trip, one.pattern.sequence[one.at], one.arrives, one.departs, one.comes, one.goes)
            for one in arrivals(timetable, live, [number], AT, 3600, day, 10_000)
            if one.state != "skipped"
        ]
        theirs = [
            tuple(one) for one in expected().get(stop.id, ()) if AT - 3600 <= (one.goes or one.departs) <= AT + day
        ]
        assert sorted(ours, key=str) == sorted(theirs, key=str), stop.id
        compared += len(ours)
        predicted += sum(1 for one in ours if one[4] is not None)
    assert compared > 2000 and predicted > 0


def test_stops_that_the_feed_leaves_out_are_said_to_be_left_out() -> None:
    timetable, live = known()
    left_out = {(one.stop_id, key) for key, trip in told().items() for one in trip.stop_time_update
                if one.schedule_relationship == one.SKIPPED}  # fmt: skip
    found = set()
    for stop in {stop for stop, _ in left_out}:
        for one in arrivals(timetable, live, [timetable.stop_at[stop]], AT, 3600, 24 * 3600, 10_000):
            if one.state == "skipped":
                found.add((stop, (one.trip, f"{one.day:%Y%m%d}")))
    assert found == left_out


def test_H3_a_bus_that_left_stays_for_five_minutes_and_the_next_one_is_there() -> None:
    timetable, live = known()
    stop = timetable.stop_at["9902"]
    comes = 1749418441
    for since, state in ((-60, "predicted"), (60, "just_left"), (299, "just_left")):
        one = next(one for one in arrivals(timetable, fresh(live, comes), [stop], comes + since) if one.comes == comes)
        assert one.state == state
    assert all(one.comes != comes for one in arrivals(timetable, live, [stop], comes + 301))


def fresh(live: Live, at: int) -> Live:
    """As if the source had said the same again."""
    for run in live.runs.values():
        run.at = at
    return live


def test_what_nobody_renews_is_called_stale_and_then_forgotten() -> None:
    timetable, live = known()
    fresh(live, AT)
    stop = timetable.stop_at["9902"]

    def state(later: int) -> tuple[str, bool]:
        [one] = [one for one in arrivals(timetable, live, [stop], AT + later) if one.vehicle == "5701"]
        return one.state, one.comes is not None

    assert state(30) == ("predicted", True)
    assert state(61) == ("stale", True)
    assert state(601) == ("scheduled", False)


def test_the_clock_of_the_zone_counts_on_the_two_days_that_are_longer_and_shorter() -> None:
    """GTFS counts from noon minus 12 hours: 06:00 stays 06:00 when the clocks change in the night."""
    timetable, _ = known()
    for day in (date(2025, 3, 9), date(2025, 11, 2), date(2025, 6, 8)):
        six = datetime.fromtimestamp(timetable.midnight(0, day) + 6 * 3600, UTC).astimezone(ZONE)
        assert (six.date(), six.hour, six.minute) == (day, 6, 0)
