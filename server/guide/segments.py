"""Delta segments: made from changed rows, and merged. A segment says what becomes of a row, whatever it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from server.guide.rows import Row, patch
from server.schema import types

Segment = dict[str, Any]
SEPARATE = 8  # the newest segments stay single, so that a phone that was here yesterday reads little


def fields_of(struct: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(struct)}


FIELDS = {
    "item": fields_of(types.Item) | {"pinyin"},
    "form": fields_of(types.Form),
    "centre": fields_of(types.Centre),
    "openings": fields_of(types.Openings),
    "department": fields_of(types.Department),
    "place": fields_of(types.Place),
    "bus_line": fields_of(types.BusLine),
    "bus_stop": fields_of(types.BusStop),
    "chars": {"code", "from", "to", "sounds"},
}


def segment(start: int, end: int, changes: Iterable[tuple[str, str, Row | None, Row | None]]) -> Segment:
    """From (kind, code, before, after)."""
    put: dict[str, dict[str, Row]] = {}
    gone: dict[str, list[str]] = {}
    for kind, code, before, after in changes:
        if after is None:
            gone.setdefault(kind, []).append(code)
        else:
            put.setdefault(kind, {})[code] = patch(before, after)
    return {"from": start, "to": end, "put": put, "del": gone}


def merged(older: Segment, newer: Segment) -> Segment:
    """One segment with the effect of both."""
    put = {kind: dict(rows) for kind, rows in older["put"].items()}
    gone = {kind: set(codes) for kind, codes in older["del"].items()}
    for kind, codes in newer["del"].items():
        for code in codes:
            put.get(kind, {}).pop(code, None)
            gone.setdefault(kind, set()).add(code)
    for kind, rows in newer["put"].items():
        for code, changes in rows.items():
            put.setdefault(kind, {})[code] = _joined(kind, code, put, gone, changes)
    return {
        "from": older["from"],
        "to": newer["to"],
        "put": {kind: rows for kind, rows in put.items() if rows},
        "del": {kind: sorted(codes) for kind, codes in gone.items() if codes},
    }


def _joined(kind: str, code: str, put: dict[str, dict[str, Row]], gone: dict[str, set[str]], changes: Row) -> Row:
    if code in gone.get(kind, set()):
        gone[kind].discard(code)
        # The row was there before, with fields we no longer know: all that the new one lacks must go.
        return dict.fromkeys(sorted(FIELDS[kind])) | changes
    return {**put.get(kind, {}).get(code, {}), **changes}


def to_merge(sizes: list[int]) -> int | None:
    """Which neighbours (i, i + 1) to merge next, given the sizes of the chain, oldest first.

    Sizes then grow at least twofold with age, so a chain of n publications has about log n segments.
    """
    for at in range(len(sizes) - SEPARATE - 2, -1, -1):
        if sizes[at] < 2 * sizes[at + 1]:
            return at
    return None
