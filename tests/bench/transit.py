"""Buses: loading a real feed and one a hundred times as large, memory, arrivals at a stop, and what a phone stores.

Each load is a process of its own, so that its memory is its own. The large feed is the real one a hundred times beside
itself, with other ids, an eighth of a degree apart.
"""

import asyncio
import csv
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path
from statistics import quantiles

import brotli
import psutil

from server.guide.packs import columns_of, encode, part
from server.settings import Settings
from server.setup.demo import LINES
from server.store.migrate import opened
from server.transit.arrivals import arrivals
from server.transit.keep import keep, prepare
from server.transit.lines import rows_of
from server.transit.realtime.live import Live, Source, lay
from server.transit.realtime.message import read_message
from server.transit.timetable import Timetable, unpack
from tests.bench import transit_predict
from tests.bench.rows import at_most
from tests.server.bus_town import DATA, NOW, TRIPS, VEHICLES

TIMES = 100
TOWN = "510131104"
IDS = ("agency_id", "stop_id", "route_id", "trip_id", "service_id", "shape_id", "block_id", "parent_station")


def larger(path: Path) -> None:
    with (
        zipfile.ZipFile(DATA / "raba.zip") as real,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in real.namelist():
            rows = list(csv.DictReader(io.StringIO(real.read(name).decode("utf-8-sig"))))
            copies = 1 if name in ("feed_info.txt", "fare_attributes.txt", "fare_rules.txt", "transfers.txt") else TIMES
            with io.TextIOWrapper(out.open(name, "w"), "utf-8", newline="") as into:
                writer = csv.DictWriter(into, list(rows[0]))
                writer.writeheader()
                for n in range(copies):
                    writer.writerows(moved(row, n) for row in rows)


def moved(row: dict[str, str], n: int) -> dict[str, str]:
    new = {name: f"{value}~{n}" if name in IDS and value else value for name, value in row.items()}
    for name in ("stop_lon", "shape_pt_lon"):
        if row.get(name):
            new[name] = f"{float(row[name]) + n / 8:.6f}"
    return new


def megabytes() -> float:
    return psutil.Process().memory_info().rss / 2**20


def load(path: Path, folder: Path) -> None:
    """In a process of its own: read, check, compile, keep."""
    before = megabytes()

    async def within() -> None:
        async with opened(Settings(data_dir=folder)) as store:
            started = time.perf_counter()
            ready = prepare(path, "raba", "", date(2025, 6, 8))
            await keep(store, ready, 1)
            print(json.dumps([time.perf_counter() - started, megabytes() - before, len(ready.packed)]))

    asyncio.run(within())


def hold(folder: Path) -> None:
    """In a process of its own: a worker that starts with the feed."""

    async def within() -> tuple[float, float, Timetable]:
        async with opened(Settings(data_dir=folder)) as store:
            [(data,)] = await store.fetch('SELECT timetable FROM "transit_feed"')
            before, started = megabytes(), time.perf_counter()
            table = unpack(bytes(data))
            ready = table.visits, table.longest, table.routes_at
            assert ready
            return time.perf_counter() - started, megabytes() - before, table

    seconds, grown, table = asyncio.run(within())
    print(json.dumps([seconds, grown, *waits(table)]))


def live_of(table: Timetable) -> Live:
    messages = {"trips": read_message(TRIPS.read_bytes()), "vehicles": read_message(VEHICLES.read_bytes())}
    at = int(NOW.timestamp())
    return lay(table, messages, at, {name: Source(one.at) for name, one in messages.items()})


def waits(table: Timetable) -> tuple[float, float]:
    """Milliseconds for the next hour at a stop: half of them take less, and 99 of 100."""
    live, at = live_of(table), int(NOW.timestamp()) + 18 * 3600  # Monday afternoon
    took = []
    for stop in range(0, len(table.stops), max(1, len(table.stops) // 2000)):
        started = time.perf_counter()
        arrivals(table, live, [stop], at)
        took.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[98]


def apart(what: str, *words: Path) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.transit", what, *map(str, words)]
    found: list[float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    return found


def stored(path: Path, on: date) -> int:
    rows = list(rows_of(unpack(prepare(path, "x", "", on).packed), TOWN, {TOWN}, on))
    parts = []
    for kind in ("bus_line", "bus_stop"):
        of = [row for _, one, row in rows if one == kind]
        parts.append(part(kind, columns_of(of), of))
    return len(brotli.compress(encode(parts), quality=11))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = folder / "large.zip"
        larger(large)
        took = {}
        for size, path in (("real", DATA / "raba.zip"), ("x100", large)):
            took[size], grown, packed = apart("load", path, folder / size)
            at_most(f"transit.load.{size}", took[size], "s")
            at_most(f"transit.load.memory.{size}", grown, "MB")
            at_most(f"transit.body.{size}", packed / 1000, "kB")
            seconds, grown, half, most = apart("hold", folder / size)
            at_most(f"transit.start.{size}", seconds, "s", None, "a worker reads it anew")
            at_most(f"transit.memory.{size}", grown, "MB", None, "of each worker")
            at_most(f"transit.arrivals.p50.{size}", half, "ms")
            at_most(f"transit.arrivals.p99.{size}", most, "ms", 5, "the next hour at a stop")
        at_most("transit.load.growth", took["x100"] / took["real"], "x", 150, "for a feed a hundred times as large")
    at_most("transit.phone.sample", stored(LINES, date(2026, 11, 22)), "bytes", 30_000, "lines and stops of the town")
    at_most("transit.phone.real", stored(DATA / "raba.zip", date(2025, 6, 8)), "bytes", 30_000, "13 lines, 282 trips")
    transit_predict.main()


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["hold"]:
        hold(Path(sys.argv[2]))
    else:
        main()
