"""西来镇's hours, roster and people for tests of bookings, at a time that the test chooses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from server.bookings.tables import BookingRule, Roster
from server.hours.model import Cutoff, Hours, Market, Rule
from server.hours.tables import CentreHours
from server.sync.work import Work
from tests.server.counter import TOWN, Hand, open_counter
from tests.server.counter import hand as signed_in
from tests.server.town import Town, new_id, town

FRIDAY = Cutoff(at=16 * 60, weekday=5)
WEEK: tuple[Rule, ...] = (
    Rule(days=(1, 2, 3, 4, 5), opens=540, closes=1020),
    Rule(days=(6,), opens=540, closes=1020, kind="weekend", cutoff=FRIDAY),
    Rule(days=(7,), market="西来", opens=540, closes=780, kind="market", cutoff=FRIDAY),
)
ODD = (Market(name="西来", rule="odd"),)
FOUR = [
    {"window": f"{number} 号窗口", "name": name} for number, name in enumerate(["李涛", "周敏", "王玉兰", "何平"], 1)
]


def at(text: str) -> int:
    """`at("2017-08-05 09:00")`: Unix seconds in Asia/Shanghai."""
    return int(datetime.fromisoformat(f"{text}+08:00").timestamp())


def set_clock(xilai: Town, text: str) -> None:
    xilai.set_clock(datetime.fromtimestamp(at(text), UTC))


def set_hours(work: Work, *rules: Rule, **more: Any) -> None:
    hours = Hours(TOWN, rules=rules or WEEK, markets=ODD, **more)
    work.put(CentreHours, {"centre": TOWN, "layer": TOWN, "body": msgspec.json.encode(hours).decode()})


def set_weekly(work: Work, *lines: dict[str, Any]) -> None:
    work.put(Roster, {"id": TOWN, "centre": TOWN, "duty": list(lines or FOUR)})


def set_rule(work: Work, item: str = "", **more: Any) -> None:
    work.put(BookingRule, {"id": f"{TOWN}/{item}", "centre": TOWN, "item": item, **more})


@asynccontextmanager
async def booking_town(folder: Path, now: str, **settings: Any) -> AsyncIterator[Town]:
    async with town(folder, **settings) as xilai:
        set_clock(xilai, now)
        await open_counter(xilai)

        def begin(work: Work) -> None:
            set_hours(work)
            set_weekly(work)

        await xilai.core.act(begin)
        yield xilai


async def hand(xilai: Town, phone: str, name: str = "") -> Hand:
    profile = {"name": name, "id_number": "510131194903150017", "place": TOWN} if name else None
    return await signed_in(xilai, phone, profile=profile)


def wish(start: str, until: str = "", **more: Any) -> dict[str, Any]:
    return {"from": at(start)} | ({"until": at(until)} if until else {}) | more


def make(hand: Hand, name: str, /, **args: Any) -> dict[str, Any]:
    return hand.make(f"bookings.{name}", **args)


async def do(hand: Hand, name: str, /, **args: Any) -> dict[str, Any]:
    return (await hand.send(make(hand, name, **args)))[0]


async def request(hand: Hand, *wishes: dict[str, Any], id: str = "", **more: Any) -> tuple[dict[str, Any], str]:
    id = id or new_id()
    return await do(hand, "request", id=id, centre=TOWN, wishes=list(wishes), **more), id


async def booked(hand: Hand, *wishes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The booking as its person then sees it."""
    result, id = await request(hand, *wishes, **more)
    assert result["status"] in ("accepted", "changed"), result
    return seen(hand, id)


def seen(hand: Hand, id: str) -> dict[str, Any]:
    return hand.seen["booking", id]


async def pass_jobs(xilai: Town, text: str) -> None:
    """Time passes to `text`, and what was due by then is done."""
    set_clock(xilai, text)
    await xilai.worker.drain()


def later(text: str, **span: float) -> str:
    return (datetime.fromisoformat(text) + timedelta(**span)).isoformat(" ")
