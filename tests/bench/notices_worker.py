"""One worker of the server with nothing else to do than what is due in bulk: started, killed and started again by
notices.py. Its clock stands in the early evening. At the end it says what that cost, and what OpenSSL alone takes."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, generate_private_key

from server.alerts.ways_out import ways_out
from server.jobs.beside import beside
from server.jobs.worker import Worker, free_leases
from server.log import set_up
from server.notices import tell as _tell  # noqa: F401  registers its jobs
from server.settings import Settings
from server.store.migrate import opened
from server.sync.core import Core

EVENING = datetime(2017, 8, 4, 10, 30, tzinfo=UTC)  # 18:30 in the town
TIMES, EVERY = 20, 0.05


class Floor:
    """What one key pair and one agreement take by the library that we use, without anything else: measured all the
    while in the same thread, so that whatever slows the messages (the push service on the next core) slows it too."""

    def __init__(self) -> None:
        self.peer = generate_private_key(SECP256R1()).public_key()
        self.each: list[float] = []
        self.spent = 0.0

    def measure(self) -> None:
        agree, curve, began = ECDH(), SECP256R1(), time.thread_time()
        for _ in range(TIMES):
            generate_private_key(curve).exchange(agree, self.peer)
        seconds = time.thread_time() - began
        self.spent += seconds
        self.each.append(seconds / TIMES)

    async def keep_measuring(self) -> None:
        while True:
            self.measure()
            await asyncio.sleep(EVERY)


async def work(folder: Path) -> None:
    settings, floor = Settings(data_dir=folder, push_loopback=True), Floor()
    async with opened(settings) as store:
        core = Core(store, settings, clock=lambda: EVENING)
        await free_leases(core)
        await Worker(core, bulk=False).drain()
        began, wall = time.process_time(), time.perf_counter()
        async with beside(floor.keep_measuring()):
            await Worker(core, bulk=True).drain()
        cpu, wall = time.process_time() - began - floor.spent, time.perf_counter() - wall - floor.spent
        [(sent, failed)] = await store.fetch("SELECT sum(sent), sum(failed) FROM news_part")
        await ways_out(core).bulk.close()
        await ways_out(core).push.close()
    told = {"cpu": cpu, "wall": wall, "floor": floor.spent / (TIMES * len(floor.each)), "sent": sent, "failed": failed}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    set_up("warning")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(Path(sys.argv[1])))
