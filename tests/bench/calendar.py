"""Openings: what they cost to work out, for one centre and for a city, and what they cost a phone.

python -m tests.bench.calendar
"""

from __future__ import annotations

import asyncio
import csv
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import brotli
import msgspec

from server.guide.load.load import load
from server.guide.publish import publish
from server.guide.scale.make import places_of_the_city, write_units
from server.hours.calendar import Calendar
from server.hours.dated import dated_row
from server.hours.engine import day
from server.hours.holiday_files import shipped
from server.hours.model import Hours
from server.hours.publish import expand_alone
from server.piccolo_conf import DB
from server.setup.demo import TOWN as DEMO
from server.store.migrate import migrate
from tests.bench.rows import at_most

TODAY = date(2026, 11, 22)
DAYS = [TODAY + timedelta(days=n) for n in range(180)]
CALENDAR = Calendar.of(shipped())
VECTORS = Path(__file__).parents[2] / "shared_schema/vectors/hours.json"
MARKETS = ["单日", "双日", "每3天", "阳历逢二五八", "农历逢三六九", "农历逢五", "阳历5|15|25"]
RULES = [
    ["工作日", "9:00", "12:00"],
    ["工作日", "13:00", "17:00"],
    ["周六", "9:00", "12:00", "周末", "", "周五 16:00"],
    ["周日", "9:00", "13:00", "逢场", "是", "周五 16:00"],
]


def milliseconds(work: Callable[[], object], times: int = 40) -> float:
    """Of this process: whoever else works on the machine does not count."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) * 1000)
    return statistics.median(found)


def one_centre() -> None:
    towns = msgspec.convert(json.loads(VECTORS.read_text("utf-8"))["centres"], dict[str, Hours])
    slowest = max(milliseconds(lambda of=of: [day(of, CALENDAR, on) for on in DAYS]) for of in towns.values())  # type: ignore[misc]
    at_most("calendar.180_days", slowest, "ms", 5, "openings of one centre, CPU time")
    rows = [dated_row(of, CALENDAR, DAYS[0], DAYS[-1]) for of in towns.values()]
    # 东升街道 tells its 50 items of extended hours too.
    at_most("calendar.bytes", max(map(wire, rows)), "bytes", 1024, "brotli, 180 days of one centre")


def wire(row: dict[str, Any]) -> int:
    return len(brotli.compress(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode(), quality=11))


def city(folder: Path) -> int:
    """Every district, town and village of Guangzhou keeps hours, and each town its own market days."""
    folder.mkdir()
    places = places_of_the_city()
    write_units(folder, places, [])
    chance = random.Random(1)
    markets = {code: chance.choice(MARKETS) for code, _ in places if len(code) == 9}
    with_hours = [(code, name) for code, name in places if len(code) > 4]
    sheet(folder / "departments.csv", [["code", "name"], ["44", "—"]])
    sheet(folder / "centres.csv", [["name", "place"], *[[f"{name}便民服务", code] for code, name in with_hours]])
    head = ["place", "name", "rule", "first"]
    lines = [[code, "赶场", rule, "2026-01-01" if "每" in rule else ""] for code, rule in markets.items()]
    sheet(folder / "markets.csv", [head, *lines])
    head = ["centre", "days", "opens", "closes", "kind", "market", "cutoff"]
    rules = [[code, *rule] for code, _ in with_hours for rule in RULES if rule[4:5] != ["是"] or code[:9] in markets]
    sheet(folder / "hours.csv", [head, *rules])
    return len(with_hours)


def sheet(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


async def whole_city(folder: Path) -> None:
    count = city(folder / "city")
    data = folder / "guide"
    DB.open(str(folder / "city.sqlite"))
    try:
        await migrate()
        await load(DB, folder / "city")
        began = time.perf_counter()
        changed = await expand_alone(DB, data, TODAY)
        expanded = time.perf_counter() - began
        published = await publish(DB, data)
        assert changed == count, (changed, count)
        note = f"{count} centres; {expanded:.1f} s of it for the rules; {len(published.layers)} layers"
        at_most("calendar.city", time.perf_counter() - began, "s", 30, note)
        began = time.perf_counter()
        await expand_alone(DB, data, TODAY)
        at_most("calendar.city.again", time.perf_counter() - began, "s", None, "nothing had changed")
    finally:
        DB.close()


async def demo(folder: Path) -> None:
    """What the demo town's phone pays for the openings of its three centres."""
    sizes = []
    for with_hours in (False, True):
        DB.open(str(folder / f"demo{with_hours}.sqlite"))
        try:
            await migrate()
            await load(DB, DEMO)
            if with_hours:
                await expand_alone(DB, folder / f"g{with_hours}", TODAY)
            await publish(DB, folder / f"g{with_hours}")
            layers = ("5101", "510131", "510131104")
            [*packs] = await DB.fetch(f"SELECT packs FROM guide_layer WHERE code IN {layers}")
            sizes.append(sum(ref["size"] for (text,) in packs for ref in json.loads(text)))
        finally:
            DB.close()
    at_most("calendar.first_sync", sizes[1] - sizes[0], "bytes", 600, "more of a first sync of the demo town")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        one_centre()
        asyncio.run(demo(Path(temporary)))
        asyncio.run(whole_city(Path(temporary)))
