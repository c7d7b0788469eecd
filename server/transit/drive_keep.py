"""Drives in the database: begun once, however often the phone says so; a batch is taken whole or not at all, and a
second time does nothing."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from server.problems import Problem
from server.store import Transaction
from server.store.rows import shape
from server.sync.core import Core
from server.transit.drive_code import Batch, Point, decode, encode
from server.transit.drive_rules import FORGETS, HANDED_IN, TRAIL, Run, by_our_clock, clock_of, fresh
from server.transit.drive_tables import TransitDrive
from server.transit.tables import binary

DAY = 86_400
A_DAY = 60  # drives that one person may begin
APART = 900  # milliseconds between two batches
COLUMNS = "feed, trip, day, begins, vehicle, begun_at, over_at, ended_at, next, clock, changed_at, trail"


class Drive(NamedTuple):
    feed: str
    trip: str
    day: str
    begins: int
    vehicle: str
    begun_at: int
    over_at: int
    ended_at: int
    next: int
    clock: int
    changed_at: int
    trail: bytes


async def begin(core: Core, id: str, person: str, feed: str, trip: str, run: Run) -> Drive:
    """Whoever begins a trip has ended the one before."""
    now = core.clock()
    at, moment = int(now.timestamp()), int(now.timestamp() * 1000)
    async with core.store.writing() as transaction:
        before = await one(transaction, id, person)
        if before is not None:
            return before
        taken = await transaction.fetch('SELECT 1 FROM "transit_drive" WHERE id = ?', [id])
        if taken:
            raise Problem("not_found")
        sql = 'SELECT count(*) FROM "transit_drive" WHERE person = ? AND begun_at > ?'
        [(count,)] = await transaction.fetch(sql, [person, at - DAY])
        if count >= A_DAY:
            raise Problem("rate_limited", retry_after=3600, minutes=60)
        sql = 'UPDATE "transit_drive" SET ended_at = ?, changed_at = ? WHERE person = ? AND ended_at = 0'
        await transaction.many(sql, [(at, moment, person)])
        of = shape(TransitDrive)
        drive = Drive(
            feed, trip, run.day.isoformat(), run.begins, secrets.token_hex(4), at, run.over_at, 0, 0, 0, moment, b""
        )
        row = {"id": id, "person": person, **drive._asdict(), "trail": binary(b"")}
        await transaction.many(f"{of.insert} ON CONFLICT DO NOTHING", [of.pack(row)])
    return drive


async def take(core: Core, id: str, person: str, batch: Batch) -> tuple[Drive, bool]:
    """The drive as it is then, and whether that is news."""
    now = core.clock()
    at, moment = int(now.timestamp()), int(now.timestamp() * 1000)
    async with core.store.writing() as transaction:
        drive = await one(transaction, id, person)
        if drive is None:
            raise Problem("not_found")
        points = fresh(batch, drive.next)
        if not points and (drive.ended_at or not batch.over):
            return drive, False
        if drive.ended_at or at > drive.over_at + HANDED_IN:
            raise Problem("drive_over")
        if points and drive.next and moment - drive.changed_at < APART:
            raise Problem("rate_limited", retry_after=1, minutes=1)
        changed = after(drive, batch, points, at)._replace(changed_at=max(moment, drive.changed_at + 1))
        sql = (
            'UPDATE "transit_drive" SET ended_at = ?, next = ?, clock = ?, changed_at = ?, trail = ? '
            "WHERE id = ? AND person = ?"
        )
        told = (changed.ended_at, changed.next, changed.clock, changed.changed_at, binary(changed.trail), id, person)
        await transaction.many(sql, [told])
    return changed, True


def after(drive: Drive, batch: Batch, points: list[Point], now: int) -> Drive:
    clock = clock_of(drive.clock if drive.next else None, now - batch.sent)
    trail = trail_of(drive.trail)
    told = by_our_clock(points, clock, trail[-1].at if trail else 0)
    if points and points[0].at + clock < drive.over_at - DAY:
        raise Problem("bad_request", "/points")
    within = [one for one in told if one.at <= drive.over_at]
    trail = [*trail, *within][-TRAIL:]
    return drive._replace(
        next=batch.first + len(batch.points) if points else drive.next,
        clock=clock,
        trail=encode(Batch(False, 0, trail[-1].at if trail else 0, trail)),
        # A driver forgets; the phone was told so, but may have had no line.
        ended_at=now if batch.over or len(within) < len(told) else 0,
    )


def trail_of(body: bytes) -> list[Point]:
    return decode(body).points if body else []


async def known(core: Core, id: str, person: str) -> Drive | None:
    found = await core.store.fetch(f'SELECT {COLUMNS} FROM "transit_drive" WHERE id = ? AND person = ?', [id, person])
    return Drive(*found[0]) if found else None


async def one(transaction: Transaction, id: str, person: str) -> Drive | None:
    sql = f'SELECT {COLUMNS} FROM "transit_drive" WHERE id = ? AND person = ?{transaction.locking}'
    found = await transaction.fetch(sql, [id, person])
    return Drive(*found[0])._replace(trail=bytes(found[0][-1])) if found else None


async def others(core: Core, id: str, drive: Drive) -> bool:
    """Whether another phone is on the same trip now."""
    since = drive.changed_at - FORGETS * 1000
    sql = (
        'SELECT 1 FROM "transit_drive" WHERE feed = ? AND trip = ? AND day = ? AND begins = ? AND id <> ? '
        "AND ended_at = 0 AND changed_at > ?"
    )
    return bool(await core.store.fetch(sql, [drive.feed, drive.trip, drive.day, drive.begins, id, since]))
