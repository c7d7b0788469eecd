"""sync.push.docs: 200 phones come back from weeks without a line, each with a hundred drafts in one packed request."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

from tests.bench.rows import at_least, at_most, row
from tests.bench.sync_lines import Reply, line_to, post
from tests.bench.sync_people import Phone, draft, filled, first_save
from tests.bench.sync_servers import SERVE, Served, apart, served

PHONES, DRAFTS = 200, 100
BARE = ("-m", "tests.bench.sync_push_bare")


def pushes() -> tuple[list[bytes], dict[str, Any]]:
    """A request a phone, and all drafts in them by their id."""
    chance, now = random.Random(11), int(time.time())
    requests, sent = [], {}
    for number in range(PHONES):
        drafts = [draft(chance, now) for _ in range(DRAFTS)]
        sent |= {one["id"]: one["answers"] for one in drafts}
        whole = Phone(number).request(cursors={"me": 3}, push=[first_save(one) for one in drafts])
        requests.append(post(whole, packed=True))
    return requests, sent


async def all_at_once(server: Served, requests: list[bytes]) -> tuple[list[float], list[Reply], int]:
    lines = [await line_to(server.port) for _ in requests]
    began = time.perf_counter()
    shed: list[int] = []

    async def one(number: int) -> tuple[float, Reply]:
        reply = await lines[number].ask(requests[number])
        while reply.status == 503:  # sent away: it counts as an error, but comes back as a phone would
            shed.append(number)
            await asyncio.sleep(float(reply.headers.get("retry-after", 1)))
            reply = await lines[number].ask(requests[number])
        return time.perf_counter() - began, reply

    done = await asyncio.gather(*(one(number) for number in range(len(requests))))
    for line in lines:
        line.close()
    return [seconds for seconds, _ in done], [reply for _, reply in done], len(shed)


def lost_or_double(folder: Path, sent: dict[str, Any]) -> int:
    store = sqlite3.connect(f"file:{folder}/ganchang.sqlite?mode=ro", uri=True)
    found = store.execute("SELECT id, answers FROM application").fetchall()
    lines = store.execute("SELECT count(*) FROM ledger").fetchone()[0]
    shown = store.execute("SELECT count(*) FROM scope_row WHERE entity = 'application'").fetchone()[0]
    store.close()
    right = sum(json.loads(answers) == sent.get(id) for id, answers in found)
    return abs(len(sent) - right) + abs(len(sent) - len(found)) + abs(len(sent) - lines) + abs(len(sent) - shown)


class Pushed(NamedTuple):
    seconds: list[float]
    replies: list[Reply]
    shed: int
    cpu: float
    peak: float


def pushed(folder: Path, requests: list[bytes], what: tuple[str, ...]) -> Pushed:
    with served(folder, what, LOG_LEVEL="info") as server:
        before = server.cpu
        seconds, replies, shed = asyncio.run(all_at_once(server, requests))
        return Pushed(seconds, replies, shed, server.cpu - before, server.memory(peak=True))


def measure() -> None:
    requests, sent = pushes()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        filled(folder, PHONES)
        apart(1)
        bares = [pushed(folder, requests, BARE).cpu]
        seconds, replies, shed, cpu, peak = pushed(folder, requests, SERVE)
        bares.append(pushed(folder, requests, BARE).cpu)
        errors = shed + sum(reply.status != 200 or reply.json.get("accepted") != DRAFTS for reply in replies)
        wrong = lost_or_double(folder, sent)
    drafts = PHONES * DRAFTS
    up, down = sum(map(len, requests)) // PHONES, sum(len(reply.body) for reply in replies) // PHONES
    note = f"{PHONES} phones at once, {DRAFTS} drafts each; {up} B up and {down} B down a phone"
    at_least("sync.push.docs", drafts / max(seconds), "drafts/s", 6000, note)
    at_least("sync.push.docs.cpu", drafts / cpu, "drafts/CPU s", 7500)
    note = f"{2 * drafts / sum(bares):.0f} drafts/CPU s by one that only writes them, before and after"
    row("sync.push.docs.ratio", sum(bares) / 2 / cpu, "× bare", None, None, note)
    at_most("sync.push.docs.p50", quantiles(seconds, n=100)[49], "s")
    at_most("sync.push.docs.p99", quantiles(seconds, n=100)[98], "s", 3)
    at_most("sync.push.docs.memory", peak, "MB", 300, "peak RSS of the server")
    at_most("sync.push.docs.errors", errors, "phones", 0)
    at_most(
        "sync.push.docs.lost",
        wrong,
        "drafts",
        0,
        "missing, double or different afterwards, by drafts, results and rows shown",
    )


if __name__ == "__main__":
    measure()
