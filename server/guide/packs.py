"""Base packs: all rows of a layer as tables of columns, cut into files that a bad line can carry. Pure.

Tier 0 is what a phone needs first: everything small, the titles of all items, and the most used items in full.
Tier 1 is the rest of the items. The order inside is for compression: what belongs together lies together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from server.guide.rows import Row

TITLE = ["code", "name", "org", "department", "topics", "words", "pinyin", "rank", "online", "visits", "fee"]
FULL_ITEMS = 200
# Measured on a resident's scope of 2,227 items (tests/bench/guide.py packs): see README.md, "Pack size".
PACK_BYTES = 192 * 1024

Table = dict[str, Any]


def table(kind: str, columns: list[str], rows: list[Row]) -> Table:
    filled = {name: [row.get(name) for row in rows] for name in columns}
    return {"kind": kind, "columns": {k: v for k, v in filled.items() if k == "code" or any(x is not None for x in v)}}


def encode(tables: list[Table]) -> bytes:
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()


def columns_of(rows: list[Row]) -> list[str]:
    names = {name for row in rows for name in row}
    return ["code", *sorted(names - {"code"})]


def base_packs(rows: dict[str, list[Row]], limit: int = PACK_BYTES) -> list[tuple[int, bytes]]:
    """(tier, bytes) of every pack of a layer, in the order in which a phone should fetch them."""
    items = sorted(rows.get("item", []), key=_neighbours)
    used = sorted(
        (item for item in items if item.get("rank") is not None), key=lambda item: (item["rank"], item["code"])
    )
    full = {item["code"] for item in used[:FULL_ITEMS] if item["rank"] <= FULL_ITEMS}
    first: list[tuple[str, list[str], list[Row]]] = []
    for kind in ("place", "department", "centre", "chars", "form"):
        if rows.get(kind):
            first.append((kind, columns_of(rows[kind]), sorted(rows[kind], key=lambda row: str(row["code"]))))
    long = ["code", *[name for name in columns_of(items) if name not in TITLE]]
    if items:
        first.append(("item", TITLE, items))
        first.append(("item", long, [item for item in items if item["code"] in full]))
    rest = [("item", long, [item for item in items if item["code"] not in full])]
    return [(0, pack) for pack in _cut(first, limit)] + [(1, pack) for pack in _cut(rest, limit)]


def _neighbours(item: Row) -> tuple[str, str, str]:
    return item["org"], item["department"], item["code"]


def _cut(tables: list[tuple[str, list[str], list[Row]]], limit: int) -> Iterator[bytes]:
    """Tables one after the other, in even packs of at most about `limit` bytes."""
    parts = [(kind, names, row, _size(row, names)) for kind, names, rows in tables for row in rows]
    total = sum(size for *_, size in parts)
    if not parts:
        return
    share = total / max(1, round(total / limit + 0.3))
    group: list[tuple[str, list[str], Row]] = []
    filled = 0.0
    for kind, names, row, size in parts:
        if group and filled + size / 2 > share:
            yield encode(_tables(group))
            group, filled = [], filled - share
        group.append((kind, names, row))
        filled += size
    yield encode(_tables(group))


def _size(row: Row, names: list[str]) -> int:
    return len(json.dumps([row.get(name) for name in names], ensure_ascii=False, separators=(",", ":")).encode())


def _tables(group: Iterable[tuple[str, list[str], Row]]) -> list[Table]:
    found: list[tuple[str, list[str], list[Row]]] = []
    for kind, names, row in group:
        if not found or found[-1][0] != kind or found[-1][1] is not names:
            found.append((kind, names, []))
        found[-1][2].append(row)
    return [table(*one) for one in found]


def read_pack(data: bytes) -> Iterator[tuple[str, Row]]:
    """The rows of a pack, as a phone reads them."""
    tables = json.loads(data)
    for one in tables if isinstance(tables, list) else [tables]:
        names = list(one["columns"])
        for values in zip(*one["columns"].values(), strict=True):
            yield one["kind"], {name: value for name, value in zip(names, values, strict=True) if value is not None}
