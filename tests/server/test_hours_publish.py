"""Dated openings in the guide: on the phone with the town, moved on by the month, changed at once when the rules do."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import brotli

from server.guide.load.load import load
from server.guide.publish import publish
from server.guide.verify import verify
from server.hours.calendar import Calendar
from server.hours.engine import day
from server.hours.holiday_files import shipped, to_json
from server.hours.jobs import plan
from server.hours.model import Changed, HoursException
from server.hours.publish import expand_alone, publish_hours
from server.hours.rows import calendar_of, hours_of, put_exceptions
from server.jobs.worker import Worker
from server.piccolo_conf import DB
from server.settings import Settings
from server.setup.demo import TOWN as DEMO
from server.sync.core import Core
from tests.server.guide_county import Guide, guide, write_csv

TOWN = "510131104"
NEXT = shipped()[-1].year + 1  # of which nothing is published


class Clock:
    now = datetime(2026, 11, 22, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


async def rows(town: Guide, centre: str = TOWN) -> Any:
    """As a phone holds it: `verify` reads the packs."""
    assert await verify(DB, town.data / "guide") == []
    return await rows_of(centre)


async def rows_of(centre: str) -> Any:
    [(body,)] = await DB.fetch("SELECT body FROM openings WHERE code = ?", [centre])
    return json.loads(body)


async def demo(town: Guide, today: date = date(2026, 11, 22)) -> int:
    await load(DB, DEMO)
    changed = await expand_alone(DB, town.data / "guide", today)
    await publish(DB, town.data / "guide")
    return changed


async def test_B23_openings_travel_with_the_guide_and_move_on_by_the_month(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        assert await demo(town) == 3
        row = await rows(town)
        assert (row["from"], len(row["days"]), row["holidays_until"]) == (
            "2026-10-18",
            226,
            min(f"{NEXT - 1}-12-31", "2027-05-31"),
        )
        folder = town.data / "guide"
        assert await expand_alone(DB, folder, date(2026, 11, 30)) == 0, "no delta a day"
        assert await expand_alone(DB, folder, date(2026, 12, 1)) == 3
        moved = await publish(DB, folder)
        assert moved.layers == ["5101", "510131", TOWN] and not moved.rebased
        assert (await rows(town))["from"] == "2026-11-17"
        assert moved.bytes < 3 * 600


async def test_180_days_cost_a_phone_less_than_a_kilobyte_a_centre(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await demo(town)
        for centre in ("5101", "510131", TOWN):
            row = json.dumps(await rows(town, centre), ensure_ascii=False, separators=(",", ":"))
            assert len(brotli.compress(row.encode())) < 600


async def test_a_supervisor_s_change_is_published_at_once_and_withdrawn_again(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await demo(town)
        core = Core(DB, Settings(data_dir=town.data), clock=Clock())
        closed = HoursException(id="1", start=date(2026, 11, 24), until=date(2026, 11, 24), openings=(), reason="停电")

        async def change(*exceptions: HoursException) -> None:
            await core.act(lambda work: put_exceptions(work, TOWN, exceptions))
            await publish_hours(core, TOWN)

        before = await rows(town)
        await change(closed)
        after = await rows(town)
        assert after["sorts"][ord(after["days"][37]) - 65] == {"workday": True, "why": [["exception", "停电"]]}
        await change()
        assert await rows(town) == before


async def test_what_the_supervisor_gave_holds_over_a_file_that_came_later(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await demo(town)
        core = Core(DB, Settings(data_dir=town.data), clock=Clock())
        on = date(2026, 11, 24)
        mine = HoursException(id="1", start=on, until=on, openings=(Changed(540, 600),), reason="开会")
        await core.act(lambda work: put_exceptions(work, TOWN, [mine]))
        files = shutil.copytree(DEMO, tmp_path / "county")
        write_csv(files / "exceptions.csv", [["centre", "what", "from", "reason"], ["*", "休息", "2026-11-24", "停电"]])
        await load(DB, files)
        known = await core.act(lambda work: hours_of(work, TOWN))
        found = day(*known, on)
        assert [(one.from_minute, one.until_minute) for one in found.openings] == [(540, 600)]
        assert found.why == (("exception", "开会"),)


async def test_the_month_s_job_publishes_and_plans_the_next_one(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await demo(town)
        core = Core(DB, Settings(data_dir=town.data), clock=Clock())
        await core.act(plan)
        await core.act(plan)
        await Worker(core).drain()
        assert (await rows(town))["from"] == "2026-10-18"
        Clock.now = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)  # five past midnight in Shanghai
        try:
            await Worker(core).drain()
        finally:
            Clock.now = datetime(2026, 11, 22, 1, tzinfo=UTC)
        assert (await rows(town))["from"] == "2026-11-17"
        waiting = await DB.fetch("SELECT dedupe FROM job WHERE state = 'waiting' AND queue = 'hours_month'")
        assert waiting == [("hours_month:2027-01",)]


async def test_holidays_that_are_imported_hold_within_mutations_too(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await demo(town)
        core = Core(DB, Settings(data_dir=town.data), clock=Clock())
        assert (await core.act(calendar_of)).workday(date(NEXT, 2, 8)) is None
        body = to_json(shipped()[-1]).replace(str(NEXT - 1), str(NEXT))
        async with DB.writing() as transaction:
            await transaction.many("INSERT INTO holidays (year, body) VALUES (?, ?)", [(NEXT, body)])
        known = await core.act(lambda work: hours_of(work, TOWN))
        assert isinstance(known.calendar, Calendar) and known.calendar.workday(date(NEXT, 1, 1)) is False
        assert known.hours.markets[0].name == "西来赶场"
        assert await expand_alone(DB, town.data / "guide", date(NEXT - 1, 11, 22)) == 3
        assert (await rows_of(TOWN))["holidays_until"] == f"{NEXT}-05-31"
