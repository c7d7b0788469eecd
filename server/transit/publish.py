"""Timetables become rows of the guide's layers: when a feed is loaded or dropped, and once a month for days to come."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from piccolo.table import Table

from server.guide.load.changes import Changes, remember
from server.guide.publish import Published, alone, publish
from server.guide.rows import canonical
from server.store import Store
from server.store.rows import shape
from server.transit.keep import timetables
from server.transit.lines import rows_of
from server.transit.tables import BusLine, BusStop

TABLES: dict[str, type[Table]] = {"bus_line": BusLine, "bus_stop": BusStop}

Key = tuple[str, str, str]  # layer, kind, code


async def publish_lines(store: Store, folder: Path, today: date) -> Published:
    """`folder` is DATA_DIR/guide. What did not change costs nothing."""
    async with alone(folder):
        await expand(store, today)
    return await publish(store, folder)


async def expand(store: Store, today: date) -> int:
    """Writes the rows that are different now, for the guide to publish; gives how many."""
    old: dict[Key, str] = {}
    for kind in TABLES:
        for layer, code, body in await store.fetch(f'SELECT layer, code, body FROM "{kind}"'):
            old[layer, kind, code] = body
    layers = {layer for (layer,) in await store.fetch('SELECT DISTINCT layer FROM "place"')}
    new: dict[Key, tuple[str, str]] = {}
    for table, place in await timetables(store):
        for layer, kind, row in await asyncio.to_thread(list, rows_of(table, place, layers, today)):
            new[layer, kind, str(row["code"])] = canonical(row), table.feed
    changed = [key for key, (body, _) in new.items() if old.get(key) != body]
    gone = [key for key in old if key not in new]
    if not changed and not gone:
        return 0
    async with store.writing() as transaction:
        changes = Changes(transaction)
        changes.before = {key: old.get(key) for key in [*changed, *gone]}
        for kind, table_of in TABLES.items():
            of = shape(table_of)
            rows = [
                {"id": f"{layer}/{code}", "code": code, "layer": layer, "feed": new[key][1], "body": new[key][0]}
                for key in changed
                for layer, _, code in [key]
                if key[1] == kind
            ]
            await transaction.many(of.upsert, [of.pack(row) for row in rows])
            await transaction.many(of.delete, [(f"{key[0]}/{key[2]}",) for key in gone if key[1] == kind])
        await remember(transaction, changes)
    return len(changed) + len(gone)
