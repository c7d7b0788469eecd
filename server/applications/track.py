"""Following a receipt's QR: the applicant, the staff who have the case and a stranger see three things (C1)."""

import time
from collections import deque
from collections.abc import Callable
from io import BytesIO
from typing import Any

import msgspec
import qrcode
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from qrcode.image.svg import SvgPathImage

from server.accounts.guards import address_of, token_of
from server.accounts.sessions import actor_of
from server.applications.codes import read_code
from server.applications.rules import stands
from server.applications.tables import Application
from server.applications.views import Row, resident_view, staff_view, stranger_view
from server.guide.tables import Centre
from server.problems import Problem
from server.schema.types import Track
from server.store.rows import shape
from server.sync.core import Core

MISSES, WINDOW = 30, 600  # unknown codes in ten minutes from one address: a family mistypes less


class Misses:
    """Unknown codes lately asked for, by address. Each process counts for itself: 50 random bits are the real guard."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at: dict[str, deque[float]] = {}

    def wait(self, address: str) -> int:
        """Seconds until the address may ask again."""
        times = self._at.get(address)
        if times is None:
            return 0
        self._forget(address, times)
        return 0 if len(times) < MISSES else int(times[0] + WINDOW - self._clock()) + 1

    def add(self, address: str) -> None:
        if len(self._at) > 10_000:
            for known, times in list(self._at.items()):
                self._forget(known, times)
        if len(self._at) > 10_000:
            self._at.clear()
        self._at.setdefault(address, deque(maxlen=MISSES)).append(self._clock())

    def _forget(self, address: str, times: deque[float]) -> None:
        while times and times[0] <= self._clock() - WINDOW:
            times.popleft()
        if not times:
            self._at.pop(address, None)


def track_routes() -> list[Any]:
    misses = Misses()

    @get("/track/{code:str}", summary="What the scanner of a receipt may see")
    async def track(
        code: FromPath[str], request: Request[Any, Any, Any], core: NamedDependency[Core]
    ) -> Response[Track]:
        address = address_of(request)
        if seconds := misses.wait(address):
            raise Problem("rate_limited", retry_after=seconds, minutes=-(-seconds // 60))
        row = await by_code(core, read_code(code))
        if row is None:
            misses.add(address)
            raise Problem("not_found")
        # An expired session makes a stranger, not an error: the paper's QR works for everybody.
        who, _ = await actor_of(core, token_of(request), None)
        seen = track_view(row, stands(who.person, who.roles, row), await centre_name(core, row))
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


def svg(text: str) -> bytes:
    image = qrcode.make(text, image_factory=SvgPathImage, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn = BytesIO()
    image.save(drawn)
    return drawn.getvalue()


def track_view(row: Row, standing: frozenset[str], centre: str) -> dict[str, Any]:
    stranger = stranger_view(row, centre)
    if "owner" in standing:
        return stranger | {"view": "applicant", "application": resident_view(row)}
    if standing:
        return stranger | {"view": "staff", "application": staff_view(row)}
    return stranger


async def by_code(core: Core, code: str | None) -> Row | None:
    if code is None:
        return None
    of = shape(Application)
    found = await core.store.fetch(of.by_equals(["code"], 1), (code,))
    return of.unpack(found[0]) if found else None


async def centre_name(core: Core, row: Row) -> str:
    of = shape(Centre)
    found = await core.store.fetch(of.by_keys(1), (row["desk"],))
    return str(of.unpack(found[0])["name"]) if found else ""
