"""A town whose centre tells its hours, by a clock of the test: 西来镇 on an even Sunday, with a rule of every sort."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from server.guide.tables import Centre
from server.hours.model import Hours, HoursException, ItemOfSet, Market, Rule
from server.hours.rows import put_exceptions
from server.hours.tables import CentreHours
from server.sync.work import Work
from tests.server.town import Town, town

XILAI = "510131104"
SUNDAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 11:00 in the town, an even day
HOURS = Hours(
    XILAI,
    (
        Rule(days="workdays", opens=540, closes=720),
        Rule(days="workdays", opens=840, closes=1020),
        Rule(days=(1, 3, 5), opens=1020, closes=1110, kind="extended", items="late"),
        Rule(days=(6,), opens=540, closes=1020, kind="weekend"),
        Rule(days=(7,), opens=540, closes=780, kind="market", market="*"),
        Rule(days="daily", opens=0, closes=1440, kind="self_service"),
    ),
    (Market(name="西来赶场", rule="odd"),),
    (HoursException(id="x", start=date(2026, 12, 9), until=date(2026, 12, 9), openings=(), reason="停电"),),
    (ItemOfSet(set="late", item="A"),),
)
PLACE = {"code": XILAI, "name": "西来镇便民服务中心", "place": XILAI, "address": "正街, 1; 号", "phone": "028-00001040"}


@asynccontextmanager
async def xilai(folder: Path, now: datetime = SUNDAY) -> AsyncIterator[Town]:
    async with town(folder, public_url="https://town.example.cn") as one:
        one.set_clock(now)
        body, rules = json.dumps(PLACE, ensure_ascii=False), msgspec.json.encode(HOURS).decode()

        def tell(work: Work) -> None:
            work.put(Centre, {"code": XILAI, "layer": XILAI, "name": PLACE["name"], "place": XILAI, "body": body})
            work.put(CentreHours, {"centre": XILAI, "layer": XILAI, "body": rules})

        await one.core.act(tell)
        yield one


async def change(one: Town, *exceptions: HoursException) -> None:
    await one.core.act(lambda work: put_exceptions(work, XILAI, exceptions))


async def text(one: Town, path: str, **headers: str) -> str:
    answer = await one.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, answer.text
    return answer.text
