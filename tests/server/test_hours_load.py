"""A county's hours from its files, and all that may be wrong in them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.guide.load.problems import Refused
from server.hours.engine import day
from server.hours.rows import load_hours
from server.piccolo_conf import DB
from tests.server.guide_county import Guide, county, guide, item, write_csv

TOWN = "510131104"
HOURS = ["centre", "days", "opens", "closes", "kind", "market", "items", "booked", "cutoff", "from", "until"]
WEEK = [TOWN, "工作日", "9:00", "17:00"]
MARKET = [["place", "name", "rule", "first"], [TOWN, "西来赶场", "单日"]]


def files(town: Guide, *rows: list[str], **sheets: list[list[Any]]) -> Guide:
    county(town.folder, item("XL-1"), item("XL-2"))
    write_csv(town.folder / "hours.csv", [HOURS, *rows])
    for name, lines in sheets.items():
        write_csv(town.folder / f"{name}.csv", lines)
    return town


async def refused(town: Guide) -> list[str]:
    with pytest.raises(Refused) as found:
        await town.load_folder()
    assert await DB.fetch("SELECT * FROM centre_hours") == [], "nothing changed"
    return [str(problem) for problem in found.value.problems.found]


async def openings(on: str, centre: str = TOWN) -> list[tuple[int, int, str]]:
    found = day(*await load_hours(DB, centre), date.fromisoformat(on))
    return [(one.from_minute, one.until_minute, one.kind) for one in found.openings]


async def test_B18_B24_B25_hours_are_read_as_a_county_writes_them(tmp_path: Path) -> None:
    chinese = ["中心", "日子", "开", "关", "类别", "逢场", "事项集", "先预约", "预约截止", "起", "止"]
    rows = [
        WEEK,
        [TOWN, "周六", "9：00", "17:00:00", "周末", "", "", "是", "周五 16:00"],
        [TOWN, "周日", "9:00", "13:00", "逢场", "是"],
        [TOWN, "周二|周四", "18:00", "20:30", "夜间", "", "yanshi", "", "前1个工作日 12:00"],
        [TOWN, "每天", "0:00", "24:00", "自助"],
        [TOWN, "节假日", "10:00", "12:00", "延时", "", "", "", "", "2026/10/1", "2026-10-3"],
    ]
    async with guide(tmp_path) as town:
        sets = [["事项集", "事项代码", "起"], ["yanshi", "XL-1", ""], ["yanshi", "XL-2", "2026-12-01"]]
        files(town, markets=MARKET, item_sets=sets)
        write_csv(town.folder / "hours.csv", [chinese, *rows], "gbk", ";")
        assert (await town.load_folder()).hours == 1
        machines = (0, 1440, "self_service")
        assert await openings("2026-11-28") == [machines, (540, 1020, "weekend")]
        assert await openings("2026-11-29") == [machines, (540, 780, "market")]
        assert await openings("2026-12-06") == [machines]
        assert await openings("2026-12-03") == [machines, (540, 1020, "regular"), (1080, 1230, "night")]
        assert await openings("2026-10-03") == [machines, (600, 720, "extended")]
        assert await openings("2026-10-04") == [machines]
        hours, calendar = await load_hours(DB, TOWN)
        assert hours.set_on("yanshi", date(2026, 11, 30)) == ["XL-1"]
        assert hours.set_on("yanshi", date(2026, 12, 1)) == ["XL-1", "XL-2"]
        night = day(hours, calendar, date(2026, 12, 3)).openings[2]
        assert night.cutoff is not None and night.cutoff.isoformat() == "2026-12-02T04:00:00+00:00"
        assert (await town.load_folder()).hours == 0, "loading the same again changes nothing"


async def test_exceptions_of_one_centre_and_of_all(tmp_path: Path) -> None:
    lines = [
        ["中心", "怎么", "起", "止", "开", "关", "类别", "原因"],
        ["*", "休息", "2026-12-07", "", "", "", "", "停电"],
        [TOWN, "改时间", "2026-12-08", "2026-12-09", "9:00", "12:00", "", "下乡"],
        [TOWN, "改时间", "2026-12-08", "2026-12-09", "14:00", "16:00", "", "下乡"],
        [TOWN, "加开", "2026-12-10", "", "17:00", "19:00", "延时", "入学"],
    ]
    async with guide(tmp_path) as town:
        await files(town, WEEK, exceptions=lines).load_folder()
        assert await openings("2026-12-07") == []
        assert await openings("2026-12-09") == [(540, 720, "regular"), (840, 960, "regular")]
        assert await openings("2026-12-10") == [(540, 1020, "regular"), (1020, 1140, "extended")]
        assert await openings("2026-12-11") == [(540, 1020, "regular")]


async def test_a_centre_that_is_no_longer_in_the_file_tells_no_hours(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await files(town, WEEK).load_folder()
        assert (await files(town).load_folder()).hours == 1
        assert await DB.fetch("SELECT * FROM centre_hours") == []


RULES = [
    ("周一|周三", ["10:00", "11:00"], "rules_contradict"),
    ("每天", ["16:59", "18:00"], "rules_contradict"),
    ("周六", ["17:00", "9:00"], "hours_times"),
    ("周六", ["9:00", "25:00"], "is no time of day"),
    ("周八", ["9:00", "17:00"], "names no days"),
]


async def test_rules_that_cannot_be_are_refused_with_file_and_row(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        for days, times, reason in RULES:
            [problem, *_] = await refused(files(town, WEEK, [TOWN, days, *times]))
            assert problem.startswith("hours.csv, row 3") and reason in problem


async def test_rules_that_follow_each_other_do_not_contradict(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        before, after = [*WEEK, *[""] * 6, "2026-12-31"], [TOWN, "工作日", "8:30", "17:30", *[""] * 5, "2027-01-01"]
        assert (await files(town, before, after, [TOWN, "周六", "9:00", "12:00"]).load_folder()).hours == 1
        assert await openings("2026-12-31") == [(540, 1020, "regular")]
        assert await openings("2027-01-04") == [(510, 1050, "regular")]


NO_MARKETS = [
    ("每0天", "2026-01-01", "market_every: “Every 0 days” is no rule; it must be 1 or more"),
    ("每-2天", "2026-01-01", "market_every"),
    ("每3天", "", "market_rule"),
    ("逢三六九", "", "market_rule"),  # of which calendar?
    ("阳历32", "", "market_rule"),
    ("农历0", "", "market_rule"),
    ("有时", "", "market_rule"),
]


async def test_market_rules_that_are_none_are_refused(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        for rule, first, reason in NO_MARKETS:
            [problem, *_] = await refused(files(town, WEEK, markets=[MARKET[0], [TOWN, "西来赶场", rule, first]]))
            assert problem.startswith("markets.csv, row 2") and reason in problem


MARKETS = [
    ("双日", "", [2, 4, 6, 8]),
    ("每3天", "2026-12-02", [2, 5, 8]),
    ("阳历逢二七", "", [2, 7]),
    ("阳历3|8", "", [3, 8]),
    ("农历逢三六九", "", [1, 4, 7]),  # 十月廿三, 廿六, 廿九
]


async def test_B15_market_rules_as_people_say_them(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        for rule, first, days in MARKETS:
            await files(town, WEEK, markets=[MARKET[0], [TOWN, "西来赶场", rule, first]]).load_folder()
            hours, calendar = await load_hours(DB, TOWN)
            found = [on for on in range(1, 9) if day(hours, calendar, date(2026, 12, on)).market]
            assert found == days


EXCEPTIONS = [
    (["510131999", "休息", "2026-12-07", "", "", ""], "510131999 is not in centres.csv"),
    ([TOWN, "休息", "2026-12-08", "", "9:00", "12:00"], "is filled although the centre is closed"),
    ([TOWN, "加开", "2026-12-08", "", "", ""], "is empty; say from when until when"),
    ([TOWN, "加开", "2026-12-08", "", "16:00", "18:00"], "exceptions_overlap"),
    ([TOWN, "改时间", "2026-12-06", "2026-12-20", "9:00", "12:00"], "exceptions_overlap"),
    ([TOWN, "休息", "2026-12-09", "2026-12-08", "", ""], "hours_dates"),
]


async def test_exceptions_that_cannot_be_are_refused(tmp_path: Path) -> None:
    header = ["centre", "what", "from", "until", "opens", "closes"]
    closed = [TOWN, "休息", "2026-12-07", "", "", ""]
    async with guide(tmp_path) as town:
        for line, reason in EXCEPTIONS:
            [problem, *_] = await refused(files(town, WEEK, exceptions=[header, closed, line]))
            assert problem.startswith("exceptions.csv, row 3") and reason in problem


async def test_what_rules_speak_of_must_be_there(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        lost = [TOWN, "周日", "9:00", "13:00", "", "东市", "yanshi"]
        found = await refused(files(town, lost, item_sets=[["set", "item"], ["zizhu", "XL-9"]]))
    assert [problem.split(": ")[0] for problem in found] == [
        "item_sets.csv, row 2, column item",
        "hours.csv, row 2",
        "hours.csv, row 2",
    ]
    assert "market_unknown" in found[1] and "set_unknown" in found[2]


async def test_A17_A18_A19_fifty_items_of_extended_hours_are_loaded_with_their_dates(tmp_path: Path) -> None:
    vectors = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/hours.json").read_text("utf-8"))
    members = vectors["centres"]["东升街道"]["items"]
    async with guide(tmp_path) as town:
        extended = [TOWN, "周一|周三|周五", "17:00", "18:30", "延时", "", "yanshi"]
        lines = [["set", "item", "from"], *[[one["set"], one["item"], one.get("from", "")] for one in members]]
        files(town, WEEK, extended, item_sets=lines)
        names = [["code", "name", "org", "department"], *[[one["item"], one["item"], TOWN, "mz"] for one in members]]
        write_csv(town.folder / "catalogue.csv", names)
        await town.load_folder()
        hours, _ = await load_hours(DB, TOWN)
    assert len(hours.set_on("yanshi", date(2017, 7, 31))) == 35
    assert len(hours.set_on("yanshi", date(2017, 8, 1))) == 50
