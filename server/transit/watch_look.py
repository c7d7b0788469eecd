"""Looks every ten seconds, in one worker, at the wishes whose time it is: what was found is told in a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

import structlog

from server.jobs.beside import beside
from server.store.rows import Row, shape
from server.store.trouble import Unavailable
from server.sync.core import Core
from server.sync.work import Work
from server.transit.alerts_tell import tell_alerts
from server.transit.held import Buses, Held, buses_of
from server.transit.watch import end
from server.transit.watch_buses import buses_at
from server.transit.watch_rules import ahead, is_over, opens, words
from server.transit.watch_tables import BusWatch
from server.transit.watch_tell import Finding, tell, told_of

log = structlog.get_logger()

EVERY = 10  # seconds
TOGETHER = 50  # people in one transaction: whoever syncs meanwhile waits for it
LOST = 600  # seconds until a wish is looked at again whose stop is in no feed just now
CLAIM, ALERTS = "bus_watch", "bus_alerts"
MINUTE = 60
Later = tuple[int, str, int]  # when to look again, id, revision


async def claim(core: Core, what: str = CLAIM, every: int = EVERY) -> bool:
    """Whether it is this worker's turn."""
    now = buses_of(core).now()
    found = await core.store.fetch("SELECT value FROM counter WHERE id = ?", [what])
    if found and now - every < found[0][0] - every <= now:
        return False
    async with core.store.writing() as tx:
        sql = (
            "INSERT INTO counter (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value "
            "WHERE counter.value <= ? OR counter.value > ? RETURNING id"
        )
        return bool(await tx.fetch(sql, [what, now + every, now, now + every]))


async def look(core: Core) -> int:
    """Gives how many were told something."""
    buses, of = buses_of(core), shape(BusWatch)
    now = buses.now()
    rows = await core.store.fetch(f"{of.select} WHERE opens_at <= ? ORDER BY stop", [now])
    findings: list[Finding] = []
    later: list[Later] = []
    over: list[tuple[str, int]] = []
    for stop, group in groupby(map(of.unpack, rows), key=lambda row: str(row["stop"])):
        look_at(buses, stop, list(group), now, findings, later, over)
        await asyncio.sleep(0)  # whoever waits for an answer comes first
    count = 0
    for start in range(0, len(findings), TOGETHER):
        count += await core.act(partial(tell, findings=findings[start : start + TOGETHER]))
    for start in range(0, len(over), TOGETHER):
        await core.act(partial(end_all, over=over[start : start + TOGETHER]))
    if later:
        async with core.store.writing() as tx:
            await tx.many('UPDATE "bus_watch" SET opens_at = ? WHERE id = ? AND revision = ?', later)
    return count


def look_at(
    buses: Buses,
    stop: str,
    rows: list[Row],
    now: int,
    findings: list[Finding],
    later: list[Later],
    over: list[tuple[str, int]],
) -> None:
    """At all who watch one stop: its buses are looked up once."""
    feed, _, id = stop.partition(":")
    held = buses.feeds.get(feed)
    at = held.timetable.stop_at.get(id) if held else None
    if held is None or at is None:
        later += [(now + LOST, row["id"], row["revision"]) for row in rows]
        return
    open = []
    for row in rows:
        begins = opens(row, zone_of(held, at, row), now)
        if begins is None or (row["told"] and is_over(row, told_of(row).values(), now)):
            over.append((row["id"], row["revision"]))
        elif begins > now:
            later.append((begins, row["id"], row["revision"]))
        else:
            open.append(row)
    if not open:
        return
    way = max(row["minutes"] for row in open)
    known = buses_at(held, at, now, way * 60 + ahead(way))
    for row in open:
        if words(row, told_of(row), known, now):
            name = held.timetable.stops[at].name
            findings.append(Finding(row["id"], row["revision"], name, zone_of(held, at, row), known))


def zone_of(held: Held, stop: int, row: Row) -> ZoneInfo:
    """Of the line; of several lines at a stop, the first one's."""
    table = held.timetable
    route = table.route_at.get(row["line"].partition(":")[2])
    route = next(iter(table.routes_at.get(stop, ())), None) if route is None else route
    return table.zone if route is None else table.zones[route]


def end_all(work: Work, over: Iterable[tuple[str, int]]) -> None:
    for id, revision in over:
        row = work.get(BusWatch, id)
        if row is not None and row["revision"] == revision:
            end(work, row)


async def looking(core: Core) -> None:
    while True:
        try:
            if buses_of(core).feeds and await claim(core):
                await look(core)
            if buses_of(core).feeds and await claim(core, ALERTS, MINUTE):
                await tell_alerts(core)
        except Unavailable as error:
            log.warning("bus_watches_wait_for_the_database", problem=str(error))
        except Exception:
            log.exception("bus_watches_not_looked_at")
        await asyncio.sleep(EVERY / 2)


@asynccontextmanager
async def watching_buses(core: Core) -> AsyncIterator[None]:
    async with beside(looking(core)):
        yield
