"""Our side of the comparison: kilobytes on the wire with headers, turns, seconds over EDGE (240 kbit/s, 300 ms), and
what fifty towns' first syncs cost the server."""

from __future__ import annotations

import asyncio
import json
import random
import time
from pathlib import Path
from typing import Any

import brotli

from server.guide.publish import publish
from server.piccolo_conf import DB
from tests.bench.guide import edit
from tests.bench.rows import at_most
from tests.bench.sync_lines import Line, get, line_to, post
from tests.bench.sync_people import PLACE, Phone, draft, filled, first_save
from tests.bench.sync_proxy import thin
from tests.bench.sync_scale import done_with, scale_folder
from tests.bench.sync_servers import Served, apart, served

EDGE, HALF_TRIP, LINES = 240_000, 0.15, 6
SHARES = {"4401": 0.575, "440118": 0.21, "440118006": 0.215}  # of the town's items, by layer


async def manifest(line: Line, place: str, head: str | None = None) -> dict[str, Any]:
    more = {"guide": head} if head else {}
    reply = await line.ask(post(Phone(0).request(cursors={"me": 3}, place=place, **more)))
    return dict(reply.json.get("guide", {}))


async def fetch(lines: list[Line], names: list[str]) -> None:
    """All of them, over so many lines as a browser opens; each must be there and whole."""
    waiting = list(names)

    async def work(line: Line) -> None:
        while waiting:
            reply = await line.ask(get(f"/g/p/{waiting.pop(0)}"))
            assert reply.status == 200 and brotli.decompress(reply.body), reply

    await asyncio.gather(*(work(line) for line in lines))


async def first_sync(port: int, place: str, lines: int = LINES) -> tuple[dict[str, Any], float, int]:
    """Manifest, then what makes it usable, then the rest: three turns. Gives the seconds until usable too."""
    began = time.perf_counter()
    open_lines = [await line_to(port)]
    found = await manifest(open_lines[0], place)
    open_lines += await asyncio.gather(*(line_to(port) for _ in range(lines - 1)))
    packs = [pack for layer in found["layers"] for pack in layer["packs"]]
    segments = [one["sha"] for layer in found["layers"] for one in layer["segments"] if "inline" not in one]
    await fetch(open_lines, [pack["sha"] for pack in packs if pack["tier"] == 0])
    usable = time.perf_counter() - began
    await fetch(open_lines, [pack["sha"] for pack in packs if pack["tier"] != 0] + segments)
    for line in open_lines:
        line.close()
    return found, usable, sum(pack["size"] for pack in packs if pack["tier"] == 0)


async def changes(port: int, held: dict[str, Any]) -> dict[str, Any]:
    """What a phone that holds everything of one manifest fetches for the next."""
    line = await line_to(port)
    found = await manifest(line, PLACE, held["head"])
    before = {layer["layer"]: layer for layer in held["layers"]}
    wanted = []
    for layer in found["layers"]:
        had = before[layer["layer"]]
        if layer["gen"] != had["gen"]:
            wanted += [pack["sha"] for pack in layer["packs"]]
        later = (
            layer["segments"] if layer["gen"] != had["gen"] else [s for s in layer["segments"] if s["to"] > had["seq"]]
        )
        wanted += [segment["sha"] for segment in later if "inline" not in segment]
    await fetch([line], wanted)
    line.close()
    return found


def pushed(number: int) -> bytes:
    chance, now = random.Random(number), int(time.time())
    drafts = [first_save(draft(chance, now)) for _ in range(100)]
    return post(Phone(number).request(cursors={"me": 3}, push=drafts), packed=True)


async def ask_once(port: int, request: bytes) -> Any:
    line = await line_to(port)
    reply = await line.ask(request)
    line.close()
    return reply.json


async def measured(server: Served, folder: Path) -> None:
    async with thin(server.port) as line:
        found, _, usable = await first_sync(line.port, PLACE)
        at_most(
            "sync.wire.first",
            (line.up + line.down) / 1000,
            "kB",
            178,
            f"{line.up} B up; usable from {usable} B of packs; 3 turns",
        )
        line.reset()
        quiet = await ask_once(line.port, post(Phone(0).request(cursors={"me": 3}, place=PLACE, guide=found["head"])))
        assert quiet.keys() == {"at"}, quiet
        at_most("sync.wire.none", (line.up + line.down) / 1000, "kB", 0.5)
        line.reset()
        answer = await ask_once(line.port, pushed(1))
        assert answer["accepted"] == 100 and "more" not in answer, answer
        at_most("sync.wire.push", (line.up + line.down) / 1000, "kB", 40, f"{line.up} B up, {line.down} B down; 1 turn")
        for count, bar in ((22, 2.5), (445, 40.0)):
            for layer, share in SHARES.items():
                await edit(DB, layer, folder / "edited", round(count * share))
            await publish(DB, folder / "guide")
            await asyncio.sleep(2)
            line.reset()
            found = await changes(line.port, found)
            at_most(f"sync.wire.edited.{count}", (line.up + line.down) / 1000, "kB", bar, f"{line.up} B up")
    async with thin(server.port, EDGE, HALF_TRIP) as edge:
        began = time.perf_counter()
        _, seconds, _ = await first_sync(edge.port, PLACE)
        at_most("sync.edge.first", time.perf_counter() - began, "s", 8, f"usable after {seconds:.1f} s")
        request = pushed(2)
        began = time.perf_counter()
        await ask_once(edge.port, request)
        at_most("sync.edge.push", time.perf_counter() - began, "s", 2)


async def fifty_towns(server: Served) -> None:
    line = await line_to(server.port)
    places = json.loads(brotli.decompress((await line.ask(get("/g/places"))).body))["code"]
    line.close()
    towns = [code for code in places if len(code) == 9][:50]
    before = server.cpu
    for town in towns:
        await first_sync(server.port, town, 1)
    at_most("sync.first.cpu", server.cpu - before, "CPU s", 0.3, f"first syncs of {len(towns)} towns")


def measure() -> None:
    folder = scale_folder("wire")
    filled(folder, 10)
    DB.open(str(folder / "ganchang.sqlite"))  # type: ignore[call-arg,arg-type]
    try:
        with served(folder) as server:
            apart(1)
            asyncio.run(fifty_towns(server))
            asyncio.run(measured(server, folder))
    finally:
        DB.close()
        done_with(folder)


if __name__ == "__main__":
    measure()
