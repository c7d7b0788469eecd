"""What anybody may ask of a hall, what its screens show at the door, what a ticket's QR tells, and a day's figures."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.accounts.actor import Actor
from server.applications.scanned import Scanned, centre_name
from server.hours.clock import day_of
from server.problems import Problem
from server.schema.types import Door, Hall, QueueDay, TicketSeen
from server.sync.bodies import packed
from server.sync.core import Core
from server.tickets import door, hall, stats
from server.tickets.live import hall_socket
from server.tickets.step import draws_at, works_at
from server.tickets.tables import Ticket

FRESH = "public, max-age=2"
SEEN = ("centre", "on", "number", "kind", "state")


def routes() -> list[Any]:
    tickets = Scanned(Ticket)

    @get("/t/{code:str}", summary="What the scanner of a ticket's QR may see")
    async def seen(
        code: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
    ) -> Response[TicketSeen]:
        row = await tickets.get(request, core, code)
        told = {name: row[name] for name in SEEN} | {name: row[name] for name in ("window", "group") if row[name]}
        body = msgspec.convert(told | {"name": await centre_name(core, row["centre"])}, TicketSeen)
        return Response(body, headers={"cache-control": "no-store"})

    return [seen, queue, at_the_door, figures, hall_socket()]


@get("/q/{centre:str}", summary="Who waits and who was called, in numbers only")
async def queue(centre: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[Hall]:
    now = core.clock()
    state = await hall.read(core.store, centre, str(day_of(now)), int(now.timestamp()))
    if state is None:
        raise Problem("place_unknown")
    tag = f'"{state["on"]}-{state["v"]}"'
    headers = {"cache-control": FRESH, "etag": tag, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)  # type: ignore[arg-type]
    body, more = packed(hall.encode(state), request.headers.get("accept-encoding", "").encode())
    headers |= {name.decode(): value.decode() for name, value in more if name != b"content-type"}
    return Response(body, media_type="application/json", headers=headers)  # type: ignore[arg-type]


@get("/q/{centre:str}/door", summary="What the QR of the hall's own screens shows now")
async def at_the_door(
    centre: FromPath[str], core: NamedDependency[Core], actor: NamedDependency[Actor]
) -> Response[Door]:  # fmt: skip
    if not draws_at(actor, centre):
        raise Problem("forbidden")
    now = int(core.clock().timestamp())
    code = door.door_code(core.settings.keys_dir, centre, now)
    until = (now // door.STEP + 1) * door.STEP
    return Response(Door(code=code, until=until), headers={"cache-control": "no-store"})


@get("/q/{centre:str}/days", summary="Each of the last days' tickets in figures, for staff")
async def figures(
    centre: FromPath[str], core: NamedDependency[Core], actor: NamedDependency[Actor]
) -> list[QueueDay]:  # fmt: skip
    if not works_at(actor, centre):
        raise Problem("forbidden")
    return await stats.days(core, centre)
