"""Live data as they come from elsewhere: clocks that say nothing, loops, night buses, trips of no timetable."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from google.transit import gtfs_realtime_pb2 as pb

from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.out.realtime import trip_updates
from server.transit.predict.predictor import Predictor
from server.transit.realtime.live import Source, lay
from server.transit.realtime.message import read_message
from server.transit.timetable import Timetable
from server.transit.way import way_of
from tests.server.bus_town import NOW, TRIPS, redding, send
from tests.server.made_feed import FILES, made, zipped
from tests.server.test_transit_live import at, elsewhere, feed, laid, seen, stop, update

AT = int(NOW.timestamp())


def real(stamp: int | None, entities: int | None = None) -> bytes:
    """The real trip updates with another clock."""
    one = pb.FeedMessage()
    one.ParseFromString(TRIPS.read_bytes())
    one.header.ClearField("timestamp")
    if stamp is not None:
        one.header.timestamp = stamp
    for entity in one.entity:
        entity.trip_update.ClearField("timestamp")
        if entities is not None:
            entity.trip_update.timestamp = entities
    return bytes(one.SerializeToString())


@pytest.mark.parametrize(
    ("header", "entity"),
    [(None, None), (AT * 1000, None), (AT + 86_400, None), (2**33 - 1, 2**33 - 1), (AT, AT * 1000), (0, 0)],
)
async def test_a_clock_that_says_nothing_counts_milliseconds_or_runs_ahead_neither_hides_buses_nor_keeps_them_fresh(
    header: int | None, entity: int | None, tmp_path: Path
) -> None:
    async with redding(tmp_path, live=False) as one:
        assert await send(one, "trips", real(header, entity)) == 204
        said = (await one.http.get("/bus/raba:9902")).json()
        assert [row["predicted"] for row in said["arrivals"] if row["state"] == "live"] == [1749418441]
        assert len(read_message((await one.http.get("/transit/raba/trip-updates.pb")).content).trips) == 9
        one.set_clock(NOW + timedelta(seconds=120))
        [told] = (await one.http.get("/transit")).json()["feeds"]
        assert told["live"]["trips"]["stale"] and told["live"]["trips"]["as_of"] <= AT
        assert (await one.http.get("/bus/raba:9902")).json()["live"] == "dead"


def test_a_trip_of_no_timetable_goes_out_with_all_its_stops(tmp_path: Path) -> None:
    table, now, said = made(tmp_path), at(7, 50), feed(at(7, 50))
    extra = update(said, "extra", route_id="r1", schedule_relationship=pb.TripDescriptor.NEW)
    for n, name in enumerate(("s1", "s2", "s3")):
        stop(extra, name=name, arrival_time=at(8, 30 + 10 * n), departure_time=at(8, 31 + 10 * n))
    live = laid(table, said, now)
    again = read_message(trip_updates(table, live, now))
    ours = lay(table, {"ours": again}, now, {"ours": Source(now)})
    assert ours.matched == 1 and not ours.unmatched
    for name in ("s1", "s2", "s3"):
        theirs, heard = (seen(table, one, now, name, "extra") for one in (live, ours))
        assert (theirs.comes, theirs.goes) == (heard.comes, heard.goes)


def loop(folder: Path) -> Timetable:
    last = "t1,9,s3,08:20:00,08:20:00\n"
    return made(folder, stop_times=(last, f"{last}t1,12,s1,08:40:00,08:40:00\n"))


def test_a_line_that_ends_where_it_began_is_told_apart_by_the_time(tmp_path: Path) -> None:
    """Only the last stop is still told, by its id: the bus does not begin anew."""
    table, now, said = loop(tmp_path), at(8, 22), feed(at(8, 22))
    stop(update(said), name="s1", arrival_time=at(8, 42))
    live = laid(table, said, now)
    [run] = live.by_id["t1"]
    assert run.told.arrives == [None, None, None, at(8, 42)]
    early = feed(now)
    stop(update(early), name="s1", departure_time=at(8, 1))
    [run] = laid(table, early, now).by_id["t1"]
    assert run.told.departs[0] == at(8, 1) and run.told.arrives[3] == at(8, 41)


def test_the_night_bus_of_every_day_named_by_the_date_of_the_clock_is_that_of_the_evening_before(
    tmp_path: Path,
) -> None:
    """As in Washington. It goes on both days, so the calendar alone does not tell."""
    table, now = made(tmp_path), at(3, 20, 24)
    for times, day in (({}, 23), ({"arrival_time": at(4, 3, 24)}, 23), ({"arrival_time": at(4, 3, 25)}, 24)):
        said = feed(now)
        stop(update(said, "late", "20261124"), 2, **times or {"arrival_delay": 60})
        [run] = laid(table, said, now).by_id["late"]
        assert run.day == date(2026, 11, day)


def test_shuttles_of_new_yorks_subway_have_names_with_one_dot(tmp_path: Path) -> None:
    table, now, said = made(tmp_path), at(8, 55), feed(at(8, 55))
    stop(update(said, "054000_GS.N01R", route_id="r1"), name="s3", arrival_time=at(9, 21))
    live = laid(table, said, now)
    assert live.matched == 1 and seen(table, live, now, "s3", "t2").comes == at(9, 21)


def test_a_trip_that_stops_at_another_platform_is_found_and_one_of_another_way_is_not(tmp_path: Path) -> None:
    """As on New York's G: one stop of twenty is told with the sign of the other direction."""
    more = "".join(f"p{n},{n},30.2{n:02},103.5,\n" for n in range(10, 16))
    stops = FILES["stops.txt"] + more
    way = "".join(f"t3,{n},p{n},09:{n}:00,09:{n}:00\n" for n in range(10, 15))
    table = made(
        tmp_path, stops=stops, stop_times=FILES["stop_times.txt"] + way, trips=FILES["trips.txt"] + "t3,r1,week,,0,\n"
    )
    for names, matched in ((("p15", "p11", "p12", "p13", "p14"), 1), (("p15", "s1", "p12", "p13", "p14"), 0)):
        said = feed(at(9, 5))
        own = update(said, "055000_1..N", route_id="r1")
        for name in names:
            stop(own, name=name, arrival_delay=60)
        live = laid(table, said, at(9, 5))
        assert live.matched == matched
        assert live.unmatched == ({"stop_not_on_trip": 1} if matched else {"trip_unknown": 1})


def test_a_trip_without_a_name_is_found_by_its_first_departure(tmp_path: Path) -> None:
    """It stands at its first stop for a while."""
    table = made(tmp_path, stop_times=("t2,1,s1,09:00:00,09:00:00", "t2,1,s1,08:55:00,09:00:00"))
    for begins in ("08:55:00", "09:00:00"):
        said = feed(at(8, 50))
        stop(update(said, "", route_id="r1", start_time=begins), 9, arrival_delay=60)
        live = laid(table, said, at(8, 50))
        assert [run.id for runs in live.by_id.values() for run in runs] == ["t2"], begins


async def test_a_source_that_says_the_same_again_without_a_clock_grows_old_and_one_that_never_answered_is_told(
    both_engines: None, tmp_path: Path
) -> None:
    async with elsewhere(tmp_path) as (one, other, after):

        async def told() -> Any:
            return (await one.http.get("/transit")).json()["feeds"][0]["live"]

        other.answer = lambda request: web.Response(status=503)
        assert await after(0) == (1, 1, "answered 503")
        await buses_of(one.core).refresh()
        assert await told() == {"url-1": {"as_of": None, "stale": True, "error": "answered 503"}}
        strange = {"ETag": "x" * 3000, "Last-Modified": "\udcff"}
        other.answer = lambda request: web.Response(body=real(None), headers=strange)
        assert await after(30) == (1, 0, "")
        assert (await told())["url-1"] == {"as_of": AT + 30, "stale": False}
        for _ in range(6):
            assert await after(15) == (1, 0, "")
        assert (await told())["url-1"] == {"as_of": AT + 30, "stale": True}
        other.answer = lambda request: web.Response(body=real(AT + 130))
        assert await after(15) == (1, 0, "")
        assert (await told())["url-1"]["stale"] is False


async def test_a_source_that_paused_once_and_then_dies_is_said_to_be_dead_in_minutes(tmp_path: Path) -> None:
    async with redding(tmp_path, live=False) as one:
        for stamp in (AT - 580, AT):
            assert await send(one, "trips", real(stamp)) == 204
        for later, live in ((60, "on"), (181, "dead")):
            one.set_clock(NOW + timedelta(seconds=later))
            assert (await one.http.get("/bus/raba:9902")).json()["live"] == live


async def test_a_timetable_that_cannot_be_read_any_more_holds_up_neither_the_server_nor_other_feeds(
    tmp_path: Path,
) -> None:
    """Another version of the server wrote it, or a disk is bad."""
    async with redding(tmp_path, live=False) as one:
        buses = buses_of(one.core)
        ready = prepare(zipped(tmp_path, FILES), "made", "", date(2025, 6, 8))
        for packed in (ready.packed[:50], b""):
            ready.packed, ready.stamp = packed, f"stamp {len(packed)}"
            await keep(one.core.store, ready, 1)
            await buses.refresh()
            feeds = (await one.http.get("/transit")).json()["feeds"]
            assert [feed["feed"] for feed in feeds] == ["raba", "made"]
            assert feeds[1] == {"feed": "made", "error": "cannot be read; load it again"}
            assert (await one.http.get("/bus/raba:9902")).status_code == 200


def test_where_predictions_fall_silent_and_positions_do_not_we_predict_ourselves(tmp_path: Path) -> None:
    table, now = made(tmp_path), at(8, 6)
    for age, by in ((30, "theirs"), (300, "ours")):
        theirs, buses = feed(now - age), feed(now)
        stop(update(theirs), 5, arrival_delay=7200)
        bus = buses.entity.add()
        bus.id = "v1"
        bus.vehicle.trip.trip_id = "t1"
        bus.vehicle.position.latitude, bus.vehicle.position.longitude = 30.205, 103.503
        heard = {name: read_message(said.SerializeToString()) for name, said in (("theirs", theirs), ("buses", buses))}
        live = lay(table, heard, now, {name: Source(said.at) for name, said in heard.items()})
        Predictor().look(table, lambda run: way_of(table, run.pattern), live, now, False)
        one = seen(table, live, now, "s3", "t1")
        assert (one.state, one.unsure is None) == ("predicted", by == "theirs")
        assert one.comes is not None and (one.comes > at(10)) is (by == "theirs")
