"""GET /api/where/…: one door for all of OneBusAway's addresses. Described by OneBusAway's own OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brotli
import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.sync.core import Core
from server.transit.aside import aside
from server.transit.held import Buses, buses_of
from server.transit.oba import journeys, places, times
from server.transit.oba import resources as of
from server.transit.oba.asked import Asked, Unknown, Wrong
from server.transit.oba.entities import Entity, References

Ask = Callable[[Buses, Asked], tuple[Entity, References]]

LISTS: dict[str, Ask] = {
    "agencies-with-coverage": of.agencies_with_coverage,
    "arrivals-and-departures-for-location": times.arrivals_for_location,
    "config": of.config,
    "current-time": of.current_time,
    "stops-for-location": places.stops_for_location,
    "routes-for-location": places.routes_for_location,
    "search/stop": places.search_stop,
    "search/route": places.search_route,
    "trips-for-location": journeys.trips_for_location,
}
ENTRIES: dict[str, Ask] = {
    "agency": of.agency_entry,
    "arrival-and-departure-for-stop": times.arrival_for_stop,
    "arrivals-and-departures-for-stop": times.arrivals_for_stop,
    "block": journeys.block,
    "route": of.route_entry,
    "route-ids-for-agency": of.route_ids_for_agency,
    "routes-for-agency": of.routes_for_agency,
    "schedule-for-route": journeys.schedule_for_route,
    "schedule-for-stop": times.schedule_for_stop,
    "shape": of.shape_entry,
    "stop": of.stop_entry,
    "stop-ids-for-agency": of.stop_ids_for_agency,
    "stops-for-agency": of.stops_for_agency,
    "stops-for-route": of.stops_for_route,
    "trip": of.trip_entry,
    "trip-details": journeys.trip_details,
    "trip-for-vehicle": journeys.trip_for_vehicle,
    "trips-for-route": journeys.trips_for_route,
    "vehicles-for-agency": of.vehicles_for_agency,
}
SMALL = 1000  # bytes that are not worth packing
OLD = 5  # seconds that a cache may keep an answer


@get("/api/where/{asked:path}", include_in_schema=False)
async def oba_route(
    asked: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
) -> Response[bytes]:
    given = dict(request.query_params.items())
    packed = "br" in request.headers.get("accept-encoding", "")
    return await aside(written, buses_of(core), asked.strip("/"), given, packed)


def written(buses: Buses, path: str, given: dict[str, str], packed: bool) -> Response[bytes]:
    try:
        data, refs = answer(buses, path, given)
    except Unknown:
        return said(buses, 404, "resource not found", None)
    except Wrong as name:
        return said(buses, 400, f"invalid parameter: {name}", None)
    return said(buses, 200, "OK", data | {"references": refs.body()}, packed)


def answer(buses: Buses, path: str, given: dict[str, str]) -> tuple[Entity, References]:
    if not path.endswith(".json"):
        raise Unknown
    path = path.removesuffix(".json")
    if path in LISTS:
        return LISTS[path](buses, Asked("", given))
    name, _, id = path.partition("/")
    if name not in ENTRIES or not id:
        raise Unknown
    return ENTRIES[name](buses, Asked(id, given))


def said(buses: Buses, code: int, text: str, data: Entity | None, packed: bool = False) -> Response[bytes]:
    now = int(buses.core.clock().timestamp() * 1000)
    body: Entity = {"code": code, "currentTime": now, "text": text, "version": 2}
    if data is not None:
        body["data"] = data
    headers: dict[str, str] = {
        "cache-control": f"public, max-age={OLD}" if code == 200 else "no-cache",
        "access-control-allow-origin": "*",
        "vary": "accept-encoding",
    }
    bytes_out = msgspec.json.encode(body)
    if packed and len(bytes_out) > SMALL:
        bytes_out, headers["content-encoding"] = brotli.compress(bytes_out, quality=4), "br"
    return Response(bytes_out, status_code=code, media_type="application/json", headers=headers)
