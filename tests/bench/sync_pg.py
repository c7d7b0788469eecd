"""sync.pg.scale: pushes a second on PostgreSQL with 1, 2 and 4 workers. Phones, workers and database share the
cores of one machine; the rounds are taken in turn, so that a slow minute falls on all, and what each side used of the
processors is told, because that does not depend on who else uses them."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

from server.settings import Settings
from server.store.migrate import opened
from server.workers import crew_for
from tests.bench.rows import at_least, at_most, row
from tests.bench.sync_lines import line_to, post
from tests.bench.sync_people import Phone, draft, fill, first_save
from tests.server.cluster import Cluster
from tests.server.process import running

WORKERS, ROUNDS = (1, 2, 4), 3
PHONES, PUSHES = 64, 24  # other phones each time: nobody has more than a hundred applications open
TIMES = 2 * ROUNDS * len(WORKERS)
STEADY = 0.95  # of the figure before: what one machine's noise may take away


def requests(number: int) -> list[bytes]:
    """A phone's pushes, one draft of 2 KB each, with the cursor that the answer before gave it."""
    chance, now, phone = random.Random(number), int(time.time()), Phone(number)
    drafts = [first_save(draft(chance, now)) for _ in range(PUSHES)]
    return [post(phone.request(cursors={"me": at}, push=[one])) for at, one in enumerate(drafts, 3)]


Used = tuple[float, float, float]  # seconds of processor: workers, database, phones


def used(server: int, database: int) -> Used:
    """So far. A connection's process that ended meanwhile is not in it, but none ends while phones push."""

    def of(first: int) -> float:
        whole = psutil.Process(first)
        times = [one.cpu_times() for one in (whole, *whole.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))

    return of(server), of(database), time.process_time()


async def pushed(port: int, time_of: int) -> tuple[float, int]:
    """Pushes a second, and how many were not accepted."""
    sent = [requests(PHONES * time_of + number) for number in range(PHONES)]
    lines = [await line_to(port) for _ in sent]
    began = time.perf_counter()

    async def one(number: int) -> int:
        replies = [await lines[number].ask(request) for request in sent[number]]
        return sum(reply.status != 200 or reply.json.get("accepted") != 1 for reply in replies)

    wrong = sum(await asyncio.gather(*(one(number) for number in range(PHONES))))
    seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return PHONES * PUSHES / seconds, wrong


async def measure(folder: Path, cluster: Cluster) -> None:
    url = cluster.url
    settings = Settings(data_dir=folder, database_url=url)
    async with opened(settings) as store:
        await fill(PHONES * TIMES, store=store)
    rates: dict[int, list[float]] = {count: [] for count in WORKERS}
    spent: dict[int, list[Used]] = {count: [] for count in WORKERS}
    wrong, times = 0, iter(range(TIMES))
    for count in WORKERS * ROUNDS:
        environment = {"DATABASE_URL": url, "WORKERS": str(count), "LOG_LEVEL": "warning"}
        async with running(folder, **environment) as server:
            await pushed(server.port, next(times))  # every worker has met its statements
            before = used(server.pid, cluster.process.pid)
            rate, failed = await pushed(server.port, next(times))
            after = used(server.pid, cluster.process.pid)
            rates[count].append(rate)
            spent[count].append((after[0] - before[0], after[1] - before[1], after[2] - before[2]))
            wrong += failed
    async with opened(settings) as store:
        [(kept,)] = await store.fetch("SELECT count(*) FROM application")
        [(results,)] = await store.fetch("SELECT count(*) FROM ledger")
    steady = 0.0
    for count in WORKERS:
        rate = median(rates[count])
        started = crew_for(count, len(os.sched_getaffinity(0)))
        note = f"{started} started; {PHONES} phones, one draft of 2 KB a push, {os.cpu_count()} cores for all of it"
        if steady:
            at_least(f"sync.pg.scale.{count}", rate, "pushes/s", STEADY * steady, note)
        else:
            row(f"sync.pg.scale.{count}", rate, "pushes/s", None, None, note)
        steady = rate
        parts = [1000 * median(one) / (PHONES * PUSHES) for one in zip(*spent[count], strict=True)]
        note = "workers {:.2f}, database {:.2f}, phones {:.2f}".format(*parts)
        row(f"sync.pg.scale.{count}.cpu", sum(parts), "ms of processor a push", None, None, note)
    sent = TIMES * PHONES * PUSHES
    at_most("sync.pg.scale.lost", abs(sent - kept) + abs(sent - results) + wrong, "pushes", 0, "missing or double")


def main() -> None:
    cluster = Cluster(durable=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(Path(folder), cluster))
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
