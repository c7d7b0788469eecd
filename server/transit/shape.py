"""GET /bus/line/<code>/shape: what a phone needs to draw a line on a map without tiles, made once for each feed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import brotli
import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.problems import Problem
from server.sync.core import Core
from server.transit.aside import aside
from server.transit.course import shape_of
from server.transit.held import buses_of
from server.transit.timetable import Timetable

DAY = 86400


@dataclass(frozen=True)
class Drawn:
    tag: str
    plain: bytes
    small: bytes


known: WeakKeyDictionary[Timetable, dict[int, Drawn]] = WeakKeyDictionary()


@get("/bus/line/{line:str}/shape", summary="Where a line goes on the ground, for a map")
async def line_shape(
    line: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
) -> Response[bytes]:
    feed, _, id = line.partition(":")
    held = buses_of(core).feeds.get(feed)
    route = held.timetable.route_at.get(id) if held is not None else None
    if held is None or route is None:
        raise Problem("not_found")
    of = known.setdefault(held.timetable, {})
    if route not in of:
        of[route] = await aside(draw, held.timetable, route)
    return answer(request, of[route])


def draw(table: Timetable, route: int) -> Drawn:
    body = msgspec.json.encode(shape_of(table, route))
    return Drawn(f'"{hashlib.sha256(body).hexdigest()[:16]}"', body, brotli.compress(body, quality=9))


def answer(request: Request[Any, Any, Any], one: Drawn) -> Response[bytes]:
    kept = {"etag": one.tag, "cache-control": f"public, max-age={DAY}", "vary": "accept-encoding"}
    if one.tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=kept)
    body = one.plain
    if "br" in request.headers.get("accept-encoding", ""):
        body, kept["content-encoding"] = one.small, "br"
    return Response(body, media_type="application/json", headers=kept)
