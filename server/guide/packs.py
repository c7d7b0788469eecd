"""Base packs: all rows of a layer as tables of columns, cut into files that a bad line can carry. Pure.

Tier 0 is what a phone needs first: everything small, the titles of all items, and the most used items in full.
Tier 1 is the rest of the items, and buses. Rows that lie in several packs are merged by key.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import brotli

from server.guide.dense import Column, dense, values_of, written
from server.guide.rows import Row

TITLE = ["code", "name", "org", "department", "topics", "words", "pinyin", "rank", "online", "visits", "fee"]
FULL_ITEMS = 200
# What a cut line may cost, in bytes on the wire; measured, see README.md, "Pack size".
PACK_BYTES = 36 * 1024


class Part(NamedTuple):
    kind: str
    rows: list[Row]
    columns: dict[str, Column]  # `code` first


def base_packs(rows: dict[str, list[Row]], limit: int = PACK_BYTES) -> list[tuple[int, bytes]]:
    """(tier, bytes) of every pack of a layer, in the order in which a phone should fetch them."""
    items = sorted(rows.get("item", []), key=lambda item: str(item["code"]))
    full = most_used(items)
    long = ["code", *[name for name in columns_of(items) if name not in TITLE]]
    first = [
        part(kind, columns_of(rows[kind]), sorted(rows[kind], key=lambda row: str(row["code"])))
        for kind in ("place", "department", "centre", "openings", "chars", "form")
        if rows.get(kind)
    ]
    first += [part("item", TITLE, items), part("item", long, [item for item in items if item["code"] in full])]
    rest = [part("item", long, [item for item in items if item["code"] not in full])]
    rest += [part(kind, columns_of(rows[kind]), rows[kind]) for kind in ("bus_line", "bus_stop") if rows.get(kind)]
    if weight(rest) <= limit / 8:  # not worth a request of its own
        first, rest = first + rest, []
    return [(0, pack) for pack in cut(first, limit)] + [(1, pack) for pack in cut(rest, limit)]


def most_used(items: list[Row]) -> set[str]:
    used = sorted((item["rank"], item["code"]) for item in items if item.get("rank", FULL_ITEMS + 1) <= FULL_ITEMS)
    return {code for _, code in used[:FULL_ITEMS]}


def columns_of(rows: list[Row]) -> list[str]:
    names = {name for row in rows for name in row}
    return ["code", *sorted(names - {"code"})]


def part(kind: str, names: Iterable[str], rows: list[Row]) -> Part:
    filled = {name: [row.get(name) for row in rows] for name in names}
    there = {name: values for name, values in filled.items() if any(value is not None for value in values)}
    return Part(kind, rows, {name: dense(values) for name, values in there.items()})


def cut(parts: list[Part], limit: int) -> Iterator[bytes]:
    """In packs of at most about `limit` bytes each. Columns stay whole as long as they can: half the rows of a column
    need nearly all of its vocabulary again."""
    group: list[Part] = []
    for one in (small for whole in parts if whole.rows for small in divided(whole, limit)):
        if group and weight([*group, one]) > limit:
            yield encode(group)
            group = []
        group.append(one)
    if group:
        yield encode(group)


def divided(whole: Part, limit: int) -> Iterator[Part]:
    size = weight([whole])
    if size <= limit or (len(whole.columns) <= 2 and len(whole.rows) == 1):
        yield whole
    elif len(whole.columns) > 2:
        yield from by_columns(whole, limit, size)
    else:
        half = len(whole.rows) // 2
        yield from divided(part(whole.kind, whole.columns, whole.rows[:half]), limit)
        yield from divided(part(whole.kind, whole.columns, whole.rows[half:]), limit)


def by_columns(whole: Part, limit: int, size: int) -> Iterator[Part]:
    share = size / math.ceil(size / limit)
    names: list[str] = []
    filled = 0
    for name in [name for name in whole.columns if name != "code"]:
        more = weight([only(whole, [name])])
        if names and filled + more / 2 > share:
            yield from divided(only(whole, names), limit)
            names, filled = [], 0
        names.append(name)
        filled += more
    yield from divided(only(whole, names), limit) if filled < size else iter([whole])


def only(whole: Part, names: list[str]) -> Part:
    return whole._replace(columns={name: whole.columns[name] for name in ("code", *names)})


def weight(parts: list[Part]) -> int:
    """About the bytes on the wire; quality 11 gives some 15 % less, but takes fifty times as long."""
    return len(brotli.compress(encode(parts), quality=4)) * 85 // 100


def encode(parts: list[Part]) -> bytes:
    return written([{"kind": one.kind, "columns": one.columns} for one in parts if one.rows])


def read_pack(data: bytes) -> Iterator[tuple[str, Row]]:
    """The rows of a pack, as a phone reads them."""
    tables = json.loads(data)
    for one in tables if isinstance(tables, list) else [tables]:
        columns = {name: values_of(column) for name, column in one["columns"].items()}
        for values in zip(*columns.values(), strict=True):
            yield one["kind"], {name: value for name, value in zip(columns, values, strict=True) if value is not None}
