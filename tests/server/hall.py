"""西来镇's hall for tests of tickets: the counter on a Saturday morning, and hands that draw and call."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.accounts import staff
from server.bookings.tables import Booking
from server.guide.tables import Centre
from server.store.rows import shape
from server.sync.work import Work
from tests.server.counter import CLERK, DUTY, SUPERVISOR, TOWN, Hand, open_counter
from tests.server.town import Town, new_id, town

KIOSK = "13900000009"
MACHINE: staff.StaffRow = {"phone": KIOSK, "name": "自助机", "role": "kiosk", "scope": f"hall:{TOWN}", "window": ""}
WINDOWS = ["1 号窗口", "2 号窗口", "3 号窗口", "4 号窗口"]
SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OLD_MAN = "510131194903150017"


def at(hour: int, minute: int = 0) -> int:
    return int((SATURDAY + timedelta(hours=hour - 9, minutes=minute)).timestamp())


@asynccontextmanager
async def open_hall(folder: Path, when: datetime = SATURDAY, windows: list[str] = WINDOWS) -> AsyncIterator[Town]:
    async with town(folder) as xilai:
        xilai.set_clock(when)
        await open_counter(xilai)
        await staff.load(xilai.core, [*DUTY, MACHINE], "510131")

        def seats(work: Work) -> None:
            row = work.must_get(Centre, TOWN, "place_unknown")
            work.put(Centre, {**row, "body": json.dumps({**json.loads(row["body"]), "windows": windows})})

        await xilai.core.act(seats)
        yield xilai


def minutes_on(xilai: Town, minutes: float) -> None:
    xilai.set_clock(xilai.core.clock() + timedelta(minutes=minutes))


class Visitor(Hand):
    """A hand that draws tickets and calls them."""

    async def act(self, name: str, **args: Any) -> dict[str, Any]:
        return (await self.send(self.make(f"tickets.{name}", **args)))[0]

    async def draw(self, kind: str = "handling", **args: Any) -> dict[str, Any]:
        """The ticket, as this device sees it then."""
        id = new_id()
        result = await self.act("draw", **{"id": id, "centre": TOWN, "kind": kind, **args})
        assert result["status"] in ("accepted", "changed"), result
        return self.ticket(result.get("detail", {}).get("ticket", id))

    async def next(self, window: str, **args: Any) -> dict[str, Any]:
        return await self.act("next", id=new_id(), centre=TOWN, window=window, **args)

    def ticket(self, id: str) -> dict[str, Any]:
        return self.seen["ticket", id]


async def visitor(xilai: Town, phone: str, profile: dict[str, str] | None = None) -> Visitor:
    found = Visitor(await xilai.sign_in(phone))
    await found.send(*([found.make("accounts.set_profile", **profile)] if profile else []))
    return found


async def clerk(xilai: Town) -> Visitor:
    return await visitor(xilai, CLERK)


async def supervisor(xilai: Town) -> Visitor:
    return await visitor(xilai, SUPERVISOR)


def book(work: Work, person: str, start: int, minutes: int = 20, **more: Any) -> str:
    id = new_id()
    row = shape(Booking).blank() | {"id": id, "person": person, "centre": TOWN, "state": "confirmed"}
    day = f"{TOWN}/{datetime.fromtimestamp(start, SATURDAY.tzinfo).date()}"
    work.put(Booking, {**row, "day": day, "start": start, "end": start + minutes * 60, "window": "1 号窗口", **more})
    return id


async def books(xilai: Town, person: str, start: int, minutes: int = 20, **more: Any) -> str:
    return await xilai.core.act(lambda work: book(work, person, start, minutes, **more))


async def door_of(xilai: Town, staff: Visitor) -> str:
    answer = await xilai.http.get(f"/q/{TOWN}/door", headers=staff.device.headers)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["code"])
