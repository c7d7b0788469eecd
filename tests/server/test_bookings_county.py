"""A county's roster.csv and bookings.csv: what they say holds, and what is wrong in them is told with file and row."""

import shutil
from pathlib import Path

import pytest

from server.bookings.county import roster_days
from server.guide.load.columns import BadCell
from server.guide.load.load import load
from server.guide.load.problems import Refused
from server.setup.demo import TOWN as DEMO
from tests.server.booking_town import TOWN, at, booked, hand, set_clock, wish
from tests.server.counter import RESIDENT
from tests.server.town import town

HEAD = "centre,window,name,days,from,until,since,ends\n"


def county(folder: Path, roster: str, bookings: str = "") -> Path:
    shutil.copytree(DEMO, folder)
    (folder / "roster.csv").write_text(HEAD + roster, "utf-8")
    (folder / "bookings.csv").write_text("中心,事项代码,每次分钟,提前天数,起,止\n" + bookings, "utf-8")
    return folder


async def test_B26_the_demo_town_has_four_on_duty_and_its_files_may_be_loaded_again(tmp_path: Path) -> None:
    async with town(tmp_path / "data") as xilai:
        await load(xilai.core.store, DEMO)
        await load(xilai.core.store, DEMO)
        set_clock(xilai, "2026-11-26 10:00")
        day = (await xilai.http.get(f"/b/{TOWN}/2026-11-28")).json()
        assert [slot["of"] for slot in day["slots"]] == [4] * 24 and len(day["duty"]) == 4
        assert day["closes_at"] == at("2026-11-27 16:00")
        yang = await hand(xilai, RESIDENT)
        assert (await booked(yang, wish("2026-11-28 09:00")))["state"] == "confirmed"

        one = county(
            tmp_path / "one", f"{TOWN},1 号窗口,李涛,工作日|逢场,9:00,12:00,,2026-12-31\n", f"{TOWN},,15,7,,\n"
        )
        await load(xilai.core.store, one)
        for on, starts in (("2026-11-27", 12), ("2026-11-28", 0), ("2026-11-29", 12), ("2026-12-04", "slot_far")):
            day = (await xilai.http.get(f"/b/{TOWN}/{on}")).json()
            assert day.get("code") == starts or len(day["slots"]) == starts, on
        no_files = county(tmp_path / "none", "")
        await load(xilai.core.store, no_files)
        day = (await xilai.http.get(f"/b/{TOWN}/2026-11-28")).json()
        assert (day["slots"][0]["of"], day["minutes"], day["duty"]) == (4, 20, []), "no roster: all windows"


async def test_faults_of_the_files_are_told_all_at_once(tmp_path: Path) -> None:
    roster = [
        f"{TOWN},9 号窗口,,,,,,",
        f"{TOWN},1 号窗口,,周八,,,,",
        f"{TOWN},1 号窗口,,,12:00,9:00,,",
        f"{TOWN},2 号窗口,,,25:00,,,",
        f"{TOWN},2 号窗口,,,,,2027-01-01,2026-01-01",
        "510131999,1 号窗口,,,,,,",
        f"{TOWN},3 号窗口,甲,,,,,",
        f"{TOWN},3 号窗口,乙,,,,,",
    ]
    bookings = [f"{TOWN},nothing,20,30,,", f"{TOWN},,3,30,,", f"{TOWN},,20,200,,", f"{TOWN},,30,9,2027-01-01,"]
    folder = county(tmp_path / "bad", "\n".join(roster) + "\n", "\n".join(bookings) + "\n")
    async with town(tmp_path / "data") as xilai:
        with pytest.raises(Refused) as refused:
            await load(xilai.core.store, folder)
        said = "\n".join(refused.value.problems.told())
        for row in (2, 3, 4, 5, 6, 7, 9):
            assert f"roster.csv, row {row}" in said, said
        for row in (2, 3, 4, 5):
            assert f"bookings.csv, row {row}" in said, said
        assert await xilai.core.store.fetch("SELECT count(*) FROM duty_roster") == [(0,)], "nothing was changed"


def test_days_of_a_roster_as_people_write_them() -> None:
    for cell, days in (
        ("周一、周三", ["1", "3"]),
        ("工作日|逢场", ["workdays", "market"]),
        ("周六至周日", ["6", "7"]),
        ("每天", []),
        ("节假日", ["holidays"]),
    ):
        assert roster_days(cell) == days
    with pytest.raises(BadCell):
        roster_days("有空时")
