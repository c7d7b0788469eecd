"""sync.growth: a sync costs the same in a small town and in a store that serves a hundred of them."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from server.guide.load.load import load
from server.guide.publish import publish
from server.piccolo_conf import DB
from server.store.migrate import migrate
from tests.bench.rows import at_most
from tests.bench.sync_lines import line_to, post
from tests.bench.sync_people import Phone, draft, fill
from tests.bench.sync_servers import Served, apart, served

SIZES = ((1_000, 1), (10_000, 10), (100_000, 100))
DESK, HELD, CHANGED = "desk:440199001", 2_200, 22  # a window's tablet, and one in a hundred of its rows
ASKED, ROUNDS = 300, 5


def county(folder: Path, towns: int) -> None:
    """So many towns with twenty items each."""
    folder.mkdir()
    codes = [f"440199{number:03}" for number in range(1, towns + 1)]
    places = ["440199,试点县", *(f"{code},第{code[6:]}镇" for code in codes)]
    (folder / "places.csv").write_text("code,name\n" + "\n".join(places), "utf-8")
    (folder / "departments.csv").write_text("code,name,place\nmz,民政局,440199\n", "utf-8")
    items = [
        {
            "code": f"{code}-{n}",
            "name": f"第{n}类补助申请",
            "org": code,
            "department": "mz",
            "materials": [{"code": "1", "name": "身份证"}],
            "steps": [{"name": "受理"}],
        }
        for code in codes
        for n in range(20)
    ]
    (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), "utf-8")


async def fill_desk() -> None:
    """The last of the people is a clerk, whose tablet holds the desk's rows."""
    now, chance = int(time.time()), random.Random(5)
    rows = []
    for version in range(1, HELD + 1):
        one = draft(chance, now) | {"state": "submitted", "version": 2}
        key = str(one["id"])
        rows.append(
            (f"{DESK}/application/{key}", DESK, "application", key, version, json.dumps(one, ensure_ascii=False), now)
        )
    async with DB.writing() as tx:
        await tx.many("INSERT INTO scope (id, version, digest, floor) VALUES (?,?,?,?)", [(DESK, HELD, "0" * 16, 0)])
        await tx.many("INSERT INTO scope_row (id, scope, entity, key, version, body, at) VALUES (?,?,?,?,?,?,?)", rows)
        await tx.many(
            'INSERT INTO staff_role (id, source, phone, name, role, scope, "window") VALUES (?,?,?,?,?,?,?)',
            [(f"role/{DESK}", "440199", f"1{0:010}", "周敏", "clerk", DESK, "1")],
        )


async def make(folder: Path, people: int, towns: int) -> None:
    folder.mkdir()
    county(folder / "county", towns)
    DB.open(str(folder / "ganchang.sqlite"))  # type: ignore[call-arg,arg-type]
    try:
        await migrate()
        await load(DB, folder / "county")
        await publish(DB, folder / "guide")
        for first in range(0, people, 10_000):
            await fill(min(10_000, people - first), first=first)
        await fill_desk()
    finally:
        DB.close()


async def cost(server: Served, requests: list[bytes]) -> float:
    """Microseconds of the server's processor for one of them."""
    line = await line_to(server.port)
    before = server.cpu
    for request in requests:
        reply = await line.ask(request)
        assert reply.status == 200, reply
    line.close()
    return (server.cpu - before) / len(requests) * 1e6


def quiet(people: int, chance: random.Random) -> list[bytes]:
    return [post(Phone(chance.randrange(1, people)).request(cursors={"me": 3})) for _ in range(ASKED)]


def delta() -> list[bytes]:
    return [post(Phone(0).request(cursors={"me": 3, DESK: HELD - CHANGED})) for _ in range(ASKED)]


def told(what: str, costs: dict[int, list[float]]) -> None:
    each = {people: median(found) for people, found in costs.items()}
    note = ", ".join(f"{people} residents {value:.0f} µs" for people, value in each.items())
    at_most(f"sync.growth.{what}", max(each.values()) / min(each.values()), "×", 1.3, note)


def measure() -> None:
    noop: dict[int, list[float]] = {people: [] for people, _ in SIZES}
    changed: dict[int, list[float]] = {people: [] for people, _ in SIZES}
    with tempfile.TemporaryDirectory() as kept:
        for people, towns in SIZES:
            asyncio.run(make(Path(kept) / str(people), people, towns))
        folders = {people: Path(kept) / str(people) for people, _ in SIZES}
        chance = random.Random(9)
        first, second, third = (folders[people] for people, _ in SIZES)
        with served(first) as one, served(second) as two, served(third) as three:
            apart(1)
            servers = dict(zip(folders, (one, two, three), strict=True))
            for server in servers.values():
                server.settle()
            for _ in range(ROUNDS):  # in turn, so that what else the machine does meets all of them
                for people, server in servers.items():
                    noop[people].append(asyncio.run(cost(server, quiet(people, chance))))
                    changed[people].append(asyncio.run(cost(server, delta())))
    told("noop", noop)
    told("delta", changed)


if __name__ == "__main__":
    measure()
