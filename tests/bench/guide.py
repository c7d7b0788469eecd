"""The guide at the size of a city: loading, publishing, and what a phone reads. One JSON object a line.

python -m tests.bench.guide [--json] [--town CODE] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import brotli

from server.guide.current import all_rows
from server.guide.heads import Heads
from server.guide.load.load import load
from server.guide.places import layers_above
from server.guide.publish import publish
from server.guide.rows import canonical
from server.guide.scale import make
from server.guide.scale.make import matters, names_by_level, real_names
from server.guide.scale.orgs import Org
from server.guide.scale.sentences import item
from server.store.migrate import migrate
from server.sync.bodies import packed

ITEMS = 87_691


def row(id: str, value: float, unit: str, bar: float | None = None, holds: bool | None = None) -> None:
    line: dict[str, Any] = {"id": id, "value": round(value, 3), "unit": unit}
    if bar is not None:
        line |= {"bar": bar, "holds": value <= bar if holds is None else holds}
    print(json.dumps(line), flush=True)


def guide(data: Path, *words: str) -> tuple[float, float]:
    """Seconds and peak MB of a command in a process of its own."""
    program = "import resource, sys; from server.__main__ import main; code = main(sys.argv[1:]);"
    program += "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    environment = {**os.environ, "DATA_DIR": str(data)}
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", program, "guide", *words], env=environment, text=True, capture_output=True
    )
    if ran.returncode:
        raise SystemExit(ran.stdout + ran.stderr)
    return time.monotonic() - started, int(ran.stderr.rsplit("peak ", 1)[1].split()[0]) / 1024


def full(data: Path, folder: Path) -> None:
    make(folder)
    seconds, peak = guide(data, "load", str(folder), "--no-publish")
    row("load.full", ITEMS / seconds, "rows/s")
    row("load.full.memory", peak, "MB")
    seconds, _ = guide(data, "load", str(folder), "--no-publish")
    row("load.again", ITEMS / seconds, "rows/s")
    seconds, peak = guide(data, "publish")
    row("publish.full", seconds, "s")
    row("publish.full.memory", peak, "MB")


async def scope(store: Any, data: Path, town: str) -> None:
    """What a resident's phone reads the first time."""
    heads = Heads(store, data / "guide", data / "keys")
    await heads.reload()
    manifest = heads.manifest(town)
    assert manifest is not None
    items = [one for layer in layers_above(town) for one in (await all_rows(store, layer))["item"]]
    plain = canonical([{k: v for k, v in one.items() if k != "pinyin"} for one in items]).encode()
    row("scope.items", len(items), "items")
    row("scope.item", len(plain) / len(items), "B/item")
    size = len(brotli.compress(plain, quality=11, lgwin=24))
    row("scope.json", size, "B", 170_000, holds=size >= 170_000)
    packs = [ref for layer in manifest["layers"] for ref in layer["packs"]]
    row("packs.tier0", sum(ref["size"] for ref in packs if ref["tier"] == 0), "B", 90_000)
    row("packs.all", sum(ref["size"] for ref in packs), "B", 185_000)
    row("packs.count", len(packs), "requests")
    row("packs.largest", max(ref["size"] for ref in packs), "B")
    row("manifest", len(body(bytes(heads.manifest_for(town, None) or b""))), "B")


def body(manifest: bytes) -> bytes:
    """As the sync answer carries it."""
    return packed(b'{"at":1700000000,"guide":' + manifest + b"}", b"br")[0]


async def edit(store: Any, layer: str, folder: Path, count: int) -> None:
    """The layer's items as a folder, with one field of `count` items changed."""
    rows = [json.loads(text) for (text,) in await store.fetch("SELECT body FROM item WHERE layer = ?", [layer])]
    for one in random.Random(4).sample(rows, count):
        # Drawn from the number that stands there: an edit made before must not make this one none.
        one["phone"] = f"020-{random.Random(one['phone']).randint(60_000_000, 69_999_999)}"
    folder.mkdir(exist_ok=True)
    (folder / "items.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    await load(store, folder)


async def one_edit(store: Any, data: Path, town: str, folder: Path) -> None:
    heads = Heads(store, data / "guide", data / "keys")
    await heads.reload()
    old = heads.manifest(town)
    assert old is not None
    await edit(store, town, folder, 1)
    started = time.monotonic()
    report = await publish(store, data / "guide")
    row("publish.one", time.monotonic() - started, "s", 1.0)
    row("publish.one.memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    assert report.layers == [town]
    await heads.reload()
    row("R4.one.body", len(body(bytes(heads.manifest_for(town, old["head"]) or b""))), "B", 1024)


def county_of_20000(folder: Path) -> None:
    """One layer of 20,000 items."""
    code = "440199"
    org = Org(code, 20_000, [(f"{code}-{n:02}", f"第{n}科") for n in range(1, 30)], "020-80000000")
    chance = random.Random(7)
    names = [one for part in names_by_level(real_names()).values() for one in part]
    chosen = [(f"{name}（{n}类）", kind) for n in range(1, 9) for name, kind in matters(names, 10_000, chance)][:20_000]
    items = [item(org, number, name, kind, chance) for number, (name, kind) in enumerate(chosen, start=1)]
    for one in items:
        one.pop("form", None)
        one.pop("delegated_by", None)
    folder.mkdir()
    (folder / "places.csv").write_text(f"code,name\n{code},两万事项区\n", "utf-8")
    departments = "\n".join(f"{code},{name}" for code, name in org.departments)
    (folder / "departments.csv").write_text(f"code,name\n{departments}\n", "utf-8")
    (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), "utf-8")


async def many_edits(store: Any, data: Path, folder: Path) -> None:
    county_of_20000(folder)
    await load(store, folder)
    await publish(store, data / "guide")
    await edit(store, "440199", folder, 200)
    await publish(store, data / "guide")
    heads = Heads(store, data / "guide", data / "keys")
    await heads.reload()
    manifest = heads.manifest("440199")
    assert manifest is not None
    (layer,) = manifest["layers"][-1:]
    segments = sum(ref["size"] for ref in layer["segments"])
    row("R4.many.body", segments + len(body(canonical(manifest).encode())), "B", 60 * 1024)


async def published(data: Path, town: str, folder: Path) -> None:
    from server.piccolo_conf import DB

    DB.open(str(data / "ganchang.sqlite"))
    try:
        await migrate()
        await scope(DB, data, town)
        await one_edit(DB, data, town, folder / "one")
        await many_edits(DB, data, folder / "many")
    finally:
        DB.close()


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--town", default="440118006")
    arguments.add_argument("--keep", type=Path)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        folder = asked.keep or Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        full(folder / "data", folder / "city")
        asyncio.run(published(folder / "data", asked.town, folder))


if __name__ == "__main__":
    main()
