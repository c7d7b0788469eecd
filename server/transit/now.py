"""GET /bus/<stop>: what comes now, small enough for a thin line. The timetable itself is in the phone's guide."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.problems import Problem
from server.schema.types import BusArrival, BusNow
from server.sync.core import Core
from server.transit.arrivals import Arrival, arrivals
from server.transit.held import Held, buses_of
from server.transit.lines import code_of
from server.transit.realtime.live import Source

AHEAD = 90 * 60
MOST = 30
OLD = 10  # seconds that a cache may keep an answer, and after which a phone asks again
LONGEST = 180  # seconds, however rarely it speaks
SILENT = 50  # seconds without a word of a feed that speaks often: said on every phone within a minute


@get("/bus/{stop:str}", summary="The next buses at a stop of the guide, with what is known live")
async def bus_now(stop: FromPath[str], core: NamedDependency[Core]) -> Response[bytes]:
    buses = buses_of(core)
    feed, _, id = stop.partition(":")
    held = buses.feeds.get(feed)
    if held is None or id not in held.timetable.stop_at:
        raise Problem("not_found")
    said = told(held, held.timetable.stop_at[id], buses.now())
    headers = {"cache-control": f"public, max-age={OLD}"}
    return Response(msgspec.json.encode(said), media_type="application/json", headers=headers)


def told(held: Held, stop: int, now: int) -> BusNow:
    how = doing(held, now)
    as_of = newest(held)
    said = [row(held, one) for one in coming(held, stop, now, how)]
    return BusNow(at=now, live=how, arrivals=said, as_of=msgspec.UNSET if as_of is None else as_of)


def newest(held: Held) -> int | None:
    return max((one.at for one in of_buses(held)), default=None)


def coming(held: Held, stop: int, now: int, how: str) -> list[Arrival]:
    found = arrivals(held.timetable, held.live if how == "on" else None, [stop], now, after=AHEAD)
    return [one for one in found if boards(one) and not is_rough(one)][:MOST]


def doing(held: Held, now: int) -> Literal["on", "dead", "none"]:
    sources = of_buses(held)
    if not sources:
        return "none"
    silent = all(now - one.at > min(max(SILENT, 2 * one.every + 5), LONGEST) for one in sources)
    return "dead" if silent else "on"


def of_buses(held: Held) -> list[Source]:
    """Those that speak of buses: service alerts say nothing of where one is, and go on when all else is silent."""
    messages = held.messages
    speak = [name for name, one in messages.items() if one.trips or one.positions]
    quiet = [name for name in held.sources if name not in messages or not messages[name].alerts]
    return [held.sources[name] for name in speak or quiet if name in held.sources]


def boards(one: Arrival) -> bool:
    return one.at < len(one.pattern.stops) - 1 and one.pattern.boards(one.at)


def is_rough(one: Arrival) -> bool:
    """A bus about every so many minutes, of which nothing is known: the guide says it better than a made-up minute."""
    return one.often is not None and not one.often.exact and not one.vehicle and one.goes is None


def row(held: Held, one: Arrival) -> BusArrival:
    table, pattern = held.timetable, one.pattern
    predicted = one.goes if one.state in ("predicted", "just_left") else None
    said = BusArrival(
        line=code_of(table, table.routes[pattern.route].id),
        to=pattern.headsign or table.stops[pattern.stops[-1]].name,
        scheduled=one.departs,
        state={"predicted": "live", "stale": "scheduled"}.get(one.state, one.state),  # type: ignore[arg-type]
    )
    if predicted is not None:
        said.predicted = predicted
    if one.state == "predicted" and one.unsure is not None:
        said.unsure = one.unsure
    if one.state == "predicted" and one.stops_away is not None:
        said.away = one.stops_away
    return said
