"""Base packs: all rows of a layer as tables of columns, cut into files that a bad line can carry. Pure.

Tier 0 is what a phone needs first: everything small, the titles of all items, and the most used items in full.
Tier 1 is the rest of the items. Rows that lie in several packs are merged by key.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import brotli

from server.guide.rows import Row

TITLE = ["code", "name", "org", "department", "topics", "words", "pinyin", "rank", "online", "visits", "fee"]
FULL_ITEMS = 200
# What a cut line may cost, in bytes on the wire; measured, see README.md, "Pack size".
PACK_BYTES = 36 * 1024

Table = dict[str, Any]


class Part(NamedTuple):
    kind: str
    columns: list[str]  # `code` first
    rows: list[Row]


def base_packs(rows: dict[str, list[Row]], limit: int = PACK_BYTES) -> list[tuple[int, bytes]]:
    """(tier, bytes) of every pack of a layer, in the order in which a phone should fetch them."""
    items = sorted(rows.get("item", []), key=lambda item: str(item["code"]))
    full = most_used(items)
    long = ["code", *[name for name in columns_of(items) if name not in TITLE]]
    first = [
        Part(kind, columns_of(rows[kind]), sorted(rows[kind], key=lambda row: str(row["code"])))
        for kind in ("place", "department", "centre", "openings", "chars", "form")
        if rows.get(kind)
    ]
    first += [Part("item", TITLE, items), Part("item", long, [item for item in items if item["code"] in full])]
    rest = [Part("item", long, [item for item in items if item["code"] not in full])]
    if weight(rest) <= limit / 8:  # not worth a request of its own
        first, rest = first + rest, []
    return [(0, pack) for pack in cut(first, limit)] + [(1, pack) for pack in cut(rest, limit)]


def most_used(items: list[Row]) -> set[str]:
    used = sorted((item["rank"], item["code"]) for item in items if item.get("rank", FULL_ITEMS + 1) <= FULL_ITEMS)
    return {code for _, code in used[:FULL_ITEMS]}


def columns_of(rows: list[Row]) -> list[str]:
    names = {name for row in rows for name in row}
    return ["code", *sorted(names - {"code"})]


def cut(parts: list[Part], limit: int) -> Iterator[bytes]:
    """In packs of at most about `limit` bytes each. Columns stay whole as long as they can: half the rows of a column
    need nearly all of its vocabulary again."""
    group: list[Part] = []
    for part in (small for whole in parts if whole.rows for small in divided(whole, limit)):
        if group and weight([*group, part]) > limit:
            yield encode(group)
            group = []
        group.append(part)
    if group:
        yield encode(group)


def divided(part: Part, limit: int) -> Iterator[Part]:
    whole = weight([part])
    if whole <= limit or (len(part.columns) == 2 and len(part.rows) == 1):
        yield part
    elif len(part.columns) > 2:
        yield from by_columns(part, limit, whole)
    else:
        half = len(part.rows) // 2
        yield from divided(part._replace(rows=part.rows[:half]), limit)
        yield from divided(part._replace(rows=part.rows[half:]), limit)


def by_columns(part: Part, limit: int, whole: int) -> Iterator[Part]:
    share = whole / math.ceil(whole / limit)
    names: list[str] = []
    filled = 0
    for name in part.columns[1:]:
        size = weight([part._replace(columns=["code", name])])
        if names and filled + size / 2 > share:
            yield from divided(part._replace(columns=["code", *names]), limit)
            names, filled = [], 0
        names.append(name)
        filled += size
    yield from divided(part._replace(columns=["code", *names]), limit) if filled < whole else iter([part])


def weight(parts: list[Part]) -> int:
    """About the bytes on the wire; quality 11 gives some 15 % less, but takes fifty times as long."""
    return len(brotli.compress(encode(parts), quality=4)) * 85 // 100


def encode(parts: list[Part]) -> bytes:
    tables = [table(part) for part in parts if part.rows]
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()


def table(part: Part) -> Table:
    filled = {name: [row.get(name) for row in part.rows] for name in part.columns}
    columns = {name: values for name, values in filled.items() if any(value is not None for value in values)}
    return {"kind": part.kind, "columns": columns}


def read_pack(data: bytes) -> Iterator[tuple[str, Row]]:
    """The rows of a pack, as a phone reads them."""
    tables = json.loads(data)
    for one in tables if isinstance(tables, list) else [tables]:
        names = list(one["columns"])
        for values in zip(*one["columns"].values(), strict=True):
            yield one["kind"], {name: value for name, value in zip(names, values, strict=True) if value is not None}
