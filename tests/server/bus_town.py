"""A town with the real feed of Redding and, if asked, the live messages that go with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from server.transit.held import buses_of
from server.transit.keep import Ready, keep, prepare
from tests.server.town import Town, town

DATA = Path(__file__).parents[1] / "data" / "transit"
TOKEN = "a token for live data"
TRIPS, VEHICLES = DATA / "raba-trip-updates.pb", DATA / "raba-vehicle-positions.pb"
NOW = datetime(2025, 6, 8, 21, 8, 30, tzinfo=UTC)  # 25 s after the header of the trip updates


@cache
def raba() -> Ready:
    return prepare(DATA / "raba.zip", "raba", "", date(2025, 6, 8))


@asynccontextmanager
async def redding(folder: Path, live: bool = True) -> AsyncIterator[Town]:
    async with town(folder, transit_token=TOKEN) as one:
        one.set_clock(NOW)
        await keep(one.core.store, raba(), int(NOW.timestamp()))
        await buses_of(one.core).refresh()
        if live:
            for name, file in (("trips", TRIPS), ("vehicles", VEHICLES)):
                sent = await send(one, name, file.read_bytes())
                assert sent == 204
        yield one


async def send(one: Town, name: str, body: bytes, feed: str = "raba", token: str = TOKEN) -> int:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/x-protobuf"}
    answer = await one.http.post(f"/transit/{feed}/live/{name}", content=body, headers=headers)
    return answer.status_code
