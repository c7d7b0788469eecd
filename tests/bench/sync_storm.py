"""sync.storm: the line of a district comes back, and 10,000 phones connect anew within a minute, half with a change.
Then the same within five seconds, which is more than a core can do: what is sent away must come back and be taken.
In that, most wait in the kernel's queue, before the server knows of them; it is counted all the same."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.bench.rows import at_most
from tests.bench.sync_lines import ask_once, post
from tests.bench.sync_people import Phone, draft, filled, save
from tests.bench.sync_servers import Served, apart, served

PHONES = 10_000
AGAIN = 2.0  # seconds that a phone waits when the line broke


@dataclass
class Storm:
    waits: list[float] = field(default_factory=list)  # of requests that were admitted
    shed: int = 0
    untold: int = 0  # sent away without a Retry-After
    cut: int = 0  # connections that were lost
    broken: int = 0  # anything else than an answer or "come later"
    busy: float = 0.0  # of the core that the phones have


def requests_of(seed: int) -> list[bytes]:
    chance, now = random.Random(seed), int(time.time())
    found = []
    for number in range(PHONES):
        more: dict[str, Any] = {"mutations": [save(draft(chance, now), chance)]} if number % 2 else {}
        found.append(post(Phone(number).request(cursors={"me": 3}, brief=True, **more), packed=bool(more)))
    return found


async def blow(server: Served, requests: list[bytes], seconds: float) -> Storm:
    storm, chance = Storm(), random.Random(3)
    began, used = time.perf_counter(), time.process_time()

    async def phone(request: bytes) -> None:
        await asyncio.sleep(chance.random() * seconds)
        for _ in range(20):
            began = time.perf_counter()
            try:
                reply = await ask_once(server.port, request)
            except OSError:
                storm.cut += 1
                await asyncio.sleep(AGAIN * (0.5 + chance.random()))
                continue
            if reply.status == 200:
                storm.waits.append(time.perf_counter() - began)
                storm.broken += reply.json.get("accepted") == 0
                return
            if reply.status != 503:
                break
            storm.shed += 1
            storm.untold += "retry-after" not in reply.headers
            await asyncio.sleep(float(reply.headers.get("retry-after", 1)) * (0.5 + chance.random()))
        storm.broken += 1

    await asyncio.gather(*(phone(request) for request in requests))
    storm.busy = (time.process_time() - used) / (time.perf_counter() - began)
    return storm


def told(id: str, storm: Storm, lost: int, bar: float | None) -> None:
    note = (
        f"of {PHONES} phones, half with a draft; {storm.shed} times sent away with Retry-After, {storm.cut} lines cut"
    )
    note += f"; the phones took {storm.busy:.0%} of their core" + (" and were the limit" if storm.busy > 0.9 else "")
    at_most(f"{id}.p99", quantiles(storm.waits, n=100)[98], "s", bar, note)
    at_most(f"{id}.p50", quantiles(storm.waits, n=100)[49], "s")
    at_most(f"{id}.broken", storm.broken + storm.untold, "requests", 0)
    at_most(f"{id}.lost", lost, "drafts", 0, "missing or double in the end")


def measure() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        filled(folder, PHONES)
        with served(folder) as server:
            apart(1)
            for number, (id, seconds, bar) in enumerate(
                (("sync.storm", 60.0, 2.0), ("sync.storm.burst", 5.0, None)), 1
            ):
                storm = asyncio.run(blow(server, requests_of(number), seconds))
                store = sqlite3.connect(f"file:{folder}/ganchang.sqlite?mode=ro", uri=True)
                here = store.execute("SELECT count(*) FROM application").fetchone()[0]
                store.close()
                told(id, storm, abs(number * PHONES // 2 - here), bar)


if __name__ == "__main__":
    measure()
