"""Loads what functions over a Work ask for, runs them again, and writes what they decided."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import msgspec

from server.jobs.tables import Job
from server.store import Transaction
from server.store.rows import marks, padded, shape
from server.sync.tables import Scope, ScopeRow
from server.sync.work import Loaded, Search, Shown, Writes, by_table

ROUNDS = 50
PIECE = 512


async def settle(tx: Transaction, loaded: Loaded, attempt: Callable[[], None]) -> None:
    """Runs `attempt` until it has asked for nothing that was not there."""
    for _ in range(ROUNDS):
        attempt()
        if not loaded.wants:
            return
        await load(tx, loaded)
    raise RuntimeError("a mutation asks for new rows for ever")


async def load(tx: Transaction, loaded: Loaded) -> None:
    for table, keys in by_table(loaded.want_rows).items():
        of = shape(table)
        for start in range(0, len(keys), PIECE):
            piece = keys[start : start + PIECE]
            asked = padded(piece)
            loaded.rows.update({(table, key): None for key in piece})
            for values in await tx.fetch(of.by_keys(len(asked)), asked):
                loaded.rows[table, values[of.at[of.key]]] = values
    loaded.want_rows.clear()
    alike: dict[tuple[object, tuple[str, ...]], list[Search]] = {}
    for search in loaded.want_found:
        alike.setdefault((search[0], tuple(name for name, _ in search[1])), []).append(search)
    loaded.want_found.clear()
    for searches in alike.values():
        for start in range(0, len(searches), PIECE // 4):
            await find(tx, loaded, searches[start : start + PIECE // 4])


async def find(tx: Transaction, loaded: Loaded, searches: list[Search]) -> None:
    """Searches of one table by the same columns, in one query."""
    table, equals = searches[0]
    of = shape(table)
    names = [name for name, _ in equals]
    places = [of.at[name] for name in names]
    asked = padded(searches)
    args = [value for _, pairs in asked for _, value in pairs]
    by_values = {
        tuple(value for _, value in pairs): loaded.found.setdefault((table, pairs), []) for _, pairs in searches
    }
    for values in await tx.fetch(of.by_equals(names, len(asked)), args):
        key = values[of.at[of.key]]
        loaded.rows[table, key] = values
        by_values[tuple(values[place] for place in places)].append(key)


async def flush(tx: Transaction, writes: Writes, now: datetime) -> set[str]:
    """Writes everything; gives the scopes in which something changed."""
    for table, rows in writes.rows.tables.items():
        of = shape(table)
        if puts := [values for values in rows.values() if values is not None]:
            await tx.many(of.upsert, puts)
        if gone := [(key,) for key, values in rows.items() if values is None]:
            await tx.many(of.delete, gone)
    if writes.jobs:
        await add_jobs(tx, writes, now)
    return await show(tx, writes.shown, now) if writes.shown else set()


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


async def show(tx: Transaction, shown: dict[Shown, bytes | None], now: datetime) -> set[str]:
    """Gives every changed row the next version of its scope. Scopes are locked in the order of their names."""
    rows = shape(ScopeRow)
    ids = {at: "/".join(at) for at in shown}
    old: dict[str, tuple[int, str | None]] = {}
    every = list(ids.values())
    for start in range(0, len(every), PIECE):
        asked = padded(every[start : start + PIECE])
        query = f'SELECT id, version, body FROM "{rows.name}" WHERE id IN ({marks(len(asked))})'
        old.update({id: (version, body) for id, version, body in await tx.fetch(query, asked)})
    moved: dict[str, list[tuple[Shown, str | None]]] = {}
    for at, body in shown.items():
        text = None if body is None else body.decode()
        if old.get(ids[at], (0, None))[1] != text:
            moved.setdefault(at[0], []).append((at, text))
    at_seconds = int(now.timestamp())
    puts: list[tuple[object, ...]] = []
    digests: list[tuple[str, str]] = []
    for scope in sorted(moved):
        changes = moved[scope]
        [(version, digest)] = await tx.fetch(
            f'INSERT INTO "{Scope._meta.tablename}" (id, version, digest, floor) VALUES (?, ?, ?, 0) '
            "ON CONFLICT (id) DO UPDATE SET version = scope.version + excluded.version RETURNING version, digest",
            (scope, len(changes), "0" * 16),
        )
        mix = int(digest, 16)
        for number, (at, text) in enumerate(changes, version - len(changes) + 1):
            before = old.get(ids[at])
            if before is not None and before[1] is not None:
                mix ^= print_of(at[1], at[2], before[0])
            if text is not None:
                mix ^= print_of(at[1], at[2], number)
            puts.append((ids[at], *at, number, text, at_seconds))
        digests.append((f"{mix:016x}", scope))
    if puts:
        await tx.many(rows.upsert, puts)
        await tx.many(f'UPDATE "{Scope._meta.tablename}" SET digest = ? WHERE id = ?', digests)
    return set(moved)
