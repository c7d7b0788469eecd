"""What one worker on PostgreSQL does of what `sync_noop` and `sync_push` measure on SQLite. The bars are for SQLite,
which serves a town; here the database shares the cores with all, and each look is a message to it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median, quantiles

from server.settings import Settings
from server.store.migrate import opened
from tests.bench.rows import at_most, row
from tests.bench.sync_lines import post
from tests.bench.sync_noop import ROUNDS, SECONDS, rate
from tests.bench.sync_people import Phone, fill
from tests.bench.sync_push import DRAFTS, PHONES, all_at_once, pushes
from tests.bench.sync_servers import apart, served
from tests.server.cluster import Cluster

KNOWN = 10_000


async def furnish(folder: Path, url: str) -> None:
    async with opened(Settings(data_dir=folder, database_url=url)) as store:
        await fill(KNOWN, store=store)


async def sums(folder: Path, url: str) -> list[int]:
    async with opened(Settings(data_dir=folder, database_url=url)) as store:
        tables = ("application", "ledger")
        return [(await store.fetch(f"SELECT count(*) FROM {table}"))[0][0] for table in tables]


def measure(folder: Path, url: str) -> None:
    asyncio.run(furnish(folder, url))
    sent, _ = pushes()
    with served(folder, DATABASE_URL=url, LOG_LEVEL="info") as server:
        apart(1)
        quiet = [post(Phone(number).request(cursors={"me": 3})) for number in range(PHONES, KNOWN)]
        asyncio.run(rate(server, quiet, 1))
        before = server.cpu
        rates = [asyncio.run(rate(server, quiet)) for _ in range(ROUNDS)]
        each = (server.cpu - before) / (sum(rates) * SECONDS)
        note = f"{KNOWN} known phones, one worker, {1e6 * each:.0f} µs of it each"
        row("sync.pg.noop.rps", median(rates), "syncs/s", None, None, note)
        before = server.cpu
        seconds, replies, shed = asyncio.run(all_at_once(server, sent))
        cpu, peak = server.cpu - before, server.memory(peak=True)
    drafts = PHONES * DRAFTS
    note = f"{PHONES} phones at once, {DRAFTS} drafts each, one worker; without the database's own time"
    row("sync.pg.push.docs", drafts / max(seconds), "drafts/s", None, None, note)
    row("sync.pg.push.docs.cpu", drafts / cpu, "drafts/CPU s", None, None, note)
    row("sync.pg.push.docs.p99", quantiles(seconds, n=100)[98], "s", None, None, None)
    row("sync.pg.push.docs.memory", peak, "MB", None, None, "peak RSS of the worker")
    errors = shed + sum(reply.status != 200 or reply.json.get("accepted") != DRAFTS for reply in replies)
    at_most("sync.pg.push.docs.errors", errors, "phones", 0)
    lost = sum(abs(found - drafts) for found in asyncio.run(sums(folder, url)))
    at_most("sync.pg.push.docs.lost", lost, "drafts", 0, "missing or double, by drafts and results")


def main() -> None:
    cluster = Cluster(durable=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), cluster.url)
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
