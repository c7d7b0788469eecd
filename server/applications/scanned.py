"""What whoever scans an opaque code may ask: the one row that it names. Slips are borne with, guessing is not."""

import time
from collections import deque
from collections.abc import Callable
from io import BytesIO
from typing import Any

import qrcode
from litestar import Request
from piccolo.table import Table
from qrcode.image.svg import SvgPathImage

from server.accounts.guards import address_of
from server.applications.codes import read_code
from server.guide.tables import Centre
from server.problems import Problem
from server.store.rows import Row, shape
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


class Scanned:
    """Rows of one table by their code."""

    def __init__(self, table: type[Table]) -> None:
        self._of = table
        self._misses = Misses()

    async def get(self, request: Request[Any, Any, Any], core: Core, code: str) -> Row:
        """Raises `rate_limited`, and `not_found` for what is no code and for a code that is nobody's."""
        address = address_of(request)
        if seconds := self._misses.wait(address):
            raise Problem("rate_limited", retry_after=seconds, minutes=-(-seconds // 60))
        known, of = read_code(code), shape(self._of)
        found = await core.store.fetch(of.by_equals(["code"], 1), (known,)) if known else []
        if not found:
            self._misses.add(address)
            raise Problem("not_found")
        return of.unpack(found[0])


async def centre_name(core: Core, centre: str) -> str:
    of = shape(Centre)
    found = await core.store.fetch(of.by_keys(1), (centre,))
    return str(of.unpack(found[0])["name"]) if found else ""


def svg(text: str) -> bytes:
    image = qrcode.make(text, image_factory=SvgPathImage, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn = BytesIO()
    image.save(drawn)
    return drawn.getvalue()
