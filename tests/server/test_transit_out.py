"""What we publish of buses, read by other people's validators and by ourselves."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2 as pb
from gtfs_rt_validator.cli import main as validate_live
from gtfs_validator.cli import main as validate

from server.setup.demo import LINES
from server.transit.arrivals import arrivals
from server.transit.held import buses_of
from server.transit.keep import prepare
from server.transit.out.realtime import FEEDS
from server.transit.realtime.live import Source, lay
from server.transit.realtime.message import read_message
from server.transit.timetable import unpack
from tests.server.bus_town import DATA, NOW, TRIPS, redding, send
from tests.server.made_feed import TODAY, changed, zipped
from tests.server.test_transit_live import STOP, at, feed, laid, stop, update

AT = int(NOW.timestamp())


def worst(report: Path) -> set[tuple[str, str]]:
    notices = json.loads(report.read_text("utf-8"))["notices"]
    return {(one["severity"], one["code"]) for one in notices}


def judged(folder: Path, source: Path, now: int) -> set[tuple[str, str]]:
    """What another validator says of our three feeds."""
    files = {"tu": "trip-updates.pb", "vp": "vehicle-positions.pb", "sa": "alerts.pb"}
    words = [part for role, name in files.items() for part in (f"-{role}", str(folder / name))]
    moment = datetime.fromtimestamp(now, UTC).isoformat()
    assert validate_live(["-gtfs", str(source), *words, "--at", moment, "--out", str(folder)]) == 0
    return worst(folder / "report.json")


def test_the_demo_feed_has_no_error_for_a_validator(tmp_path: Path) -> None:
    assert validate(["-i", str(LINES), "-o", str(tmp_path), "-c", "CN", "-d", "2026-11-22"]) == 0
    assert not {code for severity, code in worst(tmp_path / "report.json") if severity == "ERROR"}


async def test_our_live_feeds_say_what_we_heard_and_have_no_error_for_a_validator(tmp_path: Path) -> None:
    async with redding(tmp_path / "town") as one:
        for name in ("gtfs.zip", "trip-updates.pb", "vehicle-positions.pb", "alerts.pb"):
            answer = await one.http.get(f"/transit/raba/{name}")
            assert answer.status_code == 200
            (tmp_path / name).write_bytes(answer.content)
        held = buses_of(one.core).feeds["raba"]
        missing = await one.http.get("/transit/raba/nothing.pb")
        assert missing.status_code == 404 and (await one.http.get("/transit/none/gtfs.zip")).status_code == 404
        again = await one.http.get("/transit/raba/gtfs.zip", headers={"if-none-match": f'"{held.stamp}"'})
        assert again.status_code == 304
    assert (tmp_path / "gtfs.zip").read_bytes() == (DATA / "raba.zip").read_bytes()

    assert not {code for severity, code in judged(tmp_path, tmp_path / "gtfs.zip", AT) if severity == "ERROR"}

    message = read_message((tmp_path / "trip-updates.pb").read_bytes())
    live = lay(held.timetable, {"ours": message}, AT, {"ours": Source(AT)})
    assert live.matched == 9 and not live.unmatched
    for number in range(len(held.timetable.stops)):
        told, heard = (
            [
                (found.trip, found.comes, found.goes)
                for found in arrivals(held.timetable, known, [number], AT, 300, 86400)
            ]
            for known in (held.live, live)
        )
        assert told == heard


async def test_a_live_feed_is_written_once_for_all_who_ask_within_seconds_and_anew_when_there_is_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, times = "trip-updates.pb", []
    write = FEEDS[name]
    monkeypatch.setitem(FEEDS, name, lambda *given: times.append(given[2]) or write(*given))
    async with redding(tmp_path) as one:
        for later, made in ((0, 1), (4, 1), (6, 2)):
            one.set_clock(NOW + timedelta(seconds=later))
            answer = await one.http.get(f"/transit/raba/{name}")
            assert len(read_message(answer.content).trips) == 9 and len(times) == made
        assert await send(one, "trips", TRIPS.read_bytes()) == 204
        await one.http.get(f"/transit/raba/{name}")
        assert len(times) == 3


def every_kind(now: int) -> pb.FeedMessage:
    """Trips of every sort, a bus that two sources told of, and alerts about hardly anything."""
    said = feed(now)
    second = update(said, "t2")
    for n, later in ((1, 0), (5, 0), (9, -30)):  # all at once, and back in time
        stop(second, n, arrival_time=at(9) + later, departure_time=at(9) + later)
    update(said, "late")  # nothing is said of it
    update(said, "t1", day="20261124", schedule_relationship=pb.TripDescriptor.CANCELED)
    update(said, "night", schedule_relationship=pb.TripDescriptor.DELETED)
    for name, day, relation in (("extra", "20261123", 8), ("m1", "20261124", 5)):
        own = update(said, name, day, route_id="r1", schedule_relationship=relation)
        for n, place in enumerate(("s1", "s3"), start=1):
            stop(own, n, place, arrival_time=now + 600 * n, departure_time=now + 600 * n + 60)
    copy = update(said, "t1", schedule_relationship=pb.TripDescriptor.DUPLICATED)
    copy.trip_properties.trip_id, copy.trip_properties.start_date = "t1-again", "20261123"
    copy.trip_properties.start_time = "08:40:00"
    stop(copy, 1, departure_delay=60)
    often = update(said, "often", start_time="10:24:00", schedule_relationship=pb.TripDescriptor.UNSCHEDULED)
    stop(often, 1, relation=STOP.UNSCHEDULED, departure_delay=60)
    for later in (20, 10):
        bus = said.entity.add()
        bus.id = f"bus {later}"
        bus.vehicle.vehicle.id, bus.vehicle.timestamp = "v1", now - later
        bus.vehicle.trip.CopyFrom(often.trip)
        bus.vehicle.position.latitude, bus.vehicle.position.longitude = 30.2 + later / 10_000, 103.5
        bus.vehicle.position.bearing = 400
    for n in range(3):
        entity = said.entity.add()
        entity.id = f"alert {n}"
        who = entity.alert.informed_entity.add()
        if n == 1:
            who.route_type = 3
        if n == 2:
            who.trip.route_id = "r1"
        entity.alert.header_text.translation.add().text = "修路绕行"
    return said


@pytest.mark.parametrize("direction", ["direction_id", "is_express"])
def test_trips_of_every_sort_have_no_error_for_a_validator(direction: str, tmp_path: Path) -> None:
    """Without `direction_id` in the feed none is told."""
    now = at(8, 5)
    source = zipped(tmp_path, changed(trips=("direction_id", direction)))
    table = unpack(prepare(source, "made", "", TODAY).packed)
    live = laid(table, every_kind(now), now)
    assert live.matched == 8 and not live.unmatched and not live.by_id["extra"][0].told.skipped
    for name, write in FEEDS.items():
        (tmp_path / name).write_bytes(write(table, live, now))
    assert not {code for severity, code in judged(tmp_path, source, now) if severity == "ERROR"}
    [bus] = read_message((tmp_path / "vehicle-positions.pb").read_bytes()).positions
    assert (bus.at, bus.bearing) == (now - 10, None)
    again = lay(table, {"ours": read_message((tmp_path / "trip-updates.pb").read_bytes())}, now, {"ours": Source(now)})
    assert again.matched == 7 and not again.unmatched
    assert again.by_id["often"][0].told.departs == live.by_id["often"][0].told.departs
    assert None not in live.by_id["often"][0].told.departs
    about = [alert.about for alert in read_message((tmp_path / "alerts.pb").read_bytes()).alerts]
    everyone = [("a", "", "", ""), ("b", "", "", "")]
    assert about == [everyone, everyone, [("", "r1", "", "")]]
