"""GET /bus/alerts/<town>: the service alerts of a town's lines and stops, the same for all its phones."""

from __future__ import annotations

import re

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.problems import Problem
from server.schema.types import BusAlerts
from server.store import Store
from server.sync.core import Core
from server.transit.alerts import known_alerts, of_town
from server.transit.held import buses_of
from server.transit.watch_words import LANGUAGES

OLD = 60  # seconds that a cache may keep an answer
MOST = 40


@get("/bus/alerts/{town:str}", summary="Service alerts of the lines and stops of a town's guide")
async def bus_alerts(
    town: FromPath[str], core: NamedDependency[Core], lang: FromQuery[str] = LANGUAGES[0]
) -> Response[bytes]:
    if not re.fullmatch(r"[0-9]{9}", town):
        raise Problem("not_found")
    buses = buses_of(core)
    now = buses.now()
    wanted = lang if lang in LANGUAGES else LANGUAGES[0]
    known = [one for held in buses.feeds.values() for one in known_alerts(held, now)]
    lines = await codes(core.store, "bus_line", town) if known else set()
    stops = await codes(core.store, "bus_stop", town) if known else set()
    told = [one for one in (of_town(one, lines, stops, wanted) for one in known) if one is not None]
    told.sort(key=lambda one: (one.from_ or 0, one.key))
    said = msgspec.json.encode(BusAlerts(at=now, alerts=told[:MOST]))
    headers = {"cache-control": f"public, max-age={OLD}"}
    return Response(said, media_type="application/json", headers=headers)


async def codes(store: Store, kind: str, town: str) -> set[str]:
    return {code for (code,) in await store.fetch(f'SELECT code FROM "{kind}" WHERE layer = ?', [town])}
