"""sync.noop.rps: phones that ask whether there is news, and there is none. One worker on one core, against an answer
of the same uvicorn with nothing behind it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median

from tests.bench.rows import at_least
from tests.bench.sync_lines import Line, ask_once, line_to, post
from tests.bench.sync_people import PLACE, Phone, filled
from tests.bench.sync_scale import done_with, scale_folder
from tests.bench.sync_servers import BARE, Served, apart, served

KNOWN, LINES, ROUNDS, SECONDS = 10_000, 48, 5, 2.0


async def rate(server: Served, requests: list[bytes], seconds: float = SECONDS) -> float:
    """Requests answered in a second, over so many lines at once; each answer must be that there is nothing new."""
    until = time.perf_counter() + seconds
    done = 0

    async def keep_asking(line: Line, mine: list[bytes]) -> None:
        nonlocal done
        while True:
            for request in mine:
                reply = await line.ask(request)
                if reply.status != 200 or len(reply.body) > 30:
                    raise SystemExit(f"no quiet answer: {reply}")
                done += 1
                if time.perf_counter() > until:
                    return

    lines = [await line_to(server.port) for _ in range(LINES)]
    began = time.perf_counter()
    await asyncio.gather(*(keep_asking(line, requests[number::LINES]) for number, line in enumerate(lines)))
    for line in lines:
        line.close()
    return done / (time.perf_counter() - began)


async def quiet(server: Served) -> list[bytes]:
    """What phones send that have everything: their cursor, the place and the head of its guide."""
    first = await ask_once(server.port, post(Phone(0).request(cursors={"me": 3}, place=PLACE)))
    head = first.json["guide"]["head"]
    return [post(Phone(n).request(cursors={"me": 3}, place=PLACE, guide=head)) for n in range(KNOWN)]


async def compared(ours: Served, bare: Served) -> list[tuple[float, float, float, float]]:
    """Rounds of (bare/s, ours/s, processor seconds of a bare answer, of ours)."""
    requests = await quiet(ours)
    await rate(ours, requests, 1)
    rounds = []
    for _ in range(ROUNDS):
        measured = []
        for server in (bare, ours):
            before = server.cpu
            speed = await rate(server, requests)
            measured.append((speed, (server.cpu - before) / (speed * SECONDS)))
        (bare_rate, bare_cpu), (our_rate, our_cpu) = measured
        rounds.append((bare_rate, our_rate, bare_cpu, our_cpu))
    return rounds


def measure() -> None:
    folder: Path = scale_folder("noop")
    filled(folder, KNOWN)
    (folder / "bare").mkdir()
    with served(folder) as ours, served(folder / "bare", BARE) as bare:
        apart(1)
        rounds = asyncio.run(compared(ours, bare))
    done_with(folder)
    bares, oks, bare_cpu, our_cpu = ([one[at] for one in rounds] for at in range(4))
    note = f"{KNOWN} known phones, guide of 2,227 items held; bare {median(bares):.0f}/s in the same run"
    at_least("sync.noop.rps", median(oks), "syncs/s", min(1500.0, 0.3 * median(bares)), note)
    at_least("sync.noop.ratio", median(ours / bare for bare, ours, *_ in rounds), "× bare", 0.4)
    ratio = median(bare / ours for *_, bare, ours in rounds)
    note = f"processor time: {1e6 * median(bare_cpu):.0f} µs bare, {1e6 * median(our_cpu):.0f} µs ours"
    at_least("sync.noop.cpu.ratio", ratio, "× bare", 0.4, note)


if __name__ == "__main__":
    measure()
