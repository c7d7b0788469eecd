"""Publishing: new files first, then heads in one transaction; a crash leaves the old guide valid."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import time
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.guide.current import all_rows, some_rows
from server.guide.packs import base_packs
from server.guide.pinyin import chars_row, searched
from server.guide.rows import Row, canonical, digest_of, row_hash
from server.guide.segments import Segment, merged, segment, to_merge
from server.guide.shelf import Kept, Shelf
from server.guide.sounds import read_sounds, sounds_of, without_pinyin
from server.guide.tables import Layer, Retired
from server.store import Store, Transaction
from server.store.rows import shape

REBASE = 0.35  # of the packs: beyond it deltas are made into a new base
SMALL = 8 * 1024  # deltas of less are never worth a new base
KEEP_FOR = 180 * 86400
AT_ONCE = 6  # layers in memory while their packs are compressed

Head = dict[str, Any]  # a row of guide_layer
Ref = dict[str, Any]


@dataclass
class Published:
    layers: list[str] = field(default_factory=list)
    rebased: list[str] = field(default_factory=list)
    bytes: int = 0  # of new files, with brotli
    seconds: float = 0.0


@dataclass
class Next:
    """The new head of a layer, and what it leaves behind."""

    head: Head
    done: list[str]  # pending rows that it publishes
    rebased: bool = False


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[None]:
    """One loader or publisher at a time: what is read as pending must still be so when it is marked as done."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        yield


async def publish(store: Store, folder: Path, now: int | None = None) -> Published:
    """`folder` is DATA_DIR/guide. Layers without changes are not looked at."""
    started, at = time.monotonic(), now or int(time.time())
    shelf, report = Shelf(folder), Published()
    async with alone(folder):
        heads = await changed_layers(store)
        if heads:
            with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="pack") as threads:
                made = await next_heads(store, Work(shelf, threads, at), heads)
            await commit(store, shelf, heads, made, at)
            report.layers = [one.head["code"] for one in made]
            report.rebased = [one.head["code"] for one in made if one.rebased]
            report.bytes = new_bytes(heads, made)
            mark(folder)
    report.seconds = time.monotonic() - started
    return report


def mark(folder: Path) -> None:
    """Running servers notice that this file changed; in no other way does a server read the database for the guide."""
    stamp = folder / "published"
    stamp.with_suffix(".new").write_text(str(time.time_ns()))
    stamp.with_suffix(".new").replace(stamp)


@dataclass
class Work:
    shelf: Shelf
    threads: ThreadPoolExecutor
    at: int

    async def keep(self, data: bytes) -> Kept:
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.shelf.keep, data)


async def changed_layers(store: Store) -> list[Head]:
    of = shape(Layer)
    sql = f'{of.select} WHERE gen = 0 OR code IN (SELECT DISTINCT layer FROM "guide_pending") ORDER BY code'
    return [of.unpack(values) for values in await store.fetch(sql)]


async def next_heads(store: Store, work: Work, heads: list[Head]) -> list[Next]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(head: Head) -> Next:
        async with gate:
            return await next_head(store, work, head)

    return list(await asyncio.gather(*[one(head) for head in heads]))


async def next_head(store: Store, work: Work, head: Head) -> Next:
    if head["gen"] == 0:
        return Next(await base(store, work, head), [])
    changes, done = await pending_changes(store, head)
    if not changes:
        return Next(head, done)
    after = await with_delta(work, head, changes)
    deltas = sum(ref["size"] for ref in json.loads(after["segments"]))
    packs = sum(ref["size"] for ref in json.loads(after["packs"]))
    if deltas > max(SMALL, REBASE * packs):
        return Next(await base(store, work, head), done, rebased=True)
    return Next(after, done)


async def base(store: Store, work: Work, head: Head) -> Head:
    layer = head["code"]
    rows = await all_rows(store, layer)
    chars = chars_row(layer, None, [searched(kind, row) for kind in rows for row in rows[kind]])
    if sounds := sounds_of(rows["item"]):
        chars["sounds"], heard = sounds, read_sounds(sounds)
        rows["item"] = [without_pinyin(item, heard) for item in rows["item"]]
    rows["chars"] = [chars]
    packs = base_packs(rows)
    kept = await asyncio.gather(*[work.keep(data) for _, data in packs])
    refs = [{"sha": one.sha, "size": one.size, "tier": tier} for one, (tier, _) in zip(kept, packs, strict=True)]
    everything = [(kind, str(row["code"]), row) for kind in rows for row in rows[kind]]
    return head | {
        "gen": head["gen"] + 1,
        "seq": head["seq"] + 1,
        "base_seq": head["seq"] + 1,
        "rows": len(everything),
        "digest": digest_of(everything),
        "packs": json.dumps(refs),
        "segments": "[]",
        "chars": canonical(chars),
        "published_at": work.at,
    }


Change = tuple[str, str, Row | None, Row | None]


async def pending_changes(store: Store, head: Head) -> tuple[list[Change], list[str]]:
    """What differs from what the public sees, and the pending rows this settles."""
    layer = head["code"]
    sql = 'SELECT id, kind, code, before FROM "guide_pending" WHERE layer = ? ORDER BY kind, code'
    pending = await store.fetch(sql, [layer])
    kinds: dict[str, list[str]] = {}
    for _, kind, code, _ in pending:
        kinds.setdefault(kind, []).append(code)
    now = {kind: await some_rows(store, layer, kind, codes) for kind, codes in kinds.items()}
    seen = json.loads(head["chars"])
    sounds = read_sounds(seen.get("sounds", ""))
    changes: list[Change] = []
    for _, kind, code, text in pending:
        before, after = json.loads(text) if text else None, now[kind].get(code)
        if kind == "item":
            before, after = (row and without_pinyin(row, sounds) for row in (before, after))
        if before != after:
            changes.append((kind, code, before, after))
    chars = chars_row(layer, seen, [searched(kind, after) for kind, _, _, after in changes if after])
    if chars["from"] != seen["from"]:
        changes.append(("chars", layer, seen, chars))
    return changes, [id for id, *_ in pending]


async def with_delta(work: Work, head: Head, changes: list[Change]) -> Head:
    digest, rows = int(head["digest"], 16), head["rows"]
    for kind, code, before, after in changes:
        digest ^= row_hash(kind, code, before) if before else 0
        digest ^= row_hash(kind, code, after) if after else 0
        rows += (after is not None) - (before is not None)
    newest = segment(head["seq"], head["seq"] + 1, changes)
    chars = next((after for kind, _, _, after in changes if kind == "chars"), None)
    return head | {
        "seq": head["seq"] + 1,
        "rows": rows,
        "digest": f"{digest:016x}",
        "segments": json.dumps(await chain(work, json.loads(head["segments"]), newest)),
        "chars": canonical(chars) if chars else head["chars"],
        "published_at": work.at,
    }


async def chain(work: Work, refs: list[Ref], newest: Segment) -> list[Ref]:
    refs = [*refs, await keep_segment(work, newest)]
    while (at := to_merge([ref["size"] for ref in refs])) is not None:
        older, newer = (json.loads(work.shelf.get(ref["sha"])) for ref in refs[at : at + 2])
        refs[at : at + 2] = [await keep_segment(work, merged(older, newer))]
    return refs


async def keep_segment(work: Work, made: Segment) -> Ref:
    kept = await work.keep(canonical(made).encode())
    return {"from": made["from"], "to": made["to"], "sha": kept.sha, "size": kept.size}


def files_of(heads: Iterable[Head]) -> dict[str, int]:
    refs = [ref for head in heads for ref in json.loads(head["packs"]) + json.loads(head["segments"])]
    return {ref["sha"]: ref["size"] for ref in refs}


def new_bytes(heads: list[Head], made: list[Next]) -> int:
    old = files_of(heads)
    return sum(size for sha, size in files_of(one.head for one in made).items() if sha not in old)


async def commit(store: Store, shelf: Shelf, heads: list[Head], made: list[Next], at: int) -> None:
    old, new = files_of(heads), files_of(one.head for one in made)
    layers, retired = shape(Layer), shape(Retired)
    async with store.writing() as transaction:
        await transaction.many(layers.upsert, [layers.pack(one.head) for one in made])
        await transaction.many('DELETE FROM "guide_pending" WHERE id = ?', [(id,) for one in made for id in one.done])
        left = [{"sha": sha, "at": at} for sha in old.keys() - new.keys()]
        await transaction.many(retired.upsert, [retired.pack(row) for row in left])
        await transaction.many(retired.delete, [(sha,) for sha in new])
        gone = await forget(transaction, at)
    for sha in gone:
        shelf.drop(sha)


async def forget(transaction: Transaction, at: int) -> list[str]:
    """Packs that no manifest has named for 180 days."""
    gone = [sha for (sha,) in await transaction.fetch('SELECT sha FROM "guide_retired" WHERE at < ?', [at - KEEP_FOR])]
    await transaction.many('DELETE FROM "guide_retired" WHERE sha = ?', [(sha,) for sha in gone])
    return gone
