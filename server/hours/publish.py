"""Rules become dated openings in the guide's layers: at loading, when something changes, and once a month."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from server.guide.load.changes import Changes, remember
from server.guide.publish import Published, alone, publish
from server.guide.rows import Row, canonical
from server.hours.calendar import Calendar
from server.hours.clock import day_of
from server.hours.dated import openings_row
from server.hours.model import Hours
from server.hours.rows import load_calendar, together
from server.hours.tables import Openings
from server.store import Store
from server.store.rows import shape
from server.sync.core import Core

CENTRES = """
SELECT c.code, c.layer, h.body, d.exceptions, o.body FROM "centre" c LEFT JOIN "centre_hours" h ON h.centre = c.code
LEFT JOIN "desk_hours" d ON d.centre = c.code LEFT JOIN "openings" o ON o.code = c.code
WHERE h.centre IS NOT NULL OR d.centre IS NOT NULL OR o.code IS NOT NULL
"""


async def publish_hours(core: Core, centre: str | None = None) -> Published:
    """Of one centre, or of all: the guide says what holds now. What did not change costs nothing."""
    folder = core.settings.data_dir / "guide"
    await expand_alone(core.store, folder, day_of(core.clock()), None if centre is None else [centre])
    return await publish(core.store, folder)


async def expand_alone(store: Store, folder: Path, today: date, centres: Collection[str] | None = None) -> int:
    async with alone(folder):
        return await expand(store, today, centres)


async def expand(store: Store, today: date, centres: Collection[str] | None = None) -> int:
    """Writes the rows that are different now, for the guide to publish; gives how many. One at a time: see `alone`."""
    made: list[Row] = []
    before: dict[tuple[str, str, str], str | None] = {}
    calendar = await load_calendar(store)
    for code, layer, body, desk, old in await store.fetch(CENTRES):
        if centres is not None and code not in centres:
            continue
        await asyncio.sleep(0)  # a city's take a while, and a server has other things to do
        hours = together(code, body or "", desk or "")
        new = canonical(row_of(hours, calendar, today)) if hours.rules or hours.exceptions else None
        if new != old:
            before[layer, "openings", code] = old
            made.append({"code": code, "layer": layer, "body": new})
    if made:
        await write(store, made, before)
    return len(made)


async def write(store: Store, made: list[Row], before: dict[tuple[str, str, str], str | None]) -> None:
    of = shape(Openings)
    async with store.writing() as transaction:
        changes = Changes(transaction)
        changes.before = before
        await transaction.many(of.upsert, [of.pack(row) for row in made if row["body"] is not None])
        await transaction.many(of.delete, [(row["code"],) for row in made if row["body"] is None])
        await remember(transaction, changes)


def row_of(hours: Hours, calendar: Calendar, today: date) -> Row:
    return {**alike(msgspec.structs.replace(hours, centre=""), Held(calendar), today), "code": hours.centre}


class Held:
    """A calendar as a key: the same object is the same calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and other.calendar is self.calendar

    def __hash__(self) -> int:
        return id(self.calendar)


@lru_cache(maxsize=4096)
def alike(hours: Hours, held: Held, today: date) -> Row:
    """Villages of a town keep the same hours."""
    return openings_row(hours, held.calendar, today)
