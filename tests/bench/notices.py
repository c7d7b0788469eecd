"""notices: one market-day notice to 100,000 people who follow the place: built, sealed and handed over to a push
service on this machine, and the same with the worker killed half-way."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any
from urllib.request import urlopen

import psutil
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.guide.tables import Centre
from server.notices.news import tell
from server.notices.rounds import ring
from server.notices.tables import HoursNews
from server.piccolo_conf import DB
from server.settings import Settings
from server.store.migrate import migrate
from server.sync.core import Core
from server.sync.work import Work
from tests.bench.notices_worker import EVENING
from tests.bench.rows import at_least, at_most, row
from tests.bench.sync_people import Phone

PEOPLE, KEYS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, 500
CENTRE, DAY = "510131104", "2017-08-05"
ROOT = Path(__file__).parents[2]
NEWS = {
    "on": DAY, "centre": CENTRE, "name": "西来镇便民服务中心",
    "open": [{"from": 540, "until": 1020}], "topics": ["market"],
}  # fmt: skip


class Service:
    def __init__(self, process: Popen[str]) -> None:
        assert process.stdout is not None
        self.process, self.url = process, f"http://127.0.0.1:{process.stdout.readline().strip()}"

    def count(self) -> dict[str, int]:
        with urlopen(self.url) as answer:
            counted: dict[str, int] = json.load(answer)
            return counted


@contextmanager
def push_service() -> Iterator[Service]:
    process = Popen(["node", str(Path(__file__).with_name("notices_service.mjs"))], stdout=PIPE, text=True)
    try:
        yield Service(process)
    finally:
        process.kill()
        process.wait()


def keys() -> list[tuple[str, str]]:
    """Of so many phones; what sealing costs does not depend on whose key it is."""
    made = [generate_private_key(SECP256R1()).public_key() for _ in range(KEYS)]
    points = [one.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) for one in made]
    return [(urlsafe_b64encode(point).decode().rstrip("="), secrets.token_urlsafe(16)) for point in points]


async def fill(service: str) -> None:
    now, theirs = int(EVENING.timestamp()), keys()
    for first in range(0, PEOPLE, 10_000):
        phones = [Phone(number) for number in range(first, min(first + 10_000, PEOPLE))]
        async with DB.writing() as tx:
            await tx.many(
                "INSERT INTO session (id, person, client, seen_at, expires_at, lost_at) VALUES (?,?,?,?,?,?)",
                [(f"s{one.number}", one.person, one.client, now, now + 10**7, 0) for one in phones],
            )
            await tx.many(
                "INSERT INTO follow (id, person, centre, topics, lang, since, seen_at) VALUES (?,?,?,?,?,?,?)",
                [(f"{one.person}/{CENTRE}", one.person, CENTRE, 3, "zh-CN", now, now) for one in phones],
            )
            await tx.many(
                "INSERT INTO push_subscription (id, person, client, endpoint, p256dh, auth, created_at) "
                "VALUES (?,?,?,?,?,?,?)",
                [
                    (
                        f"{one.number:040}",
                        one.person,
                        one.client,
                        f"{service}/push/{one.number}",
                        *theirs[one.number % KEYS],
                        now,
                    )
                    for one in phones
                ],
            )


def announce(work: Work) -> None:
    """What the evening's job decides for the place: one row for all, and a round."""
    work.put(Centre, {"code": CENTRE, "name": NEWS["name"], "place": CENTRE, "layer": CENTRE, "body": "{}"})
    row = {"id": f"{CENTRE}/{DAY}", "centre": CENTRE, "day": DAY, "planned": NEWS, "due_at": 0, "told": None}
    row |= {"told_at": 0, "silent": 0, "revision": 0, "notice": "", "until": 0, "topics": 0}
    rings: dict[Any, dict[str, int]] = {}
    work.put(HoursNews, tell(work, row, rings))
    for (day, at, urgency), revisions in rings.items():
        ring(work, day, revisions, at, urgency)


def town(folder: Path, service: str) -> int:
    """A town with its followers and the notice that is due now; gives the rows that it takes in scopes."""

    async def make() -> int:
        settings = Settings(data_dir=folder)
        DB.open(str(settings.database_path))  # type: ignore[call-arg,arg-type]
        try:
            await migrate()
            await fill(service)
            await Core(DB, settings, clock=lambda: EVENING).act(announce)
            [(rows,)] = await DB.fetch("SELECT count(*) FROM scope_row")
            return int(rows)
        finally:
            DB.close()

    return asyncio.run(make())


def worker(folder: Path) -> Popen[str]:
    command = [sys.executable, "-m", "tests.bench.notices_worker", str(folder)]
    return Popen(command, cwd=ROOT, stdout=PIPE, stderr=DEVNULL, text=True, env={**os.environ, "DATA_DIR": str(folder)})


def watched(running: Popen[str], service: Service, kill_at: int | None = None) -> list[tuple[int, float]]:
    """(messages, MB of memory) while it runs."""
    process, seen = psutil.Process(running.pid), []
    while running.poll() is None:
        count = service.count()["posts"]
        try:
            seen.append((count, process.memory_info().rss / 1e6))
        except psutil.NoSuchProcess:
            break
        if kill_at is not None and count >= kill_at:
            running.kill()
            running.wait()
            break
        time.sleep(0.2)
    return seen


def growth(seen: list[tuple[int, float]]) -> float:
    """MB between a fifth of the way and the end."""
    steady = [memory for count, memory in seen if count >= PEOPLE / 5]
    return max(steady) - steady[0]


def speed() -> None:
    with tempfile.TemporaryDirectory() as name, push_service() as service:
        folder = Path(name)
        rows = town(folder, service.url)
        running = worker(folder)
        seen = watched(running, service)
        assert running.stdout is not None
        told, counted = json.loads(running.stdout.read()), service.count()
    rate, floor = PEOPLE / told["cpu"], 1 / told["floor"]
    note = (
        f"{1e6 * told['cpu'] / PEOPLE:.0f} µs of processor a message, {1e6 / floor:.0f} µs of it one key pair and ECDH"
    )
    at_least("notices.rate", rate, "msgs/cpu-s", 0.4 * floor, note)
    at_least("notices.ratio", rate / floor, "× floor", 0.4, f"floor {floor:.0f}/s: one keygen and derive, same process")
    row(
        "notices.wall",
        told["wall"],
        "s",
        None,
        None,
        f"{PEOPLE} messages, {os.cpu_count()} cores for worker and service",
    )
    at_most("notices.memory", growth(seen), "MB", 8, f"growth after a fifth of the way, of {seen[-1][1]:.0f} MB")
    at_most("notices.missing", PEOPLE - counted["held"], "phones", 0)
    at_most("notices.double", counted["posts"] - PEOPLE, "messages", 0)
    at_most("notices.rows", rows, "rows", 2, "that the broadcast takes in scopes, for the inbox of everybody")


def killed() -> None:
    with tempfile.TemporaryDirectory() as name, push_service() as service:
        folder = Path(name)
        town(folder, service.url)
        watched(worker(folder), service, kill_at=PEOPLE // 2)
        at_kill = service.count()["posts"]
        again = worker(folder)
        watched(again, service)
        counted = service.count()
    note = f"killed with -9 at {at_kill}; the service holds so many, one each"
    at_most("notices.killed.missing", PEOPLE - counted["held"], "phones", 0, note)
    at_most(
        "notices.killed.replaced",
        counted["replaced"],
        "messages",
        64,
        "were on their way: sent again under the same Topic",
    )


def main() -> None:
    speed()
    killed()


if __name__ == "__main__":
    main()
