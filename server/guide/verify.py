"""Reads what was published as a phone would (packs, then segments) and compares it with the heads and the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.guide.current import all_rows
from server.guide.packs import read_pack
from server.guide.rows import Row, digest_of, patched
from server.guide.shelf import Shelf, name_of
from server.guide.sounds import read_sounds, without_pinyin
from server.guide.tables import Layer
from server.store import Store
from server.store.rows import shape

Held = dict[tuple[str, str], Row]


async def verify(store: Store, folder: Path) -> list[str]:
    """What is wrong, a line each."""
    shelf, of = Shelf(folder), shape(Layer)
    heads = [of.unpack(values) for values in await store.fetch(f"{of.select} WHERE gen > 0 ORDER BY code")]
    pending = {layer for (layer,) in await store.fetch('SELECT DISTINCT layer FROM "guide_pending"')}
    faults: list[str] = []
    for head in heads:
        try:
            held = read_layer(shelf, head)
        except (OSError, ValueError) as error:
            faults.append(f"{head['code']}: {error}")
            continue
        faults += [f"{head['code']}: {fault}" for fault in faults_of(head, held)]
        if head["code"] not in pending:
            now = await all_rows(store, head["code"])
            sounds = read_sounds(json.loads(head["chars"]).get("sounds", ""))
            now["item"] = [without_pinyin(item, sounds) for item in now["item"]]
            rows = {(kind, str(row["code"])): row for kind in now for row in now[kind]}
            faults += [
                f"{head['code']}: {kind} {code} is not as the database has it" for kind, code in differing(held, rows)
            ]
    return faults


def read_layer(shelf: Shelf, head: dict[str, Any]) -> Held:
    held: Held = {}
    for ref in json.loads(head["packs"]):
        data = shelf.get(ref["sha"])
        if name_of(data) != ref["sha"]:
            raise ValueError(f"pack {ref['sha']} is damaged")
        for kind, row in read_pack(data):
            key = kind, str(row["code"])
            held[key] = held.get(key, {}) | row
    for ref in json.loads(head["segments"]):
        apply(held, json.loads(shelf.get(ref["sha"])))
    return held


def apply(held: Held, segment: dict[str, Any]) -> None:
    for kind, codes in segment["del"].items():
        for code in codes:
            held.pop((kind, code), None)
    for kind, rows in segment["put"].items():
        for code, changes in rows.items():
            held[kind, code] = patched(held.get((kind, code)), changes)


def faults_of(head: dict[str, Any], held: Held) -> list[str]:
    digest = digest_of((kind, code, row) for (kind, code), row in held.items())
    faults = [] if digest == head["digest"] else [f"digest {digest} is not the head's {head['digest']}"]
    return faults if len(held) == head["rows"] else [*faults, f"{len(held)} rows are not the head's {head['rows']}"]


def differing(held: Held, rows: Held) -> list[tuple[str, str]]:
    ours = {key: row for key, row in held.items() if key[0] != "chars"}  # it only grows, between bases
    return sorted(key for key in ours.keys() | rows.keys() if ours.get(key) != rows.get(key))
