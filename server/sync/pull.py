"""Reads what is new in an actor's scopes, a page at a time that a 2G line can carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Raw, Struct

from server.store import Store
from server.store.rows import marks, padded

PAGE = 16_000  # bytes of bodies
AT_ONCE = 200  # rows read in one query


class Change(Struct, omit_defaults=True):
    """RowChange whose body is passed on as the text it is stored as."""

    entity: str
    key: str
    version: int
    body: Raw | None = None


@dataclass
class News:
    rows: dict[str, list[Change]] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    purge: list[str] = field(default_factory=list)
    more: bool = False


async def pull(
    store: Store, scopes: Mapping[str, str], cursors: Mapping[str, int], digests: Mapping[str, str], signed_in: bool
) -> News:
    """`scopes`: name on the wire → name in the store."""
    news = News()
    if not signed_in:
        return news  # what the device holds stays there until we know who asks
    news.purge = [name for name in cursors if name not in scopes]
    asked = padded(sorted(scopes.values()))
    query = f"SELECT id, version, digest, floor FROM scope WHERE id IN ({marks(len(asked))})"
    states = {id: (version, digest, floor) for id, version, digest, floor in await store.fetch(query, asked)}
    room = PAGE
    for name, stored in scopes.items():
        version, digest, floor = states.get(stored, (0, "0" * 16, 0))
        cursor = cursors.get(name, 0)
        damaged = name in digests and cursor == version and digests[name] != digest
        if cursor > version or 0 < cursor < floor or damaged:
            news.purge.append(name)
            cursor = 0
        if cursor == version:
            continue
        if room <= 0:
            news.more = True
            continue
        room -= await page(store, news, name, stored, cursor, version, room)
    return news


async def page(store: Store, news: News, name: str, stored: str, cursor: int, version: int, room: int) -> int:
    """Rows of one scope after the cursor, as many as there is room for and at least one; gives their size."""
    found = await store.fetch(
        "SELECT entity, key, version, body FROM scope_row WHERE scope = ? AND version > ? ORDER BY version LIMIT ?",
        (stored, cursor, AT_ONCE + 1),
    )
    size = 0
    rows = news.rows.setdefault(name, [])
    for entity, key, at, body in found[:AT_ONCE]:
        if rows and size > room:
            break
        raw = None if body is None else body.encode()
        size += len(entity) + len(key) + 40 + (0 if raw is None else len(raw))
        rows.append(Change(entity, key, at, None if raw is None else Raw(raw)))
    if len(rows) < len(found):
        news.more = True
        news.cursors[name] = rows[-1].version
    else:
        news.cursors[name] = max(version, rows[-1].version if rows else 0)
    if not rows:
        del news.rows[name]
    return size
