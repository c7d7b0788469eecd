"""Live messages laid over a timetable: what each sort of update means for every stop, and what is no message at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import given, settings
from hypothesis import strategies as some

from server.setup.demo import LINES
from server.store.rows import shape
from server.transit.arrivals import Arrival, arrivals
from server.transit.gtfs.gcj import to_gcj
from server.transit.held import Held, buses_of
from server.transit.keep import prepare
from server.transit.oba.status import status
from server.transit.out.realtime import FEEDS
from server.transit.realtime import message as messages
from server.transit.realtime.live import Live, Source, lay
from server.transit.realtime.message import Unreadable, read_message
from server.transit.realtime.poll import poll_due
from server.transit.realtime.shifted import look_shifted
from server.transit.tables import TransitSource, binary
from server.transit.timetable import Timetable, unpack
from server.transit.way import way_of
from tests.server.bus_town import NOW, TRIPS, VEHICLES, redding, send
from tests.server.made_feed import made
from tests.server.town import Town

SHANGHAI = ZoneInfo("Asia/Shanghai")
STOP = pb.TripUpdate.StopTimeUpdate


def at(hour: int, minute: int = 0, day: int = 23) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).timestamp())


def feed(now: int) -> Any:
    one = pb.FeedMessage()
    one.header.gtfs_realtime_version = "2.0"
    one.header.timestamp = now
    return one


def update(into: Any, trip: str = "t1", day: str = "20261123", **more: Any) -> Any:
    entity = into.entity.add()
    entity.id = str(len(into.entity))
    said = entity.trip_update
    said.trip.trip_id = trip
    if day:
        said.trip.start_date = day
    for name, value in more.items():
        setattr(said.trip, name, value)
    return said


def stop(into: Any, sequence: int = 0, name: str = "", relation: int = 0, **times: int) -> Any:
    one = into.stop_time_update.add()
    if sequence:
        one.stop_sequence = sequence
    if name:
        one.stop_id = name
    one.schedule_relationship = relation
    for what, value in times.items():
        event, _, field = what.partition("_")
        setattr(getattr(one, event), field, value)
    return one


def laid(table: Timetable, said: Any, now: int) -> Live:
    heard = read_message(said.SerializeToString())
    return lay(table, {"x": heard}, now, {"x": Source(heard.at)})


def seen(table: Timetable, live: Live, now: int, name: str, trip: str) -> Arrival:
    [one] = [
        one
        for one in arrivals(table, live, [table.stop_at[name]], now, 3600, 12 * 3600, 500)
        if one.trip == trip and f"{one.day:%d}" == "23"
    ]
    return one


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    return made(tmp_path_factory.mktemp("feed"))


def late(table: Timetable, live: Live, now: int, trip: str = "t1") -> list[int | None]:
    """Minutes at each stop, of arrival."""
    found = []
    for name in ("s1", "s2", "s3"):
        one = seen(table, live, now, name, trip)
        found.append(None if one.comes is None else (one.comes - one.arrives) // 60)
    return found


def test_a_delay_holds_for_the_stops_after_it_until_another_is_told(table: Timetable) -> None:
    now, said = at(7, 50), feed(at(7, 50))
    trip = update(said)
    stop(trip, 1, departure_delay=120)
    assert late(table, laid(table, said, now), now) == [2, 2, 2]
    stop(trip, 5, arrival_delay=60, departure_time=at(8, 15))
    live = laid(table, said, now)
    assert late(table, live, now) == [2, 1, 4]
    assert seen(table, live, now, "s2", "t1").goes == at(8, 15)


def test_a_delay_of_the_whole_trip_counts_until_a_stop_tells_its_own(table: Timetable) -> None:
    now, said = at(7, 50), feed(at(7, 50))
    trip = update(said)
    trip.delay = 300
    assert late(table, laid(table, said, now), now) == [5, 5, 5]
    stop(trip, 5, arrival_time=at(8, 11))
    assert late(table, laid(table, said, now), now) == [5, 1, 1]


def test_a_stop_without_data_ends_a_delay_and_a_skipped_one_does_not(table: Timetable) -> None:
    now = at(7, 50)
    for relation, expected in ((STOP.NO_DATA, [3, None, None]), (STOP.SKIPPED, [3, None, 3])):
        said = feed(now)
        trip = update(said)
        stop(trip, 1, departure_delay=180)
        stop(trip, 5, relation=relation)
        live = laid(table, said, now)
        assert late(table, live, now) == expected
        assert seen(table, live, now, "s2", "t1").state == ("skipped" if relation == STOP.SKIPPED else "scheduled")


def test_stops_may_be_named_by_id_and_strange_ones_are_counted(table: Timetable) -> None:
    now, said = at(7, 50), feed(at(7, 50))
    trip = update(said)
    stop(trip, name="s2", arrival_delay=60)
    stop(trip, name="s9", arrival_delay=600)
    live = laid(table, said, now)
    assert late(table, live, now) == [None, 1, 1] and live.unmatched == {"stop_not_on_trip": 1}


def test_a_cancelled_trip_is_said_to_be_cancelled_and_a_deleted_one_is_gone(table: Timetable) -> None:
    now = at(7, 50)
    said = feed(now)
    update(said, schedule_relationship=pb.TripDescriptor.CANCELED)
    update(said, "t2", schedule_relationship=pb.TripDescriptor.DELETED)
    live = laid(table, said, now)
    assert seen(table, live, now, "s1", "t1").state == "cancelled"
    found = arrivals(table, live, [table.stop_at["s1"]], now, 0, 2 * 3600)
    assert [one.trip for one in found] == ["t1"]


def test_an_added_trip_runs_by_its_own_times_and_a_duplicate_by_the_rhythm_of_its_model(table: Timetable) -> None:
    now, said = at(7, 50), feed(at(7, 50))
    extra = update(said, "extra", route_id="r1", schedule_relationship=pb.TripDescriptor.NEW)
    stop(extra, name="s1", departure_time=at(8, 30))
    stop(extra, name="s3", arrival_time=at(8, 50))
    copy = update(said, "t1", schedule_relationship=pb.TripDescriptor.DUPLICATED)
    copy.trip_properties.trip_id = "t1-again"
    copy.trip_properties.start_date, copy.trip_properties.start_time = "20261123", "08:40:00"
    stop(copy, 1, departure_delay=60)
    live = laid(table, said, now)
    assert live.matched == 2
    assert seen(table, live, now, "s3", "extra").comes == at(8, 50)
    assert seen(table, live, now, "s3", "t1-again").comes == at(9, 1)
    assert seen(table, live, now, "s3", "t1").state == "scheduled"  # the model itself is as it was


def test_what_is_no_trip_of_ours_is_counted_by_its_reason(table: Timetable) -> None:
    now, said = at(7, 50), feed(at(7, 50))
    update(said, "nobody")
    update(said, "t1", "20261125")  # taken out by the calendar
    update(said, "often")
    update(said, "exact", "20261124", start_time="10:10:00")
    update(said, "x", route_id="none", schedule_relationship=pb.TripDescriptor.ADDED)
    update(said, "x", "2026-11-23")
    live = laid(table, said, now)
    assert live.matched == 0
    assert live.unmatched == {
        "trip_unknown": 1,
        "not_on_that_day": 1,
        "start_time_missing": 1,
        "start_time_unknown": 1,
        "route_unknown": 1,
        "dropped": 1,
    }


def test_a_trip_without_its_day_or_its_id_is_found_by_the_hour(table: Timetable) -> None:
    now, said = at(8, 5), feed(at(8, 5))
    stop(update(said, day=""), 5, arrival_delay=60)
    nameless = update(said, "", route_id="r1", direction_id=0, start_time="09:00:00")
    stop(nameless, 1, departure_delay=60)
    live = laid(table, said, now)
    assert live.matched == 2
    assert late(table, live, now, "t2") == [1, 1, 1] and late(table, live, now)[2] == 1


def test_a_trip_of_another_list_is_found_by_route_time_and_stops(table: Timetable) -> None:
    """New York's subway names it by hundredths of a minute; and who writes the date of the clock for the night bus
    means the service day before, as Washington does."""
    now, said = at(8, 55), feed(at(8, 55))
    stop(update(said, "054000_1..N", route_id="r1"), name="s3", arrival_delay=60)
    update(said, "054000_1..N", route_id="r2")
    update(said, "054300_1..N", route_id="r1")
    update(said, "054050_1..N", route_id="r1")  # there is but one at that time
    on_it = said.entity.add()
    on_it.id = "bus"
    on_it.vehicle.trip.trip_id, on_it.vehicle.trip.route_id = "054000_1..N", "r1"
    on_it.vehicle.position.latitude, on_it.vehicle.position.longitude = 30.2, 103.5
    night = update(said, "late", "20261125", start_time="25:30:00")
    stop(night, 2, arrival_delay=60)
    live = laid(table, said, now)
    assert late(table, live, now, "t2")[2] == 1
    assert live.matched == 2 and live.unmatched == {"trip_unknown": 3}
    assert [run.id for _, run, _ in live.positions if run] == ["t2"]
    assert [run.day.day for run in live.by_id["late"]] == [24]  # no service on the 25th


def test_a_bus_that_goes_about_every_20_minutes_stands_for_the_nearest_time(table: Timetable) -> None:
    now, said = at(10, 5), feed(at(10, 5))
    stop(update(said, "often", start_time="10:24:00"), 1, departure_delay=0)
    live = laid(table, said, now)
    found = arrivals(table, live, [table.stop_at["s1"]], now, 0, 3600)
    assert [(one.goes or one.departs) - at(10) for one in found] == [24 * 60, 40 * 60, 60 * 60]
    assert [one.state for one in found] == ["predicted", "scheduled", "scheduled"]


def test_H3_a_bus_that_left_early_is_not_promised_any_more(table: Timetable) -> None:
    """At 08:08 the bus is at the last stop but one already: its 08:11 there will never come."""
    now, said = at(8, 9), feed(at(8, 9))
    stop(update(said), 9, arrival_time=at(8, 14))
    live = laid(table, said, now)
    assert seen(table, live, now, "s2", "t1").state == "just_left"
    assert seen(table, live, now, "s3", "t1").comes == at(8, 14)


def test_positions_are_laid_on_trips_and_those_that_are_nowhere_are_dropped(table: Timetable) -> None:
    now, said = at(8, 5), feed(at(8, 5))
    for lat, lon, trip in (
        (30.205, 103.503, "t1"),
        (float("nan"), 103.5, "t1"),
        (0, 0, "t1"),
        (95, 0, "t1"),
        (30.2, 103.5, ""),
    ):
        entity = said.entity.add()
        entity.id = str(len(said.entity))
        entity.vehicle.position.latitude, entity.vehicle.position.longitude = lat, lon
        entity.vehicle.current_stop_sequence = 5
        if trip:
            entity.vehicle.trip.trip_id = trip
    live = laid(table, said, now)
    assert len(live.positions) == 2 and live.unmatched == {"dropped": 3, "position_without_trip": 1}
    one = seen(table, live, now, "s3", "t1")
    assert one.state == "scheduled" and one.vehicle == "1"  # laying it predicts nothing


def test_positions_in_gcj_02_are_noticed_and_left_as_they_are() -> None:
    table = unpack(prepare(LINES, "xilai", "", date(2026, 11, 23)).packed)
    now = at(8, 40)
    for shift, noticed in ((lambda lat, lon: (lat, lon), False), (to_gcj, True)):
        said = feed(now)
        for trip in ("101-a-daily-0830", "101-b-daily-0840", "201-a-daily-0710"):
            run = table.trips[table.trip_at[trip]]
            line = way_of(table, table.patterns[run.pattern])
            entity = said.entity.add()
            entity.id = trip
            entity.vehicle.trip.trip_id = trip
            point = shift(*line.point(line.metres[-1] / 2))
            entity.vehicle.position.latitude, entity.vehicle.position.longitude = point
        live = laid(table, said, now)
        assert look_shifted(live, lambda run: way_of(table, run.pattern)) is noticed
        assert len(live.positions) == 3 and not live.unmatched


@settings(max_examples=60, deadline=None)
@given(some.binary(max_size=400))
def test_garbage_is_refused_and_never_breaks_anything(data: bytes) -> None:
    for body in (data, TRIPS.read_bytes()[: len(data) * 4] + data, b"<html>" + data):
        try:
            read_message(body)
        except Unreadable as reason:
            assert str(reason)


def test_messages_too_large_or_of_another_kind_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    difference = feed(1)
    difference.header.incrementality = pb.FeedHeader.DIFFERENTIAL
    for body, reason in (
        (b"", "is no GTFS-Realtime message"),
        (b"PK\x03\x04", "is no GTFS-Realtime message"),
        (difference.SerializeToString(), "is a difference"),
    ):
        with pytest.raises(Unreadable, match=reason):
            read_message(body)
    monkeypatch.setattr(messages, "LARGEST", 100)
    with pytest.raises(Unreadable, match="is larger than"):
        read_message(TRIPS.read_bytes())
    monkeypatch.undo()
    monkeypatch.setattr(messages, "ENTITIES", 5)
    with pytest.raises(Unreadable, match="more than 5 entities"):
        read_message(TRIPS.read_bytes())


async def test_only_who_has_the_token_may_send_and_nonsense_changes_nothing(both_engines: None, tmp_path: Path) -> None:
    async with redding(tmp_path) as one:
        held = buses_of(one.core).feeds["raba"]
        assert await send(one, "trips", TRIPS.read_bytes(), token="a wrong token, long enough") == 401
        assert await send(one, "trips", b"garbage") == 400
        assert await send(one, "trips", TRIPS.read_bytes(), feed="none") == 404
        assert await send(one, "X_y", TRIPS.read_bytes()) == 404
        assert held.live.matched == 9
        doing = (await one.http.get("/transit")).json()["feeds"][0]
        assert doing["matched"] == 9 and doing["unmatched"] == {"position_without_trip": 21}
        assert doing["live"]["trips"] == {"as_of": 1749416885, "stale": False}
        one.set_clock(datetime.fromtimestamp(1749416885 + 61, UTC))
        assert (await one.http.get("/transit")).json()["feeds"][0]["live"]["trips"]["stale"] is True
        for n in range(8):
            assert await send(one, f"more-{n}", TRIPS.read_bytes()) == 204
        assert await send(one, "more-9", TRIPS.read_bytes()) == 400


class Other:
    """A server that publishes live data, well or badly."""

    def __init__(self) -> None:
        self.answer: Callable[[web.Request], web.StreamResponse] = self.good
        self.asked: list[web.Request] = []

    def good(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(body=TRIPS.read_bytes(), headers={"ETag": '"v1"'})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return self.answer(request)


After = Callable[[float], Awaitable[tuple[int, int, str]]]


@asynccontextmanager
async def elsewhere(folder: Path) -> AsyncIterator[tuple[Town, Other, After]]:
    """A town whose live data another server has; (times asked, failures, error) after some seconds."""
    other, app = Other(), web.Application()
    app.router.add_get("/{tail:.*}", other.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    try:
        async with redding(folder, live=False) as one, aiohttp.ClientSession() as session:
            core, of = one.core, shape(TransitSource)
            url = f"http://127.0.0.1:{port}/tu.pb"
            row = {"id": "raba/url-1", "feed": "raba", "url": url, "body": binary(b"")}
            clock = NOW.timestamp()

            async def after(seconds: float) -> tuple[int, int, str]:
                nonlocal clock
                clock += seconds
                one.set_clock(datetime.fromtimestamp(clock, UTC))
                asked = len(other.asked)
                await poll_due(core, session)
                [(failures, error)] = await core.store.fetch("SELECT failures, error FROM transit_source")
                return len(other.asked) - asked, failures, error

            async with core.store.writing() as transaction:
                await transaction.many(of.upsert, [of.pack(row)])
            yield one, other, after
    finally:
        await runner.cleanup()


async def test_a_source_is_asked_by_its_etag_more_rarely_while_it_fails_and_comes_back(tmp_path: Path) -> None:
    async with elsewhere(tmp_path) as (one, other, after):
        core = one.core
        assert await after(0) == (1, 0, "")
        assert buses_of(core).feeds["raba"].live.matched == 9
        assert (await after(5))[0] == 0
        assert await after(10) == (1, 0, "")
        assert other.asked[-1].headers["If-None-Match"] == '"v1"'

        other.answer = lambda request: web.Response(status=500)
        assert await after(15) == (1, 1, "answered 500")
        other.answer = lambda request: web.Response(body=b"<html>sign in")
        assert await after(15) == (1, 2, "is no GTFS-Realtime message")
        assert (await after(15))[0] == 0  # waits longer now
        other.answer = lambda request: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})
        assert await after(15) == (1, 3, "answered 302")
        other.answer = lambda request: web.Response(body=b"\0" * (messages.LARGEST + 1))
        assert await after(60) == (1, 4, "is larger than 16 MB")
        assert buses_of(core).feeds["raba"].live.matched == 9  # what was known stays, and grows old
        other.answer = other.good
        assert await after(60) == (1, 0, "")


async def test_another_worker_has_what_was_sent_to_the_first(tmp_path: Path) -> None:
    """Each reads what stands in the database when it is poked."""
    async with redding(tmp_path, live=False) as one:
        buses = buses_of(one.core)
        of = shape(TransitSource)
        async with one.core.store.writing() as transaction:
            row = {"id": "raba/v", "feed": "raba", "body": binary(VEHICLES.read_bytes()), "received_at": 1}
            await transaction.many(of.upsert, [of.pack(row)])
        one.core.hub.poke(["transit"])
        for _ in range(100):
            await asyncio.sleep(0.01)
            if buses.feeds["raba"].live.positions:
                break
        assert len(buses.feeds["raba"].live.positions) == 22


DATES = some.sampled_from(["", "20261123", "20261124", "00010101", "99991231", "20260230", "x"])
CLOCKS = some.sampled_from(["", "08:00:00", "10:20:00", "25:30:00", "167:00:00", "8:0", "-1:00:00"])
NAMES = some.sampled_from(["", "t1", "t2", "often", "exact", "late", "054000_1..N", "999999_9..S", "nobody"])
STOPS = some.sampled_from(["", "s1", "s2", "s3", "nowhere"])
SMALL, MOMENTS = some.integers(-(2**31), 2**31 - 1), some.integers(-(2**63), 2**63 - 1)
TOLD = some.tuples(some.integers(0, 12), STOPS, some.integers(0, 3), SMALL, MOMENTS, some.integers(0, 7))
SAID = some.tuples(
    *(NAMES, DATES, CLOCKS, some.sampled_from([0, 1, 2, 3, 5, 6, 7, 8])),
    *(some.sampled_from(["", "r1", "r2", "r9"]), some.lists(TOLD, max_size=4)),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(some.lists(SAID, max_size=3), some.integers(0, 2**64 - 1))
def test_whatever_a_message_says_is_laid_or_counted(table: Timetable, said: list[Any], stamp: int) -> None:
    one, now = feed(stamp), at(8, 5)
    for name, day, begins, relation, route, stops in said:
        trip = update(one, name, day, start_time=begins, schedule_relationship=relation, route_id=route)
        trip.trip_properties.trip_id, trip.trip_properties.start_date = "copy", day
        trip.trip_properties.start_time = begins
        for sequence, place, there, delay, moment, which in stops:
            heard = stop(trip, sequence, place, there)
            if which & 1:
                heard.arrival.delay = delay
            if which & 2:
                heard.departure.time = moment
            if which & 4:
                heard.arrival.time = moment
        entity = one.entity.add()
        entity.id = f"v{len(one.entity)}"
        entity.vehicle.trip.CopyFrom(trip.trip)
        entity.vehicle.position.latitude, entity.vehicle.position.longitude = 30.2, 103.5
    live = laid(table, one, now)
    for number in range(len(table.stops)):
        arrivals(table, live, [number], now, 3600, 86400)
    for write in FEEDS.values():
        read_message(write(table, live, now))
    held = Held("made", "", 0, table, live=live)
    for runs in live.by_id.values():
        for run in runs:
            status(held, run, now, [])
