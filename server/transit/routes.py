"""Buses over HTTP: how the feeds are doing, live data sent to us, and the feeds as others read them."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.accounts.guards import token_of
from server.problems import Problem
from server.store.rows import shape
from server.sync.core import Core
from server.transit.alerts_now import bus_alerts
from server.transit.commands import SOURCES
from server.transit.drive import routes as drives
from server.transit.held import SCOPE, Held, buses_of
from server.transit.now import bus_now
from server.transit.out.routes import routes as out
from server.transit.realtime.message import LARGEST, Unreadable, read_message
from server.transit.shape import line_shape
from server.transit.stream.socket import line_now
from server.transit.tables import TransitSource, binary


@get("/transit", summary="The feeds of buses, and how their live data are doing")
async def feeds(core: NamedDependency[Core]) -> Response[bytes]:
    buses = buses_of(core)
    now = buses.now()
    broken = [{"feed": id, "error": "cannot be read; load it again"} for id in buses.unreadable]
    body = {"at": now, "feeds": [doing(held, now) for held in buses.feeds.values()] + broken}
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"cache-control": "no-cache"})


def doing(held: Held, now: int) -> dict[str, Any]:
    """What could not be laid onto a trip is counted here, by reason."""
    live = held.live
    return {
        "feed": held.id,
        "publisher": held.timetable.body.publisher,
        "version": held.timetable.body.version,
        "sample": held.timetable.sample,
        "loaded_at": held.loaded_at,
        "lines": len(held.timetable.routes),
        "stops": len(held.timetable.stops),
        "trips": len(held.timetable.trips),
        "live": {
            name: {
                "as_of": one.at,
                "stale": now - one.at > live.patience(name),
                **({"error": one.error} if one.error else {}),
            }
            for name, one in held.sources.items()
        }
        | {name: {"as_of": None, "stale": True, "error": error} for name, error in held.silent.items()},
        "matched": live.matched,
        "unmatched": dict(live.unmatched),
        "vehicles": len(live.positions),
        **({"note": "positions look like GCJ-02; GTFS-Realtime wants WGS-84"} if held.shifted else {}),
    }


@post(
    "/transit/{feed:str}/live/{name:str}",
    status_code=204,
    request_max_body_size=LARGEST,
    summary="A GTFS-Realtime message for a feed; it takes the place of the one sent before under this name",
)
async def receive(
    feed: FromPath[str], name: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
) -> Response[None]:
    given, known = token_of(request) or "", core.settings.transit_token
    if not known or not secrets.compare_digest(given.encode(), known.encode()):
        raise Problem("session_missing")
    buses = buses_of(core)
    if feed not in buses.feeds or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,23}", name):
        raise Problem("not_found")
    body = await request.body()
    try:
        await asyncio.to_thread(read_message, body)
    except Unreadable as error:
        raise Problem("bad_request", str(error)) from None
    await keep(core, feed, name, body)
    await buses.refresh()
    core.hub.poke([SCOPE])
    return Response(None, status_code=204)


async def keep(core: Core, feed: str, name: str, body: bytes) -> None:
    of, id = shape(TransitSource), f"{feed}/{name}"
    at = int(core.clock().timestamp() * 1000)
    async with core.store.writing() as transaction:
        found = await transaction.fetch('SELECT id, url, received_at FROM "transit_source" WHERE feed = ?', [feed])
        old = next((row for row in found if row[0] == id), None)
        if old is None and len(found) >= SOURCES:
            raise Problem("bad_request", f"at most {SOURCES} sources")
        if old is not None and old[1]:
            raise Problem("not_found")  # it is fetched, and what is fetched is not sent
        row = {"id": id, "feed": feed, "body": binary(body), "received_at": max(at, old[2] + 1 if old else 0)}
        await transaction.many(of.upsert, [of.pack(row)])


routes: list[Any] = [feeds, receive, bus_now, bus_alerts, line_now, line_shape, *drives, *out]
