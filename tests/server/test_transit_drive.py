"""A driver's phone says where the bus is: what comes of it, what does not, and who may."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import given, settings
from hypothesis import strategies as some

from server.accounts import staff
from server.accounts.forget import forget
from server.setup.demo import LINES
from server.transit.drive_code import Batch, Point, Unreadable, decode, encode
from server.transit.drive_rules import by_our_clock, clock_of
from server.transit.gtfs.gcj import to_gcj
from server.transit.held import Buses, buses_of
from server.transit.keep import Ready, keep, prepare
from server.transit.predict.track import due_place
from server.transit.realtime.live import LiveRun, quiet_run
from server.transit.timetable import unpack
from server.transit.way import Way, way_of
from tests.server.test_transit_predict import BEGINS, DAY, FAR_AWAY, TRIP, ZERO
from tests.server.town import Device, Town, town

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/drive.json").read_text("utf-8"))
DRIVER, SECOND, REDDING, OF_ANOTHER, RESIDENT = (f"1390000002{n}" for n in range(5))
DUTY: list[staff.StaffRow] = [
    {"phone": phone, "name": "何师傅", "role": "driver", "scope": scope, "window": ""}
    for phone, scope in [
        (DRIVER, "bus:xilai"),
        (SECOND, "bus:xilai:pujiang"),
        (REDDING, "bus:raba"),
        (OF_ANOTHER, "bus:xilai:another"),
    ]
]
RUN = {"line": "xilai:101", "on": f"{DAY}", "begins": 510, "to": "西来场镇"}


@cache
def xilai() -> tuple[Ready, LiveRun, Way]:
    ready = prepare(LINES, "xilai", "", DAY)
    table = unpack(ready.packed)
    run = quiet_run(table, table.trip_at[TRIP], DAY, BEGINS - ZERO)
    return ready, run, way_of(table, run.pattern)


def due(at: int, late: int = 0) -> tuple[float, float]:
    _, run, way = xilai()
    return way.point(due_place(way, run, at - late - BEGINS))


class Drive:
    """A phone on a trip. `fast`: seconds that its clock is ahead."""

    def __init__(self, one: Town, device: Device, fast: int = 0) -> None:
        self.town, self.device, self.fast = one, device, fast
        self.id, self.sent = secrets.token_urlsafe(8), 0

    async def begin(self, **other: Any) -> httpx.Response:
        return await self.town.http.post(f"/transit/drives/{self.id}", json=RUN | other, headers=self.device.headers)

    async def post(self, body: bytes) -> httpx.Response:
        path = f"/transit/drives/{self.id}/points"
        answer = await self.town.http.post(path, content=body, headers=self.device.headers)
        await buses_of(self.town.core).refresh()
        return answer

    def batch(self, *places: tuple[int, tuple[float, float]], over: bool = False) -> bytes:
        now = int(self.town.core.clock().timestamp())
        points = [Point(at + self.fast, round(lat * 1e5), round(lon * 1e5)) for at, (lat, lon) in places]
        body = encode(Batch(over, self.sent, now + self.fast, points))
        self.sent += len(points)
        return body

    async def send(self, *places: tuple[int, tuple[float, float]], over: bool = False) -> dict[str, Any]:
        answer = await self.post(self.batch(*places, over=over))
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def drive(self, since: int, until: int, late: int = 0) -> dict[str, Any]:
        """Points ten seconds apart, several at once."""
        said: dict[str, Any] = {}
        for at in range(until - (until - since) // 60 * 60, until + 1, 60):
            clock(self.town, at)
            said = await self.send(*((one, due(one, late)) for one in range(at - 50, at + 1, 10)))
        return said


def clock(one: Town, at: int) -> None:
    one.set_clock(datetime.fromtimestamp(at, UTC))


@asynccontextmanager
async def valley(folder: Path) -> AsyncIterator[tuple[Town, Drive]]:
    """The trip of 8:30 is about to begin, and its driver is signed in."""
    async with town(folder) as one:
        clock(one, BEGINS - 60)
        await staff.load(one.core, DUTY, "510131")
        await keep(one.core.store, xilai()[0], BEGINS)
        await buses_of(one.core).refresh()
        yield one, Drive(one, await one.sign_in(DRIVER))


async def at_stop(one: Town, stop: str) -> tuple[str, dict[str, Any]]:
    said = (await one.http.get(f"/bus/xilai:{stop}")).json()
    [bus] = [bus for bus in said["arrivals"] if bus["line"] == "xilai:101" and bus["to"] == "西来场镇"][:1]
    return said["live"], bus


async def vehicles(one: Town, feed: str = "xilai") -> list[Any]:
    message = pb.FeedMessage()
    message.ParseFromString((await one.http.get(f"/transit/{feed}/vehicle-positions.pb")).content)
    return [entity.vehicle for entity in message.entity]


@pytest.mark.parametrize("case", VECTORS["batches"], ids=[one["why"] for one in VECTORS["batches"]])
def test_positions_are_coded_as_the_vectors_say(case: dict[str, Any]) -> None:
    batch = Batch(case["over"], case["first"], case["sent"], [Point(*one) for one in case["points"]])
    assert encode(batch).hex() == case["hex"] and decode(bytes.fromhex(case["hex"])) == batch


@pytest.mark.parametrize("case", VECTORS["refused"], ids=[one["why"] for one in VECTORS["refused"]])
def test_what_is_no_batch_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        decode(bytes.fromhex(case["hex"]))


@settings(max_examples=200, deadline=None)
@given(some.binary(max_size=60) | some.binary(min_size=3, max_size=60).map(lambda body: bytes(b & 127 for b in body)))
def test_whatever_bytes_come_are_a_batch_or_refused(body: bytes) -> None:
    try:
        batch = decode(body)
    except Unreadable:
        return
    assert all(0 <= point.at <= batch.sent for point in batch.points) and decode(encode(batch)) == batch


def test_a_clock_is_known_by_the_quickest_batch_until_it_is_set_anew() -> None:
    clock = clock_of(None, 3607)
    for seen in (3604, 3601, 3630, 3602):
        clock = clock_of(clock, seen)
    assert clock == 3601 and clock_of(clock, 2) == 2 and clock_of(clock, 3601 + 7200) == 3601 + 7200
    points = [Point(100, 1, 1), Point(90, 1, 2), Point(130, 1, 3)]
    assert [one.at for one in by_our_clock(points, 5, 103)] == [105, 105, 135]


async def test_a_bus_that_its_driver_drives_is_predicted_and_comes_out_as_gtfs_realtime(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        assert (await drive.begin()).json() == {"at": BEGINS - 60, "next": 0}
        now = BEGINS + 500
        said = await drive.drive(BEGINS - 40, now, late=120)
        assert said == {"at": now, "next": 60}
        live, bus = await at_stop(one, "lianghe")
        assert live == "on" and bus["state"] == "live" and 90 < bus["predicted"] - bus["scheduled"] < 190
        [vehicle] = await vehicles(one)
        assert (vehicle.trip.trip_id, vehicle.timestamp) == (TRIP, now) and len(vehicle.vehicle.id) == 8
        updates = pb.FeedMessage()
        answer = await one.http.get("/transit/xilai/trip-updates.pb")
        updates.ParseFromString(answer.content)
        assert [entity.trip_update.trip.trip_id for entity in updates.entity] == [TRIP]
        told = answer.content + vehicle.SerializeToString()
        for secret in (drive.device.person, drive.device.client, drive.id, DRIVER, "何师傅"):
            assert str(secret).encode() not in told
        clock(one, now + 70)
        assert (await at_stop(one, "lianghe"))[0] == "dead"  # silent, and said so


async def test_a_batch_sent_twice_counts_once_and_what_comes_with_it_is_taken(
    both_engines: None, tmp_path: Path
) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        clock(one, BEGINS + 20)
        first = drive.batch((BEGINS, due(BEGINS)), (BEGINS + 10, due(BEGINS + 10)))
        assert (await drive.post(first)).json()["next"] == 2
        before = await one.core.store.fetch("SELECT * FROM transit_drive")
        clock(one, BEGINS + 40)
        assert (await drive.post(first)).json()["next"] == 2
        assert (await drive.begin()).json()["next"] == 2
        assert await one.core.store.fetch("SELECT * FROM transit_drive") == before
        drive.sent = 1  # its answer was lost: the second again, and a third
        both = drive.batch((BEGINS + 10, due(BEGINS + 10)), (BEGINS + 30, due(BEGINS + 30)))
        assert (await drive.post(both)).json()["next"] == 3
        [held] = buses_of(one.core).feeds["xilai"].drives.values()
        assert [point.at for point in held.points] == [BEGINS, BEGINS + 10, BEGINS + 30]


async def test_what_a_phone_kept_without_a_line_moves_no_bus_but_teaches_the_way(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        await drive.drive(BEGINS - 40, BEGINS + 100)
        memory = buses_of(one.core).feeds["xilai"].predictor.memory
        gap = range(BEGINS + 110, BEGINS + 901, 10)
        clock(one, BEGINS + 1200)
        passes = len(memory.pieces)
        await drive.send(*((at, due(at)) for at in gap))
        assert len(memory.pieces) > passes + 3
        assert await vehicles(one) == [] and (await at_stop(one, "dunhou"))[1]["state"] == "scheduled"
        clock(one, BEGINS + 1220)
        await drive.send((BEGINS + 1220, due(BEGINS + 1220)))
        [vehicle] = await vehicles(one)
        assert vehicle.timestamp == BEGINS + 1220 and (await at_stop(one, "dunhou"))[1]["state"] == "live"


async def test_a_phone_that_leaps_100_km_is_shown_to_nobody(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        now = BEGINS + 300
        await drive.drive(BEGINS - 40, now)
        before = (await at_stop(one, "dunhou"))[1]["predicted"]
        clock(one, now + 15)
        await drive.send((now + 15, FAR_AWAY))
        assert await vehicles(one) == [] and (await at_stop(one, "dunhou"))[1]["predicted"] == before
        clock(one, now + 30)
        assert (await drive.send((now + 30, due(now + 30))))["why"] == "leap"  # of what was before
        [vehicle] = await vehicles(one)
        assert vehicle.timestamp == now + 30


async def test_positions_in_gcj02_predict_nothing_and_the_driver_is_told(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        for at in range(BEGINS + 300, BEGINS + 500, 20):
            clock(one, at)
            said = await drive.send((at, to_gcj(*due(at))))
        assert said["why"] == "gcj02" and (await at_stop(one, "dunhou"))[1]["state"] == "scheduled"


@pytest.mark.parametrize("fast", [3600, -86_400])
async def test_a_phone_whose_clock_is_wrong_is_where_it_is_now(tmp_path: Path, fast: int) -> None:
    async with valley(tmp_path) as (one, drive):
        drive.fast = fast
        await drive.begin()
        await drive.drive(BEGINS - 40, BEGINS + 300)
        assert [vehicle.timestamp for vehicle in await vehicles(one)] == [BEGINS + 300]
        drive.fast = 0  # it is set right on the way
        await drive.drive(BEGINS + 320, BEGINS + 340)
        assert [vehicle.timestamp for vehicle in await vehicles(one)] == [BEGINS + 340]


async def test_a_driver_drives_only_where_they_are_posted_and_only_their_own_drive(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        for phone, allowed in ((SECOND, 200), (REDDING, 403), (OF_ANOTHER, 403), (RESIDENT, 403)):
            assert (await Drive(one, await one.sign_in(phone)).begin()).status_code == allowed
        assert (await Drive(one, one.device()).begin()).status_code == 401
        assert (await drive.begin()).status_code == 200
        [profile] = [row["body"] for row in (await drive.device.sync())["rows"]["me"] if row["entity"] == "profile"]
        assert profile["roles"] == [{"role": "driver", "scope": "bus:xilai"}]
        clock(one, BEGINS)
        body = drive.batch((BEGINS, due(BEGINS)))
        path = f"/transit/drives/{drive.id}/points"
        for phone in (SECOND, RESIDENT):
            other = await one.sign_in(phone, one.device())
            assert (await one.http.post(path, content=body, headers=other.headers)).status_code == 404
            stolen = Drive(one, other)
            stolen.id = drive.id
            assert (await stolen.begin()).status_code in (403, 404)
        await staff.load(one.core, DUTY[1:], "510131")  # no driver any more
        assert (await drive.post(body)).json()["code"] == "forbidden"
        assert await vehicles(one) == []


@pytest.mark.parametrize(
    ("other", "at", "code"),
    [
        ({"begins": 511}, BEGINS, "drive_trip_unknown"),
        ({"to": "花桥"}, BEGINS, "drive_trip_unknown"),
        ({"back": True}, BEGINS, "drive_trip_unknown"),
        ({"line": "xilai:999"}, BEGINS, "drive_trip_unknown"),
        ({"line": "nobody:101"}, BEGINS, "drive_trip_unknown"),
        ({"on": "2028-11-24"}, BEGINS, "drive_trip_unknown"),
        ({"on": "never"}, BEGINS, "bad_request"),
        ({"on": "2026-11-25"}, BEGINS, "drive_early"),
        ({}, BEGINS - 3700, "drive_early"),
        ({}, BEGINS + 10 * 3600, "drive_over"),
    ],
)
async def test_only_a_trip_of_now_can_be_driven(tmp_path: Path, other: dict[str, Any], at: int, code: str) -> None:
    async with valley(tmp_path) as (one, drive):
        clock(one, at)
        answer = await drive.begin(**other)
        assert answer.json()["code"] in (code, "drive_trip_unknown" if code == "bad_request" else code)
        assert await one.core.store.fetch("SELECT id FROM transit_drive") == []


async def test_a_bad_batch_changes_nothing_and_too_many_are_put_off(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        assert (await drive.post(drive.batch())).status_code == 404  # not begun
        await drive.begin()
        clock(one, BEGINS)
        await drive.send((BEGINS, due(BEGINS)))
        before = await one.core.store.fetch("SELECT * FROM transit_drive")
        for case in VECTORS["refused"]:
            assert (await drive.post(bytes.fromhex(case["hex"]))).json()["code"] == "bad_request"
        assert (await drive.post(b"\0" * 5000)).status_code == 413
        clock(one, BEGINS + 5)
        assert (await drive.post(drive.batch((BEGINS - 90_000, due(BEGINS))))).json()["code"] == "bad_request"
        drive.sent = 1
        clock(one, BEGINS)
        quick = await drive.post(drive.batch((BEGINS, due(BEGINS))))
        assert quick.json()["code"] == "rate_limited" and quick.headers["retry-after"] == "1"
        assert await one.core.store.fetch("SELECT * FROM transit_drive") == before


async def test_a_drive_ends_by_its_driver_by_the_next_one_or_by_itself(both_engines: None, tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        await drive.drive(BEGINS - 40, BEGINS + 300)
        over = drive.batch((BEGINS + 300, due(BEGINS + 300)), over=True)
        clock(one, BEGINS + 310)
        for _ in range(2):  # on the way: it does not come any more
            assert (await drive.post(over)).json()["over"] and await vehicles(one) == []
        assert (await at_stop(one, "dunhou"))[0] == "none"
        assert (await drive.post(drive.batch((BEGINS + 310, due(BEGINS + 310))))).json()["code"] == "drive_over"

        second = Drive(one, drive.device)
        assert "over" not in (await second.begin()).json()
        clock(one, BEGINS + 330)
        await second.send((BEGINS + 330, due(BEGINS + 330)))
        assert len(await vehicles(one)) == 1
        third = Drive(one, drive.device)
        await third.begin()
        clock(one, BEGINS + 350)
        assert (await second.post(second.batch((BEGINS + 350, due(BEGINS + 350))))).json()["code"] == "drive_over"
        _, run, _ = xilai()
        ends = BEGINS + run.pattern.arrives[-1]
        clock(one, ends + 5400 + 60)  # a driver forgot
        said = await third.send((ends, due(ends)), (ends + 5390, due(ends)), (ends + 5450, due(ends)))
        assert said["over"] and said["next"] == 3
        assert (await one.core.store.fetch("SELECT count(*) FROM transit_drive WHERE ended_at = 0")) == [(0,)]
        clock(one, ends + 3 * 86_400)
        await forget(one.core)
        assert await one.core.store.fetch("SELECT id FROM transit_drive") == []


async def test_a_bus_that_came_to_its_last_stop_has_just_left_the_one_before(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        _, run, way = xilai()
        ends = BEGINS + run.pattern.arrives[-1]
        await drive.drive(ends - 240, ends)
        clock(one, ends + 10)
        assert (await drive.send((ends + 10, way.point(way.stops[-1])), over=True))["over"]
        assert len(await vehicles(one)) == 1
        live, bus = await at_stop(one, "dunhou")
        assert live == "on" and bus["state"] == "just_left" and abs(bus["predicted"] - bus["scheduled"]) < 30


async def test_of_two_drivers_on_one_trip_the_one_that_moves_is_the_bus_and_both_are_told(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        parked = Drive(one, await one.sign_in(SECOND))
        await drive.begin()
        assert (await parked.begin()).json()["others"]
        for at in range(BEGINS - 40, BEGINS + 301, 20):
            clock(one, at)
            await drive.send((at, due(at)))
            assert (await parked.send((at, due(BEGINS))))["others"]
        assert len(await vehicles(one)) == 2
        live, bus = await at_stop(one, "lianghe")
        assert live == "on" and abs(bus["predicted"] - bus["scheduled"]) < 60


async def test_another_worker_has_the_bus_too_and_a_drive_outlives_its_session(tmp_path: Path) -> None:
    async with valley(tmp_path) as (one, drive):
        await drive.begin()
        await drive.drive(BEGINS - 40, BEGINS + 300)
        other = Buses(one.core)
        await other.refresh()
        assert [seen.at for seen, _, _ in other.feeds["xilai"].live.positions] == [BEGINS + 300]
        [track] = other.feeds["xilai"].predictor.tracks.values()
        assert track.goes  # it knows where the bus was before
        await one.http.delete("/auth/session", headers=drive.device.headers)
        clock(one, BEGINS + 320)
        body = drive.batch((BEGINS + 320, due(BEGINS + 320)))
        assert (await drive.post(body)).status_code == 401
        drive.device = await one.sign_in(DRIVER)
        assert (await drive.post(body)).json()["next"] == drive.sent
