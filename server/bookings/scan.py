"""A booking's QR holds its code alone (B2): its person and the desk see the booking, a stranger nothing personal."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.accounts.actor import Actor
from server.accounts.guards import token_of
from server.accounts.sessions import actor_of
from server.applications.codes import read_code
from server.applications.numbers import works_at
from server.applications.scanned import Scanned, centre_name, svg
from server.bookings.tables import Booking
from server.bookings.views import desk_view, person_view, stranger_view
from server.problems import Problem
from server.schema.types import BookingSeen
from server.store.rows import Row
from server.sync.core import Core


def scan_routes() -> list[Any]:
    bookings = Scanned(Booking)

    @get("/booking/{code:str}", summary="What the scanner of a booking's QR may see")
    async def scan(
        code: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
    ) -> Response[BookingSeen]:
        row = await bookings.get(request, core, code)
        # An expired session makes a stranger, not an error, as it does of a receipt.
        who, _ = await actor_of(core, token_of(request), None)
        seen = seen_by(who, row, await centre_name(core, row["centre"]))
        return Response(msgspec.convert(seen, BookingSeen), headers={"cache-control": "no-store"})

    return [scan, qr]


@get("/booking/{code:str}/qr.svg", media_type="image/svg+xml", summary="The QR of a booking, for print")
async def qr(code: FromPath[str]) -> Response[bytes]:
    """Drawn without looking the code up, so it tells nobody whether there is one."""
    known = read_code(code)
    if known is None:
        raise Problem("not_found")
    return Response(svg(known), media_type="image/svg+xml", headers={"cache-control": "private, no-cache"})


def seen_by(who: Actor, row: Row, centre: str) -> dict[str, Any]:
    stranger = stranger_view(row, centre)
    if row["person"] == who.person:
        return stranger | {"view": "owner", "booking": person_view(row)}
    if works_at(who, row["centre"]):
        booking = desk_view(row)
        return stranger | {"view": "staff"} | ({"booking": booking} if booking else {})
    return stranger
