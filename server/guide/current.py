"""The rows of a layer as the catalogue has them now."""

from __future__ import annotations

import json

from server.guide.load.changes import Reads, form_body, latest_forms, published
from server.guide.rows import Row
from server.store.rows import marks

UNITS = ("place", "department", "centre", "openings", "bus_line", "bus_stop")
CHUNK = 500


async def all_rows(read: Reads, layer: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for kind in UNITS:
        found = await read.fetch(f'SELECT body FROM "{kind}" WHERE layer = ? ORDER BY code', [layer])
        rows[kind] = [json.loads(body) for (body,) in found]
    items = await read.fetch('SELECT body, pinyin FROM "item" WHERE layer = ? ORDER BY code', [layer])
    rows["item"] = [json.loads(body) | {"pinyin": pinyin} for body, pinyin in items]
    used = sorted({item["form"] for item in rows["item"] if item.get("form")})
    latest = await latest_forms(read) if used else {}
    rows["form"] = [json.loads(form_body(code, *latest[code])) for code in used]
    return rows


async def some_rows(read: Reads, layer: str, kind: str, codes: list[str]) -> dict[str, Row]:
    """Those of `codes` that are there."""
    found: dict[str, Row] = {}
    for start in range(0, len(codes), CHUNK):
        part = codes[start : start + CHUNK]
        found |= await _some(read, layer, kind, part)
    return found


async def _some(read: Reads, layer: str, kind: str, codes: list[str]) -> dict[str, Row]:
    if kind == "item":
        sql = f'SELECT code, body, pinyin FROM "item" WHERE id IN ({marks(len(codes))})'
        items = await read.fetch(sql, [f"{layer}/{code}" for code in codes])
        return {code: json.loads(published(body, pinyin)) for code, body, pinyin in items}
    if kind == "form":
        sql = f'SELECT DISTINCT form FROM "item" WHERE layer = ? AND form IN ({marks(len(codes))})'
        used = await read.fetch(sql, [layer, *codes])
        latest = await latest_forms(read)
        return {code: json.loads(form_body(code, *latest[code])) for (code,) in used}
    sql = f'SELECT code, body FROM "{kind}" WHERE layer = ? AND code IN ({marks(len(codes))})'
    return {code: json.loads(body) for code, body in await read.fetch(sql, [layer, *codes])}
