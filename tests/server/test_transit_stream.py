"""The socket of the buses: wholes and news that follow each other, slow readers, limits, silence that is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from server.setup.demo import LINES
from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.predict.track import due_place
from server.transit.realtime.live import quiet_run
from server.transit.stream import socket as bus_socket
from server.transit.stream import stream as bus_stream
from server.transit.stream.coding import LIVE
from server.transit.stream.socket import BAD, FULL, stream_app
from server.transit.stream.stream import stream_of
from tests.server.bus_town import TOKEN, send
from tests.server.town import Town, town

SATURDAY = datetime(2026, 12, 12, 8, 36, tzinfo=ZoneInfo("Asia/Shanghai"))
BUS = "101-a-daily-0830"  # at pancha at 8:35, at tieniu at 8:42


@asynccontextmanager
async def xilai(folder: Path) -> AsyncIterator[Town]:
    async with town(folder, transit_token=TOKEN) as one:
        one.set_clock(SATURDAY)
        await keep(one.core.store, prepare(Path(LINES), "xilai", "", SATURDAY.date()), 1)
        await buses_of(one.core).refresh()
        yield one


def now_of(one: Town) -> int:
    return int(one.core.clock().timestamp())


async def later(one: Town, seconds: int) -> None:
    """Time passes, and the process looks around as it does every few seconds."""
    one.set_clock(one.core.clock() + timedelta(seconds=seconds))
    await stream_of(one.core).tell_all()


async def seen(one: Town, late: int = 60, trip: str = BUS, **more: Any) -> None:
    """A bus says where it is: so many seconds behind its timetable."""
    table = buses_of(one.core).feeds["xilai"].timetable
    number = table.trip_at[trip]
    run = quiet_run(table, number, SATURDAY.date(), table.trips[number].begins)
    way = buses_of(one.core).feeds["xilai"].way(run)
    now = now_of(one)
    far = due_place(way, run, now - late - table.midnight(run.pattern.route, run.day) - run.begins)
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
    vehicle = said.entity.add(id="1").vehicle
    vehicle.trip.trip_id, vehicle.vehicle.id, vehicle.timestamp = trip, "a bus", more.get("at", now)
    vehicle.position.latitude, vehicle.position.longitude = more.get("place") or way.point(far)
    assert await send(one, "buses", said.SerializeToString(), "xilai") == 204
    await stream_of(one.core).tell_all()


async def told(one: Town, delay: int, stop: str = "heshan") -> None:
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now_of(one)
    update = said.entity.add(id="1").trip_update
    update.trip.trip_id, update.timestamp = BUS, now_of(one)
    update.stop_time_update.add(stop_id=stop).departure.delay = delay
    assert await send(one, "trips", said.SerializeToString(), "xilai") == 204
    await stream_of(one.core).tell_all()


@dataclass
class Phone:
    """One socket, by hand; `slow`: it takes nothing until it is told to."""

    one: Town
    slow: bool = False
    heard: list[Any] = field(default_factory=list)
    asks: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    closed: int = 0
    waits: int = 0

    async def receive(self) -> Any:
        return await self.asks.get()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"]
        if message["type"] != "websocket.send":
            return
        if self.slow:
            self.waits += 1
            await self.free.wait()
        self.heard.append(message["bytes"] if message["text"] is None else json.loads(message["text"]))

    def say(self, wish: dict[str, Any] | str) -> None:
        text = wish if isinstance(wish, str) else json.dumps(wish)
        self.asks.put_nowait({"type": "websocket.receive", "text": text, "bytes": None})

    async def until(self, check: Callable[[], Any]) -> None:
        async with asyncio.timeout(5):
            while not check():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def phone(one: Town, wish: dict[str, Any] | str | None = None, slow: bool = False) -> AsyncIterator[Phone]:
    it = Phone(one, slow)
    it.asks.put_nowait({"type": "websocket.connect"})
    live: Any = stream_app(one.core)
    served = asyncio.create_task(live({"type": "websocket", "path": "/bus/live"}, it.receive, it.send))
    if wish is not None:
        it.say(wish)
        await it.until(lambda: it.heard or it.closed or it.waits)
    yield it
    it.asks.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await served


async def test_H1_a_bus_that_moves_is_told_to_all_who_look_at_its_line_in_the_same_few_bytes(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await seen(one)
        async with phone(one, {"lines": ["xilai:101"]}) as first, phone(one, {"lines": ["xilai:101"]}) as second:
            whole = first.heard[0]
            assert (whole["line"], whole["live"], whole["as_of"]) == ("xilai:101", "on", now_of(one))
            assert whole["ways"][0]["stops"][:3] == ["xilai:heshan", "xilai:pancha", "xilai:tieniu"]
            [[number, way, place, how, at]] = whole["buses"]
            assert (number, way, how, at) == (0, 0, 1, now_of(one)) and 58 <= place <= 64  # by the stop of 8:35
            one.set_clock(SATURDAY + timedelta(seconds=30))
            await seen(one)
            assert isinstance(first.heard[1], bytes) and len(first.heard[1]) <= 14
            assert first.heard[1] is second.heard[1]
            async with phone(one, {"lines": ["xilai:101"]}) as third:
                assert third.heard[0]["buses"][0][2] > place and third.heard[0]["turn"] == first.heard[1][2]


async def test_of_a_stop_only_what_is_known_live_is_told_and_agrees_with_what_is_asked_for(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await told(one, 300)
        async with phone(one, {"stops": ["xilai:tieniu"]}) as it:
            [whole] = it.heard
            answer = (await one.http.get("/bus/xilai:tieniu")).json()
            [late] = [row for row in answer["arrivals"] if row["state"] == "live"]
            assert whole["ways"] == [{"line": "xilai:101", "to": late["to"]}]
            assert whole["buses"] == [[0, 0, late["scheduled"], 0, 300, 0, late["away"] + 1]]
            await told(one, 420)
            assert isinstance(it.heard[1], bytes) and len(it.heard[1]) <= 10
            await told(one, 420)
            assert len(it.heard) == 2  # nothing new, nothing told


async def test_where_nobody_sees_the_bus_it_is_reckoned_by_its_times_and_said_so(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await told(one, 0)  # left at 8:30, pancha 8:35, tieniu 8:42
        [[_, _, place, how, _]] = (await one.http.get("/bus/line/xilai:101")).json()["buses"]
        assert (how, place) == (0, 64 + 64 * 60 // 420)
        await told(one, 600)  # it has not left yet
        assert (await one.http.get("/bus/line/xilai:101")).json()["buses"] == []
        await told(one, 120, "lianghe")  # as late at the stops before, of which nothing is told
        [[_, _, place, how, _]] = (await one.http.get("/bus/line/xilai:101")).json()["buses"]
        assert (how, place) == (0, 64 * 240 // 300)


async def test_a_feed_that_falls_silent_is_told_within_a_minute_and_its_return_at_once(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await told(one, 60)
        async with phone(one, {"lines": ["xilai:101"], "stops": ["xilai:tieniu"]}) as it:
            for _ in range(11):
                await later(one, 5)
            assert [LIVE[frame[0]] for frame in it.heard[2:]].count("dead") == 2
            assert [len(frame) for frame in it.heard[2:] if LIVE[frame[0]] == "dead"] == [
                7,
                7,
            ]  # and that what it said is gone
            await told(one, 60)
            assert [LIVE[frame[0]] for frame in it.heard[-2:]] == ["on", "on"]


async def test_where_nothing_changes_a_phone_hears_so_twice_a_minute(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one, phone(one, {"lines": ["xilai:201"], "stops": ["nobody:here"]}) as it:
        assert [(whole["live"], whole["buses"]) for whole in it.heard] == [("none", []), ("none", [])]
        for _ in range(12):
            await later(one, 5)
        beats = it.heard[2:]
        assert 4 <= len(beats) <= 6 and all(len(frame) == 4 for frame in beats)


@pytest.mark.parametrize("how", ["off_line", "old", "still", "elsewhere"])
async def test_ghosts_are_not_drawn_as_buses(tmp_path: Path, how: str) -> None:
    async with xilai(tmp_path) as one:

        async def buses() -> list[list[int]]:
            found: list[list[int]] = (await one.http.get("/bus/line/xilai:101")).json()["buses"]
            return found

        if how == "elsewhere":
            await seen(one, place=(31.2, 104.5))
            assert await buses() == []
        elif how == "off_line":
            await seen(one, place=(30.2128, 103.51))  # a kilometre beside
            assert await buses() == []
        elif how == "old":
            await seen(one, at=now_of(one) - 300)
            [[*_, at]] = await buses()
            assert at == now_of(one) - 300  # said with its age
            one.set_clock(SATURDAY + timedelta(seconds=301))
            assert await buses() == []
        else:
            await seen(one)
            stands = buses_of(one.core).feeds["xilai"].live.positions[0][0]
            for minute in range(1, 10):
                one.set_clock(SATURDAY + timedelta(minutes=minute))
                await seen(one, place=(stands.lat, stands.lon))
            [[*_, stood, _]] = await buses()
            assert stood == 2


async def test_a_slow_reader_holds_up_nobody_and_gets_one_whole_for_all_that_it_missed(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await seen(one)
        wish = {"lines": ["xilai:101"]}
        async with phone(one, wish, slow=True) as slow, phone(one, wish) as quick:
            for second in range(1, 9):
                one.set_clock(SATURDAY + timedelta(seconds=15 * second))
                await seen(one)
            assert len(quick.heard) == 9 and slow.heard == [] and slow.waits <= 3
            slow.free.set()
            await slow.until(lambda: slow.heard and slow.heard[-1]["turn"] == quick.heard[-1][2])
            assert len(slow.heard) <= 2  # what was on its way, and the newest
            slow.slow = False
            one.set_clock(SATURDAY + timedelta(seconds=150))
            await seen(one)
            assert slow.heard[-1] is quick.heard[-1]


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "{",
        "[]",
        '{"stops":5}',
        '{"stops":["x"]}',
        json.dumps({"lines": ["xilai:101"] * 9}),
        json.dumps({"stops": ["s" * 81]}),
        "[" * 5000,
    ],
)
async def test_what_makes_no_sense_ends_the_socket(tmp_path: Path, wish: str) -> None:
    async with xilai(tmp_path) as one, phone(one, wish) as it:
        await it.until(lambda: it.closed)
        assert it.closed == BAD and it.heard == []
        assert stream_of(one.core).sockets == 0


async def test_sockets_have_a_limit_and_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_socket, "MOST", 2)
    async with xilai(tmp_path) as one:
        stream = stream_of(one.core)
        async with phone(one, {"lines": ["xilai:101"]}) as first, phone(one, {"stops": ["xilai:tieniu"]}):
            async with phone(one, {"stops": ["xilai:tieniu"]}) as third:
                assert third.closed == FULL
            first.say({"stops": ["xilai:pancha"]})  # of this and no longer of that
            await first.until(lambda: len(first.heard) == 2)
            assert sorted(code for _, code in stream._subjects) == ["xilai:pancha", "xilai:tieniu"]
        assert stream.sockets == 0 and not stream._subjects


async def test_ten_thousand_wishes_end_at_a_limit_and_those_who_were_there_hear_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_stream, "SUBJECTS", 9)
    async with xilai(tmp_path) as one, phone(one, {"lines": ["xilai:101"]}) as it:
        wishes: list[dict[str, Any]] = [{"stops": [f"nobody:{n}" for n in range(first, first + 7)]} for first in (0, 6)]
        async with phone(one, wishes[0]) as greedy, phone(one, wishes[1]) as refused:
            assert (greedy.closed, refused.closed) == (0, FULL)
            assert len(stream_of(one.core)._subjects) == 8
        assert len(stream_of(one.core)._subjects) == 1
        await seen(one)
        assert len(it.heard) == 2


async def test_a_line_is_asked_for_where_no_socket_comes_through(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await seen(one)
        answer = await one.http.get("/bus/line/xilai:101")
        assert answer.headers["cache-control"] == "public, max-age=10" and len(answer.json()["buses"]) == 1
        for unknown in ("xilai:none", "nobody:101", "101"):
            assert (await one.http.get(f"/bus/line/{unknown}")).status_code == 404
