"""queue: a thousand wait and fifty windows call, on both databases; one change to a thousand phones; a Saturday.

python -m tests.bench.queue [sqlite|postgres|phones|saturday]
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
import zlib
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import websockets

from server.accounts import staff
from server.accounts.actor import Actor, RoleAt
from server.app import create_app
from server.guide.tables import Centre
from server.schema.types import Mutation
from server.settings import Settings
from server.sync.push import Batch
from server.sync.work import Work
from tests.bench.queue_saturday import saturdays
from tests.bench.rows import at_most, row
from tests.bench.sync_lines import Line, line_to, post
from tests.bench.sync_people import Phone, fill
from tests.bench.sync_servers import Served, apart, served
from tests.server import cluster

CENTRE, WINDOWS, WAITING, PHONES = "510131104", 50, 1000, 1000
SECONDS, THINK = 40.0, 12.0  # each window calls every twelve seconds: fifty times as often as people work
KINDS = ("handling", "advice", "pickup")


def window(number: int) -> str:
    return f"{number + 1} 号窗口"


def new_id() -> str:
    stamp, tail = f"{int(time.time() * 1000):012x}", f"{random.getrandbits(76):019x}"
    return f"{stamp[:8]}-{stamp[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"


def step(name: str, **args: Any) -> dict[str, Any]:
    return {"id": new_id(), "lane": args["id"], "seq": 1, "name": f"tickets.{name}", "args": args}


def draw() -> dict[str, Any]:
    return step("draw", id=new_id(), centre=CENTRE, kind=random.choice(KINDS))


async def prepare(settings: Settings) -> None:
    """A centre with fifty windows, a clerk at each, and a thousand who wait."""
    app = create_app(settings, work_jobs=False)
    async with app.lifespan():
        core = app.state.core

        def centre(work: Work) -> None:
            body = {"code": CENTRE, "name": "西来镇便民服务中心", "windows": [window(n) for n in range(WINDOWS)]}
            work.put(Centre, {"code": CENTRE, "name": body["name"], "place": CENTRE, "body": json.dumps(body)})

        await core.act(centre)
        await fill(WINDOWS, held=0, store=core.store)
        roles: list[Any] = [
            {"phone": f"1{n:010}", "name": "周敏", "role": "clerk", "scope": f"desk:{CENTRE}", "window": window(n)}
            for n in range(WINDOWS)
        ]
        await staff.load(core, roles, "510131")
        clerk = Actor(Phone(0).person, Phone(WINDOWS).client, (RoleAt("clerk", f"desk:{CENTRE}", window(0)),), "周敏")
        for _ in range(WAITING // 200):
            await core.push(Batch(clerk, [Mutation(**draw()) for _ in range(200)]))


class Desk:
    """A window's tablet: it calls, is answered with the rows that are new, and goes on when the person is done."""

    def __init__(self, number: int, line: Line) -> None:
        self.phone, self.window, self.line = Phone(number), window(number), line
        self.cursors: dict[str, int] = {}
        self.seqs: dict[str, int] = {}
        self.waits: list[float] = []
        self.ticket = ""
        self.called: list[int] = []

    async def ask(self, *steps: dict[str, Any]) -> Any:
        for one in steps:
            self.seqs[one["lane"]] = one["seq"] = self.seqs.get(one["lane"], 0) + 1
        whole = self.phone.request(cursors=self.cursors, mutations=list(steps))
        reply = await self.line.ask(post(whole))
        assert reply.status == 200, reply.body[:300]
        answer = reply.json
        self.cursors |= answer.get("cursors", {})
        return answer

    async def catch_up(self) -> None:
        while (await self.ask()).get("more"):
            pass

    async def call(self) -> None:
        began = time.perf_counter()
        answer = await self.ask(step("next", id=new_id(), centre=CENTRE, window=self.window))
        self.waits.append(time.perf_counter() - began)
        detail = answer["results"][0]["detail"]
        self.ticket = detail["ticket"]
        self.called.append(detail["number"])

    async def finish(self) -> None:
        await self.ask(step("finish", id=self.ticket, window=self.window), draw())

    async def work(self, until: float) -> None:
        await asyncio.sleep(random.random() * THINK)
        while time.perf_counter() < until:
            await self.call()
            await asyncio.sleep(random.expovariate(1 / THINK))
            await self.finish()


async def calls(server: Served) -> tuple[list[Desk], list[float], float]:
    """The windows, how long each call took, and the server's milliseconds of processor for one and what follows."""
    desks = [Desk(number, await line_to(server.port)) for number in range(WINDOWS)]
    for desk in desks:
        await desk.catch_up()
    before = server.cpu
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(desk.work(until) for desk in desks))
    steady = [wait for desk in desks for wait in desk.waits]
    cpu = (server.cpu - before) / len(steady) * 1000
    for desk in desks:
        desk.waits = []
    await asyncio.gather(*(desk.call() for desk in desks))
    return desks, steady, cpu


def p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[98] * 1000


def windows(engine: str) -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        database = cluster.address_of(cluster.database()) if engine == "postgres" else None
        more = {"database_url": database} if database else {}
        asyncio.run(prepare(Settings(data_dir=folder, **more)))  # type: ignore[arg-type]
        with served(folder, **{name.upper(): value for name, value in more.items()}) as server:
            apart(1)
            desks, steady, cpu = asyncio.run(calls(server))
        burst = [wait for desk in desks for wait in desk.waits]
        numbers = [number for desk in desks for number in desk.called]
        note = f"{len(steady)} calls in {SECONDS:.0f} s by {WINDOWS} windows, {WAITING} waiting; median "
        at_most(f"queue.next.{engine}", p99(steady), "ms", 20, note + f"{median(steady) * 1000:.1f} ms")
        row(
            f"queue.cpu.{engine}",
            cpu,
            "ms",
            None,
            None,
            "of the server for a call, its end, the next draw, and telling it",
        )
        row(f"queue.burst.{engine}", p99(burst), "ms", None, None, f"all {WINDOWS} windows in the same instant")
        at_most(f"queue.twice.{engine}", len(numbers) - len(set(numbers)), "tickets", 0, "called at two windows")


async def follow(port: int) -> list[float]:
    """Seconds until the last of a thousand phones has each of some calls."""
    desk = Desk(0, await line_to(port))
    await desk.catch_up()
    seen: list[dict[int, float]] = [{} for _ in range(PHONES)]

    async def phone(number: int) -> None:
        async with websockets.connect(
            f"ws://127.0.0.1:{port}/q/{CENTRE}/live", compression=None, max_size=None
        ) as socket:
            async for frame in socket:
                told = json.loads(zlib.decompress(frame) if isinstance(frame, bytes) else frame)
                for call in told.get("calls", ())[:1]:
                    seen[number].setdefault(call["number"], time.perf_counter())

    phones = []
    for number in range(PHONES):
        phones.append(asyncio.create_task(phone(number)))
        if number % 50 == 49:
            await asyncio.sleep(0.1)
    await asyncio.sleep(3)
    late: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        await desk.call()
        number = desk.called[-1]
        while not all(number in one for one in seen):
            await asyncio.sleep(0.005)
        late.append(max(one[number] for one in seen) - began)
        await desk.finish()
        await asyncio.sleep(1)
    for task in phones:
        task.cancel()
    await asyncio.gather(*phones, return_exceptions=True)
    return late


def to_phones() -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        asyncio.run(prepare(Settings(data_dir=folder)))
        with served(folder) as server:
            apart(1)
            late = asyncio.run(follow(server.port))
            memory = server.memory()
        note = f"from the clerk's finger to the last of {PHONES} phones, worst of {len(late)}; server {memory:.0f} MB"
        at_most("queue.phones", max(late), "s", 1, note)


PARTS = {
    "sqlite": lambda: windows("sqlite"),
    "postgres": lambda: windows("postgres"),
    "phones": to_phones,
    "saturday": saturdays,
}

if __name__ == "__main__":
    for name in [word for word in sys.argv[1:] if word in PARTS] or PARTS:
        PARTS[name]()
