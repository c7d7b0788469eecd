"""Reads what is new in an actor's scopes, a page at a time that a 2G line can carry."""

from collections.abc import Mapping
from functools import cache

from msgspec import Raw, Struct, field

from server.store import Store, Values
from server.store.rows import marks, padded
from server.sync.brief import Made, Own
from server.sync.work import Shown

PAGE = 16_000  # bytes of bodies
AT_ONCE = 200  # rows read in one query
# While a scope is loaded for the first time, the rows that come lie under its floor, as do the cursors of who slept too
# long. So such a cursor says under which floor it began: floor · LOADING + version. No scope has as many versions.
LOADING = 1 << 26


class Change(Struct, omit_defaults=True):
    """RowChange whose body is passed on as the text it is stored as."""

    entity: str
    key: str
    version: int
    body: Raw | None = None


class News(Struct):
    rows: dict[str, list[Change]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    purge: list[str] = field(default_factory=list)
    more: bool = False


async def pull(
    store: Store,
    scopes: Mapping[str, str],
    cursors: Mapping[str, int],
    digests: Mapping[str, str],
    signed_in: bool,
    own: Mapping[Shown, Own],
) -> News:
    """`scopes`: name on the wire → name in the store. `own`: rows that go back as differences."""
    news = News()
    if not signed_in:
        return news  # what the device holds stays there until we know who asks
    news.purge = [name for name in cursors if name not in scopes]
    asked = padded(sorted(scopes.values()))
    states = {row[0]: row[1:] for row in await store.fetch(states_of(len(asked)), asked)}
    room = PAGE
    for name, stored in scopes.items():
        version, digest, floor = states.get(stored, (0, "0" * 16, 0))
        began, cursor = divmod(cursors.get(name, 0), LOADING)
        behind = began != floor if began else 0 < cursor < floor
        damaged = name in digests and cursor == version and digests[name] != digest
        if cursor > version or behind or damaged:
            news.purge.append(name)
            cursor = 0
        if cursor == version:
            continue
        if room <= 0:
            news.more = True
            continue
        room -= await page(store, news, name, stored, cursor, version, room, own)
        if news.cursors[name] < floor:
            news.cursors[name] += floor * LOADING
    return news


@cache
def states_of(count: int) -> str:
    return f"SELECT id, version, digest, floor FROM scope WHERE id IN ({marks(count)})"


def own_news(
    scopes: Mapping[str, str],
    cursors: Mapping[str, int],
    own: Mapping[Shown, Own],
    moved: Mapping[str, tuple[int, int]],
) -> News | None:
    """Nothing has to be read where all that is new since the cursors is what the request itself has just made."""
    if not scopes or not moved.keys() >= set(scopes.values()) or not cursors.keys() <= scopes.keys():
        return None
    news = News()
    for name, stored in scopes.items():
        before, last = moved[stored]
        mine = sorted((one.version, at[1], one) for at, one in own.items() if at[0] == stored and one.version)
        if cursors.get(name, 0) != before or len(mine) != last - before or len(mine) > AT_ONCE:
            return None
        for version, entity, one in mine:
            if one.body is None:
                return None
            news.made.append(Made(one.of, name, entity, version, one.body))
        news.cursors[name] = last
    return news


async def page(
    store: Store,
    news: News,
    name: str,
    stored: str,
    cursor: int,
    version: int,
    room: int,
    own: Mapping[Shown, Own],
) -> int:
    """Rows of one scope after the cursor, as many as there is room for and at least one; gives their size."""
    found = await after(store, stored, cursor, own)
    size, taken = 0, 0
    rows: list[Change] = []
    for entity, key, at, body in found[:AT_ONCE]:
        if taken and size > room:
            break
        taken += 1
        mine = own.get((stored, entity, key))
        if mine is not None and mine.body is not None and mine.version == at:
            news.made.append(Made(mine.of, name, entity, at, mine.body))
            size += 40
            continue
        raw = None if body is None else body.encode()
        size += len(entity) + len(key) + 40 + (0 if raw is None else len(raw))
        rows.append(Change(entity, key, at, None if raw is None else Raw(raw)))
    if taken < len(found):
        news.more = True
        news.cursors[name] = found[taken - 1][2]
    else:
        news.cursors[name] = max(version, found[-1][2] if found else 0)
    if rows:
        news.rows[name] = rows
    return size


async def after(store: Store, scope: str, cursor: int, own: Mapping[Shown, Own]) -> list[Values]:
    """Entity, key, version and body. A body that the asker has just brought is not read again."""
    where = "FROM scope_row WHERE scope = ? AND version > ? ORDER BY version LIMIT ?"
    asked = (scope, cursor, AT_ONCE + 1)
    if not own:
        return await store.fetch(f"SELECT entity, key, version, body {where}", asked)
    found = await store.fetch(f"SELECT entity, key, version {where}", asked)
    others = [row for row in found if not brought(own.get((scope, *row[:2])), row[2])]
    bodies: dict[Values, str | None] = {}
    if others:
        ids = padded(["/".join((scope, *row[:2])) for row in others])
        query = f"SELECT entity, key, version, body FROM scope_row WHERE id IN ({marks(len(ids))})"
        bodies = {row[:3]: row[3] for row in await store.fetch(query, ids)}
    # One that has changed since it was listed comes with its later version the next time.
    gone = {row for row in others if row not in bodies}
    return [(*row, bodies.get(row)) for row in found if row not in gone]


def brought(mine: Own | None, version: int) -> bool:
    return mine is not None and mine.body is not None and mine.version == version
