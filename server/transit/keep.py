"""Writes a checked feed: all of it or nothing, and nothing when it is the same again."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from server.guide.load.problems import Problems, Refused, Where
from server.store import Store
from server.store.rows import shape
from server.transit.compile import compile_feed
from server.transit.gtfs.archive import open_feed
from server.transit.gtfs.check import check
from server.transit.gtfs.feed import Feed
from server.transit.gtfs.read import read_feed
from server.transit.lines import LONGEST
from server.transit.tables import TransitFeed, binary
from server.transit.timetable import FORMAT, Body, Timetable, pack, unpack

NOTES = 50  # lines


@dataclass
class Ready:
    """A feed that may be served."""

    id: str
    stamp: str
    place: str
    body: Body
    packed: bytes
    source: bytes
    notes: list[str] = field(default_factory=list)


def prepare(path: Path, id: str, place: str, today: date) -> Ready:
    """Raises Refused with everything that is wrong."""
    archive = open_feed(path)
    feed = read_feed(archive)
    short_enough(feed, id)
    notes = check(feed, today)
    if len(notes) > NOTES:
        notes = [*notes[:NOTES], f"… and {len(notes) - NOTES} more"]
    body = compile_feed(feed, id)
    data = pack(body)
    told = b"\0".join([str(FORMAT).encode(), place.encode(), data, archive.packed])
    return Ready(id, hashlib.sha256(told).hexdigest()[:32], place, body, data, archive.packed, notes)


def short_enough(feed: Feed, id: str) -> None:
    """Stops and lines are known to phones as <feed>:<id>; cut off, two could be one."""
    problems, most = Problems(), LONGEST - len(id) - 1
    for file, column, known in (("stops.txt", "stop_id", feed.stops), ("routes.txt", "route_id", feed.routes)):
        for one in known:
            if len(one) > most:
                problems.add(Where(file, feed.lines[file, one]), column, f"{one} is longer than {most} characters")
    if problems:
        raise Refused(problems)


async def keep(store: Store, ready: Ready, now: int) -> bool:
    """Whether anything is different now. Raises Refused when an agency belongs to another feed already."""
    await own_agencies(store, ready)
    of = shape(TransitFeed)
    async with store.writing() as transaction:
        old = await transaction.fetch('SELECT stamp FROM "transit_feed" WHERE id = ?', [ready.id])
        if old == [(ready.stamp,)]:
            return False
        row = {
            "id": ready.id,
            "stamp": ready.stamp,
            "loaded_at": now,
            "timetable": binary(ready.packed),
            "source": binary(ready.source),
            "place": ready.place,
            "notes": msgspec.json.encode(ready.notes).decode(),
        }
        await transaction.many(of.upsert, [of.pack(row)])
    return True


async def own_agencies(store: Store, ready: Ready) -> None:
    """Clients name a stop by its agency and id: two feeds with the same agency could not be told apart."""
    problems = Problems()
    for other, data in await store.fetch('SELECT id, timetable FROM "transit_feed" WHERE id <> ?', [ready.id]):
        there = await asyncio.to_thread(unpack, bytes(data))
        for one in ready.body.agencies:
            if one.id in there.agencies:
                reason = f"{one.id or 'the agency without id'} stands in the feed {other} too"
                problems.add(Where("agency.txt"), "agency_id", reason)
    if problems:
        raise Refused(problems)


async def timetables(store: Store) -> list[tuple[Timetable, str]]:
    """All feeds, each with the place that its stops serve when they do not say."""
    rows = await store.fetch('SELECT timetable, place FROM "transit_feed" ORDER BY id')
    return [(await asyncio.to_thread(unpack, bytes(data)), place) for data, place in rows]
