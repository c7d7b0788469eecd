"""Buses: 10,000 real sockets on /bus/live when buses have moved. How soon the last has heard, what it costs the server
for each, bytes on the wire with the frame's own, and memory of an open socket with the headers of a real browser.

Once all look at one line (its strip), once each at one of its stops; the browser asks for compression and gets none.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

import uvloop
from google.transit import gtfs_realtime_pb2 as pb

from server.settings import Settings
from server.setup.demo import LINES
from server.store.migrate import opened
from server.transit.keep import Ready, keep, prepare
from server.transit.predict.track import due_place
from server.transit.realtime.live import LiveRun, quiet_run
from server.transit.timetable import Timetable, unpack
from server.transit.way import way_of
from tests.bench.rows import at_most
from tests.bench.sync_idle import frame
from tests.bench.sync_lines import line_to
from tests.bench.sync_servers import Served, apart, served

SOCKETS, AT_ONCE, MESSAGES = 10_000, 100, 8
SATURDAY = datetime.fromisoformat("2026-12-12T08:45:00+08:00").timestamp()
AHEAD = SATURDAY - time.time()
TOKEN = "token of the bench"
LATE, HURRY = 60, 4  # seconds behind the timetable at first, and made good from one message to the next
SHAKE = (
    b"GET /bus/live HTTP/1.1\r\nHost: town.example\r\nConnection: Upgrade\r\nPragma: no-cache\r\n"
    b"Cache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    b"Chrome/142.0.0.0 Mobile Safari/537.36\r\nUpgrade: websocket\r\nOrigin: https://town.example\r\n"
    b"Sec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)


@dataclass
class Crowd:
    taken: int = 0  # bytes
    fresh: set[int] = field(default_factory=set)  # sockets that have heard since `listen`
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def listen(self) -> None:
        self.taken = 0
        self.fresh.clear()
        self.done.clear()

    def hear(self, number: int, data: bytes) -> None:
        self.taken += len(data)
        if number not in self.fresh:
            self.fresh.add(number)
            if len(self.fresh) == SOCKETS:
                self.done.set()


class Phone(asyncio.Protocol):
    """Asks when it is connected, then hears."""

    def __init__(self, crowd: Crowd, number: int, wish: bytes) -> None:
        self.crowd, self.number, self.wish = crowd, number, wish
        self.shaken = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(SHAKE)

    def data_received(self, data: bytes) -> None:
        if self.shaken:
            self.crowd.hear(self.number, data)
            return
        assert data.startswith(b"HTTP/1.1 101") and b"deflate" not in data, data
        self.shaken = True
        self.transport.write(frame(self.wish.decode()))


class Buses:
    """Those under way on line 101, a little later and further each time."""

    def __init__(self, table: Timetable) -> None:
        self.table, self.late = table, LATE
        day = date(2026, 12, 12)
        self.runs: list[LiveRun] = []
        for number in table.patterns_of[table.route_at["101"]]:
            pattern = table.patterns[number]
            second = int(SATURDAY) - table.midnight(pattern.route, day)
            since, until = second - pattern.departs[-1] + 240, second - 2 * LATE
            begins = table.begins(number, day, since, until)
            self.runs += [quiet_run(table, trip, day, begin) for trip, begin, _ in begins]

    def message(self) -> bytes:
        said = pb.FeedMessage()
        now = int(time.time() + AHEAD)
        self.late -= HURRY
        said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
        for run in self.runs:
            way = way_of(self.table, run.pattern)
            far = due_place(way, run, now - self.late - self.table.midnight(run.pattern.route, run.day) - run.begins)
            seen = said.entity.add(id=run.id).vehicle
            seen.trip.trip_id, seen.trip.start_date, seen.timestamp = run.id, "20261212", now
            seen.vehicle.id = f"bus of {run.id}"
            seen.position.latitude, seen.position.longitude = way.point(far)
        return cast(bytes, said.SerializeToString())


async def post(port: int, body: bytes) -> None:
    line = await line_to(port)
    head = f"POST /transit/xilai/live/buses HTTP/1.1\r\nhost: town\r\nauthorization: Bearer {TOKEN}\r\n"
    answer = await line.ask(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
    assert answer.status == 204, answer
    line.close()


async def crowd(server: Served, table: Timetable, what: str, wish: Callable[[int], dict[str, list[str]]]) -> None:
    loop, buses, all_ = asyncio.get_running_loop(), Buses(table), Crowd()
    await post(server.port, buses.message())
    before, phones = server.memory(), []
    all_.listen()
    for first in range(0, SOCKETS, AT_ONCE):
        some = [partial(Phone, all_, n, json.dumps(wish(n)).encode()) for n in range(first, first + AT_ONCE)]
        made = [loop.create_connection(one, "127.0.0.1", server.port) for one in some]
        phones += await asyncio.gather(*made)
    await asyncio.wait_for(all_.done.wait(), 60)
    memory, wholes = (server.memory() - before) * 1024 / SOCKETS, all_.taken / SOCKETS
    took, cpu, sent = [], [], []
    for _ in range(MESSAGES):
        await asyncio.sleep(3)
        body, spent, began = buses.message(), server.cpu, time.perf_counter()
        all_.listen()
        await post(server.port, body)
        await asyncio.wait_for(all_.done.wait(), 30)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.5)
        cpu.append((server.cpu - spent) / SOCKETS * 1e6)
        sent.append(all_.taken / SOCKETS)
    note = f"{SOCKETS} sockets, {len(buses.runs)} buses, worst of {MESSAGES}; median "
    at_most(f"transit.sockets.{what}.last", max(took), "s", 1, f"{note}{median(took):.2f} s; from the POST on")
    of_all = "each; with reading the message and half a second after it; median "
    at_most(f"transit.sockets.{what}.cpu", max(cpu), "µs", 60, f"{of_all}{median(cpu):.0f} µs")
    with_frame = f"each, with the frame's own; at first {wholes:.0f}; median "
    at_most(f"transit.sockets.{what}.bytes", max(sent), "bytes", 60, f"{with_frame}{median(sent):.0f}")
    at_most(f"transit.sockets.{what}.memory", memory, "KB", 30, "of the server for each")
    for transport, _ in phones:
        transport.abort()


def measure() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))
    ready = prepare(Path(LINES), "xilai", "", date(2026, 11, 22))
    table = unpack(ready.packed)
    [pattern] = [table.patterns[n] for n in table.patterns_of[table.route_at["101"]]][:1]
    stops = [f"xilai:{table.stop_ids[at]}" for at in pattern.stops[1:-1]]
    wishes: dict[str, Callable[[int], dict[str, list[str]]]] = {
        "line": lambda n: {"lines": ["xilai:101"]},
        "stop": lambda n: {"stops": [stops[n % len(stops)]]},
    }
    for what, wish in wishes.items():
        with tempfile.TemporaryDirectory() as kept:
            asyncio.run(filled(Path(kept), ready))
            clock = {"CLOCK_AHEAD": str(AHEAD), "TRANSIT_TOKEN": TOKEN}
            with served(Path(kept), ("-m", "tests.browser.clocked", "serve"), **clock) as server:
                apart(1)
                uvloop.run(crowd(server, table, what, wish))


async def filled(folder: Path, ready: Ready) -> None:
    async with opened(Settings(data_dir=folder)) as store:
        await keep(store, ready, 1)


if __name__ == "__main__":
    measure()
    os._exit(0)  # ten thousand transports take seconds to be collected
