"""GET /transit/<feed>/…: GTFS-Realtime of our own, and the GTFS zip as it was loaded."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.problems import Problem
from server.sync.core import Core
from server.transit.aside import aside
from server.transit.held import Held, buses_of
from server.transit.out.realtime import FEEDS

PROTOBUF = "application/x-protobuf"
ZIP = "application/zip"
OLD = 5  # seconds


@get("/transit/{feed:str}/{name:str}", media_type=PROTOBUF, summary="trip-updates.pb, vehicle-positions.pb, alerts.pb")
async def live(feed: FromPath[str], name: FromPath[str], core: NamedDependency[Core]) -> Response[bytes]:
    held = held_of(core, feed)
    if name not in FEEDS:
        raise Problem("not_found")
    body = await aside(written, held, name, buses_of(core).now())
    return Response(body, media_type=PROTOBUF, headers={"cache-control": f"public, max-age={OLD}"})


def written(held: Held, name: str, now: int) -> bytes:
    """Made once for all who ask within some seconds."""
    live, at, body = held.written.get(name, (None, 0, b""))
    if live is not held.live or not 0 <= now - at < OLD:
        live, body = held.live, FEEDS[name](held.timetable, held.live, now)
        held.written[name] = live, now, body
    return body


@get("/transit/{feed:str}/gtfs.zip", media_type=ZIP, summary="The timetable as it was loaded")
async def static(feed: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[bytes]:
    held = held_of(core, feed)
    headers = {"etag": f'"{held.stamp}"', "cache-control": "public, max-age=300"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    for (body,) in await core.store.fetch('SELECT source FROM "transit_feed" WHERE id = ?', [feed]):
        return Response(bytes(body), media_type=ZIP, headers=headers)
    raise Problem("not_found")


def held_of(core: Core, feed: str) -> Held:
    held = buses_of(core).feeds.get(feed)
    if held is None:
        raise Problem("not_found")
    return held


routes: list[Any] = [live, static]
