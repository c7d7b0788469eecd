"""POST /transit/drives/<id>: a driver begins a trip, and their phone sends where the bus is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from server.accounts.actor import Actor
from server.problems import Problem
from server.schema.types import BeginDrive, DriveTaken
from server.sync.core import Core
from server.transit.drive_code import LARGEST, Unreadable, decode
from server.transit.drive_keep import Drive, begin, known, others, take
from server.transit.drive_live import why
from server.transit.drive_rules import EARLY, HANDED_IN, may_drive, route_of, run_of
from server.transit.held import SCOPE, Held, buses_of

Ask = Request[Any, Any, Any]
Town = NamedDependency[Core]
Who = NamedDependency[Actor]
ID = r"[A-Za-z0-9_-]{11}"


@post("/transit/drives/{id:str}", status_code=200, summary="Begin a trip as its driver; again, it changes nothing")
async def begin_drive(id: FromPath[str], data: JSONBody[BeginDrive], core: Town, actor: Who) -> Response[DriveTaken]:
    buses = buses_of(core)
    if not re.fullmatch(ID, id):
        raise Problem("not_found")
    held = buses.feeds.get(data.line.partition(":")[0])
    route = route_of(held.timetable, data.line) if held else None
    if held is None or route is None:
        raise Problem("drive_trip_unknown" if any(one.role == "driver" for one in actor.roles) else "forbidden")
    check(actor, held, route)
    run = run_of(held.timetable, route, data)
    if run is None:
        raise Problem("drive_trip_unknown")
    now = buses.now()
    if now < run.starts - EARLY:
        opens = datetime.fromtimestamp(run.starts - EARLY, held.timetable.zones[route])
        detail: dict[str, Any] = {"from": f"{opens:%H:%M}"}
        raise Problem("drive_early", **detail)
    if now > run.over_at + HANDED_IN:
        raise Problem("drive_over")
    drive = await begin(core, id, str(actor.person), held.id, held.timetable.trips[run.trip].id, run)
    return answer(buses.now(), drive, held, await others(core, id, drive))


@post(
    "/transit/drives/{id:str}/points",
    status_code=200,
    request_max_body_size=LARGEST,
    summary="Positions of a drive, a few bytes each; a batch that was sent before changes nothing",
)
async def take_points(id: FromPath[str], request: Ask, core: Town, actor: Who) -> Response[DriveTaken]:
    buses, person = buses_of(core), str(actor.person)
    begun = await known(core, id, person) if re.fullmatch(ID, id) else None
    if begun is None:
        raise Problem("not_found")
    held = buses.feeds.get(begun.feed)
    trip = held.timetable.trip_at.get(begun.trip) if held else None
    if held is None or trip is None:
        raise Problem("drive_trip_unknown")
    check(actor, held, held.timetable.patterns[held.timetable.trips[trip].pattern].route)
    try:
        batch = decode(await request.body())
    except Unreadable:
        raise Problem("bad_request", "/points") from None
    drive, news = await take(core, id, person, batch)
    if news:
        core.hub.poke([SCOPE])
    return answer(buses.now(), drive, held, await others(core, id, drive))


def check(actor: Actor, held: Held, route: int) -> None:
    if not may_drive(actor.roles, held.id, held.timetable.routes[route].agency):
        raise Problem("forbidden")


def answer(now: int, drive: Drive, held: Held, others: bool) -> Response[DriveTaken]:
    said = DriveTaken(at=now, next=drive.next)
    if others:
        said.others = True
    if drive.ended_at:
        said.over = True
    if reason := why(held, drive, now):
        said.why = msgspec.convert(reason, type=str)
    return Response(said, headers={"cache-control": "no-store"})


routes: list[Any] = [begin_drive, take_points]
