"""Loads what functions over a Work ask for, runs them again, and writes what they decided."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

import msgspec
from piccolo.table import Table

from server.jobs.tables import Job
from server.store import Transaction, Values
from server.store.rows import marks, padded, shape
from server.sync.tables import Scope, ScopeRow
from server.sync.work import Loaded, Search, Shown, Writes, by_table

ROUNDS = 50
PIECE = 512


async def settle(tx: Transaction, loaded: Loaded, attempt: Callable[[], None]) -> None:
    """Runs `attempt` until it has asked for nothing that was not there."""
    if loaded.wants:
        await load(tx, loaded)
    for _ in range(ROUNDS):
        attempt()
        if not loaded.wants:
            return
        await load(tx, loaded)
    raise RuntimeError("a mutation asks for new rows for ever")


async def load(tx: Transaction, loaded: Loaded) -> None:
    """Rows are kept from other writers in the order of tables and keys, so that no two wait for each other."""
    for table, keys in sorted(by_table(loaded.want_rows).items(), key=lambda rows: shape(rows[0]).name):
        of = shape(table)
        keys.sort(key=str)
        for start in range(0, len(keys), PIECE):
            piece = keys[start : start + PIECE]
            asked = padded(piece)
            loaded.rows.update({(table, key): None for key in piece})
            for values in await tx.fetch(of.by_keys(len(asked), of.locking(tx)), asked):
                loaded.rows[table, values[of.at[of.key]]] = values
    loaded.want_rows.clear()
    for searches in alike(loaded.want_found):
        await find(tx, loaded, searches)
    for searches in alike(loaded.want_keys):
        await find_keys(tx, loaded, searches)


def alike(wanted: set[Search]) -> list[list[Search]]:
    """Searches of one table by the same columns, as many as go into one query, in an order that all keep to."""
    by: dict[tuple[type[Table], tuple[str, ...]], list[Search]] = {}
    for search in wanted:
        by.setdefault((search[0], tuple(name for name, _ in search[1])), []).append(search)
    wanted.clear()
    parts: list[list[Search]] = []
    for _, searches in sorted(by.items(), key=lambda one: (shape(one[0][0]).name, one[0][1])):
        parts += [searches[start : start + PIECE // 4] for start in range(0, len(searches), PIECE // 4)]
    return parts


async def find(tx: Transaction, loaded: Loaded, searches: list[Search]) -> None:
    table, equals = searches[0]
    of = shape(table)
    names = [name for name, _ in equals]
    places = [of.at[name] for name in names]
    asked = padded(searches)
    args = [value for _, pairs in asked for _, value in pairs]
    by_values = {
        tuple(value for _, value in pairs): loaded.found.setdefault((table, pairs), []) for _, pairs in searches
    }
    for values in await tx.fetch(of.by_equals(names, len(asked)) + of.locking(tx), args):
        key = values[of.at[of.key]]
        loaded.rows[table, key] = values
        by_values[tuple(values[place] for place in places)].append(key)


async def find_keys(tx: Transaction, loaded: Loaded, searches: list[Search]) -> None:
    """Their rows are neither read nor kept from others: a person's hundred drafts are large."""
    table, equals = searches[0]
    asked = padded(searches)
    by_values = {tuple(value for _, value in pairs): loaded.keys.setdefault((table, pairs), []) for _, pairs in asked}
    query = shape(table).keys_by_equals([name for name, _ in equals], len(asked))
    for key, *values in await tx.fetch(query, [value for _, pairs in asked for _, value in pairs]):
        by_values[tuple(values)].append(key)


async def flush(tx: Transaction, loaded: Loaded, writes: Writes, now: datetime) -> set[str]:
    """Writes everything; gives the scopes in which something changed."""
    for table, rows in writes.rows.tables.items():
        of = shape(table)
        # What was looked for and not there must still not be: where it has come meanwhile, the insert says so.
        made: list[Values] = []
        puts: list[Values] = []
        for key, values in rows.items():
            if values is not None:
                (made if loaded.rows.get((table, key), values) is None else puts).append(values)
        if made:
            await tx.many(*of.inserting(made))
        if puts:
            await tx.many(of.upsert, puts)
        if gone := [(key,) for key, values in rows.items() if values is None]:
            await tx.many(of.delete, gone)
    if writes.jobs:
        await add_jobs(tx, writes, now)
    return await show(tx, writes, now) if writes.shown else set()


async def add_jobs(tx: Transaction, writes: Writes, now: datetime) -> None:
    made = int(now.timestamp() * 1000)
    rows = [
        (
            job.queue,
            msgspec.json.encode(job.payload).decode(),
            job.dedupe,
            "waiting",
            made if job.run_at is None else int(job.run_at.timestamp() * 1000),
            0,
            0,
            made,
        )
        for job in writes.jobs
    ]
    await tx.many(
        f'INSERT INTO "{Job._meta.tablename}" (queue, payload, dedupe, state, run_at, lease_until, attempts, made_at) '
        "VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (dedupe) DO NOTHING",
        rows,
    )


def print_of(entity: str, key: str, version: int) -> int:
    return int.from_bytes(sha256(f"{entity}\0{key}\0{version}".encode()).digest()[:8], "big")


async def show(tx: Transaction, writes: Writes, now: datetime) -> set[str]:
    """Gives every changed row the next version of its scope. A scope is held from here to the commit, so its versions
    are seen in the order in which they were given."""
    scopes, rows, shown = shape(Scope), shape(ScopeRow), writes.shown
    states = await some(tx, f"{scopes.select} WHERE id IN", {scope for scope, _, _ in shown}, tx.locking)
    ids = {at: "/".join(at) for at in shown}
    old = await some(tx, f'SELECT id, version, body FROM "{rows.name}" WHERE id IN', ids.values())
    moved: dict[str, list[tuple[Shown, str, bytes | None, Values | None]]] = {}
    for at, text in shown.items():
        before = old.get(ids[at])
        stood = None if before is None or before[2] is None else before[2].encode()
        if stood != text:
            moved.setdefault(at[0], []).append((at, ids[at], text, before))
    at_seconds = int(now.timestamp())
    puts: list[Values] = []
    made: list[Values] = []
    known: list[Values] = []
    for scope, changes in moved.items():
        _, first, digest, floor = states.get(scope, (scope, 0, "0" * 16, 0))
        mix = int(digest, 16)
        for number, (at, id, text, before) in enumerate(changes, first + 1):
            _, entity, key = at
            if before is not None and before[2] is not None:
                mix ^= print_of(entity, key, before[1])
            if text is not None:
                mix ^= print_of(entity, key, number)
            puts.append((id, scope, entity, key, number, text, at_seconds))
            writes.versions[at] = number
        writes.moved[scope] = first, first + len(changes)
        (known if scope in states else made).append((scope, first + len(changes), f"{mix:016x}", floor))
    for sql, values in ((scopes.insert, made), (scopes.upsert, known), (rows.upsert, puts)):
        if values:
            await tx.many(sql, values)
    return set(moved)


async def some(tx: Transaction, query: str, keys: Iterable[str], locking: str = "") -> dict[str, Values]:
    """Rows by the first of their columns."""
    found: dict[str, Values] = {}
    every = sorted(set(keys))
    for start in range(0, len(every), PIECE):
        asked = padded(every[start : start + PIECE])
        ordered = f" ORDER BY id{locking}" if locking else ""
        found.update({row[0]: row for row in await tx.fetch(f"{query} ({marks(len(asked))}){ordered}", asked)})
    return found
