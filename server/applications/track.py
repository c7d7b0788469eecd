"""Following a receipt's QR: the applicant, the staff who have the case and a stranger see three things (C1)."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.accounts.guards import token_of
from server.accounts.sessions import actor_of
from server.applications.codes import read_code
from server.applications.rules import stands
from server.applications.scanned import Scanned, centre_name, svg
from server.applications.tables import Application
from server.applications.views import Row, resident_view, staff_view, stranger_view
from server.problems import Problem
from server.schema.types import Track
from server.sync.core import Core


def track_routes() -> list[Any]:
    receipts = Scanned(Application)

    @get("/track/{code:str}", summary="What the scanner of a receipt may see")
    async def track(
        code: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
    ) -> Response[Track]:
        row = await receipts.get(request, core, code)
        # An expired session makes a stranger, not an error: the paper's QR works for everybody.
        who, _ = await actor_of(core, token_of(request), None)
        seen = track_view(row, stands(who.person, who.roles, row), await centre_name(core, row["desk"]))
        return Response(msgspec.convert(seen, Track), headers={"cache-control": "no-store"})

    return [track, qr]


@get("/track/{code:str}/qr.svg", media_type="image/svg+xml", summary="The QR of a receipt, for print")
async def qr(code: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[bytes]:
    """Drawn without looking the code up, so it tells nobody whether the code exists."""
    known = read_code(code)
    if known is None:
        raise Problem("not_found")
    origin = core.settings.public_url or str(request.base_url).rstrip("/")
    return Response(
        svg(f"{origin}/c/{known}"), media_type="image/svg+xml", headers={"cache-control": "private, no-cache"}
    )


def track_view(row: Row, standing: frozenset[str], centre: str) -> dict[str, Any]:
    stranger = stranger_view(row, centre)
    if "owner" in standing:
        return stranger | {"view": "applicant", "application": resident_view(row)}
    if standing:
        return stranger | {"view": "staff", "application": staff_view(row)}
    return stranger
