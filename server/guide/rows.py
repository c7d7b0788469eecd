"""Rows as the public sees them: canonical JSON, digest, and the patch that turns one row into another. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]


def canonical(value: Any) -> str:
    """Keys sorted, no white space, UTF-8 not escaped: the bytes that digests and signatures are made over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_hash(kind: str, code: str, row: Row) -> int:
    text = f"{kind}\0{code}\0{canonical(row)}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def digest_of(rows: Iterable[tuple[str, str, Row]]) -> str:
    total = 0
    for kind, code, row in rows:
        total ^= row_hash(kind, code, row)
    return f"{total:016x}"


def plain(value: Any) -> Any:
    """Without nulls, and 3.0 as 3: both languages must write the same canonical JSON."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def patch(before: Row | None, after: Row) -> Row:
    """What to put so that `before` becomes `after`; `None` takes a field away."""
    if before is None:
        return dict(after)
    changed = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return changed | {key: None for key in before if key not in after}


def patched(row: Row | None, changes: Row) -> Row:
    whole = {**(row or {}), **changes}
    return {key: value for key, value in whole.items() if value is not None}
