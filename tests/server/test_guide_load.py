"""Loading a place from the files people really have."""

import json
from pathlib import Path

import pytest

from server.piccolo_conf import DB
from tests.server.guide_county import FORM, PLACES, county, guide, item, write_csv

HEADER = ["代码", "事项", "实施层级", "主管部门", "主题", "承诺时限", "法定时限", "网上办"]
LINE = ["XL-1", "老年人优待证办理", "510131104", "mz", "民政|养老", "3", "20", "是"]


def sheets(folder: Path, encoding: str, delimiter: str = ",") -> None:
    county(folder)
    (folder / "items.json").unlink()
    write_csv(folder / "items.csv", [HEADER, LINE], encoding, delimiter)
    write_csv(
        folder / "materials.csv", [["事项代码", "代码", "材料"], ["XL-1", "sfz", "居民身份证"]], encoding, delimiter
    )
    write_csv(folder / "steps.csv", [["事项代码", "环节", "工作日"], ["XL-1", "受理", "1"]], encoding, delimiter)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_csv_as_excel_in_china_writes_it_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    async with guide(tmp_path) as town:
        sheets(town.folder, encoding, delimiter)
        assert (await town.load_folder()).new == 1
        [(body,)] = await DB.fetch("SELECT body FROM item")
    loaded = json.loads(body)
    assert loaded["name"] == "老年人优待证办理"
    assert loaded["topics"] == ["民政", "养老"]
    assert loaded["online"] is True
    assert loaded["promised_days"] == 3
    assert loaded["materials"] == [{"code": "sfz", "name": "居民身份证"}]
    assert loaded["steps"] == [{"name": "受理", "days": 1}]


async def test_full_width_spaces_and_quoted_lines_are_taken_as_they_were_meant(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        sheets(town.folder, "utf-8")
        line = ["　XL-1 ", "　老年人，\n优待证", *LINE[2:]]
        write_csv(town.folder / "items.csv", [HEADER, line])
        await town.load_folder()
        [(code, name)] = await DB.fetch("SELECT code, name FROM item")
    assert (code, name) == ("XL-1", "老年人，\n优待证")


async def test_every_error_names_file_row_column_and_reason_and_nothing_changes(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item())
        before = await town.everything()
        sheets(town.folder, "utf-8")
        bad = [
            [*LINE[:5], "soon", *LINE[6:]],
            ["XL-2", "无部门", "510131104", "xx", "", "", "", ""],
            ["XL-3", "", "510131104", "mz", "", "", "", ""],
        ]
        write_csv(town.folder / "items.csv", [HEADER, *bad])
        problems = await town.refused()
        assert await town.everything() == before
    assert "items.csv, row 2, column promised_days: 'soon' is not a number" in problems
    assert "items.csv, row 3, column department: xx is not in departments.csv" in problems
    assert "items.csv, row 4, column name: is empty" in problems


async def test_people_work_at_a_desk_or_a_department_kiosks_stand_in_a_hall_and_drivers_drive(tmp_path: Path) -> None:
    rows = [["clerk", "desk:510131104"], ["reviewer", "dept:mz"], ["kiosk", "hall:510131104"], ["司机", "bus:xilai"]]
    bad = [["kiosk", "desk:510131104"], ["clerk", "hall:510131104"], ["supervisor", "desk:999"], ["driver", "dept:mz"]]
    async with guide(tmp_path) as town:
        county(town.folder)
        lines = [[f"1380000000{n}", "李涛", *line] for n, line in enumerate(rows + bad)]
        write_csv(town.folder / "staff.csv", [["phone", "name", "role", "scope"], *lines])
        problems = await town.refused()
    assert problems == [
        "staff.csv, row 6, column scope: desk:510131104 is no hall:<centre> known here",
        "staff.csv, row 7, column scope: hall:510131104 is no desk:<centre> or dept:<department> known here",
        "staff.csv, row 8, column scope: desk:999 is no desk:<centre> or dept:<department> known here",
        "staff.csv, row 9, column scope: dept:mz is no bus:<feed> or bus:<feed>:<agency_id>",
    ]


async def test_fifty_problems_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        county(town.folder, *[item(f"XL-{n}", department="xx") for n in range(60)])
        problems = await town.refused()
    assert len(problems) == 51
    assert problems[-1] == "… and 10 more"


async def test_a_leading_zero_lost_by_excel_is_refused_with_a_hint(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        county(town.folder, item(department="83372204"))
        write_csv(town.folder / "departments.csv", [["code", "name", "place"], ["083372204", "教科体局", "510131"]])
        problems = await town.refused()
    assert any("is it 083372204? Excel drops leading zeros" in line for line in problems)


async def test_a_code_that_excel_rounded_is_refused(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        county(town.folder)
        write_csv(town.folder / "places.csv", [["code", "name"], ["5.10131E+11", "马福村"]])
        problems = await town.refused()
    assert problems[0].startswith("places.csv, row 2, column code: 5.10131E+11 was rounded by Excel")


async def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        county(town.folder)
        write_csv(town.folder / "places.csv", [["code", "name", "邮编"], ["5101", "成都市", "610000"]])
        problems = await town.refused()
    assert any(line.startswith("places.csv, row 1, column 邮编: is no column") for line in problems)


async def test_loading_the_same_again_changes_nothing_and_makes_no_delta(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item(form="sq"), forms={"sq": FORM})
        await town.publish()
        before = await town.everything()
        report = await town.load(item(form="sq"), forms={"sq": FORM})
        assert (report.same, report.new, report.changed, report.units, report.forms) == (1, 0, 0, 0, 0)
        assert await town.everything() == before
        assert (await town.publish()).layers == []


async def test_a_change_makes_a_new_version_of_that_item_alone(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"), item("B"))
        await town.load(item("A", phone="028-00001040"), item("B"))
        assert await DB.fetch("SELECT code, version FROM item ORDER BY code") == [("A", 2), ("B", 1)]


async def test_a_changed_form_is_a_new_version_and_the_old_one_is_kept(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item(form="sq"), forms={"sq": FORM})
        await town.load(item(form="sq"), forms={"sq": FORM | {"title": "申请表"}})
        assert await DB.fetch("SELECT id FROM form ORDER BY version") == [("sq@1",), ("sq@2",)]


async def test_items_no_longer_in_the_files_are_withdrawn_only_in_the_layers_the_files_cover(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"), item("B"), item("C", org="510131"))
        report = await town.load(item("A"))
        assert report.withdrawn == 1
        assert await DB.fetch("SELECT code FROM item ORDER BY code") == [("A",), ("C",)]


async def test_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    from server.guide.load.load import load

    async with guide(tmp_path) as town:
        before = await town.everything()
        report = await load(DB, county(town.folder, item()), dry_run=True)
        assert report.new == 1
        assert await town.everything() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x-steps": []}, "stands in 0 pages of x-steps"),
        ({"x-steps": [*FORM["x-steps"], *FORM["x-steps"]]}, "stands in 2 pages of x-steps"),
        ({"required": ["age"]}, "age is no question of this form"),
        ({"properties": {"name": {"type": "strnig", "title": "姓名"}}}, "is no JSON Schema 2020-12"),
        ({"properties": {"name": {"type": "string"}}}, "has no title"),
        (
            {"x-compare": [{"left": "name", "op": "<", "right": "x", "field": "name", "message": "!"}]},
            "x is no question",
        ),
        ({"$id": "other"}, "is not the file's name sq"),
    ],
)
async def test_a_form_that_phones_could_not_draw_is_refused(tmp_path: Path, change: dict, reason: str) -> None:  # type: ignore[type-arg]
    async with guide(tmp_path) as town:
        county(town.folder, item(form="sq"), forms={"sq": FORM | change})
        problems = await town.refused()
    assert any(line.startswith("forms/sq.json") and reason in line for line in problems), problems


async def test_a_broken_json_file_names_the_line(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        county(town.folder)
        (town.folder / "items.json").write_text('[\n{"code": }\n]', "utf-8")
        problems = await town.refused()
    assert problems[0].startswith("items.json, row 2")


async def test_a_place_that_was_merged_names_its_successor(tmp_path: Path) -> None:
    rows = [[code, name, "", ""] for code, name in PLACES]
    rows[4][2:] = ["2026-01-01", "510131104201"]
    async with guide(tmp_path) as town:
        county(town.folder, item())
        write_csv(town.folder / "places.csv", [["code", "name", "until", "successor"], *rows])
        assert await town.refused() == []
        rows[4][3] = "510131"
        write_csv(town.folder / "places.csv", [["code", "name", "until", "successor"], *rows])
        problems = await town.refused()
    assert problems == ["places.csv, row 6, column successor: 510131 is no place of the same level"]
