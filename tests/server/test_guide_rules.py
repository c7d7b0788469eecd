"""The rules of a guide, by the rows of the requirements (A1–A28)."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.guide.commands import seen_at
from server.guide.scale.make import places_of_the_city
from server.guide.scale.orgs import orgs
from server.piccolo_conf import DB
from tests.server.guide_county import FORM, county, guide, item


async def problems_of(tmp_path: Path, **change: Any) -> list[str]:
    async with guide(tmp_path) as town:
        county(town.folder, {key: value for key, value in item(**change).items() if value is not None})
        return await town.refused()


def test_A1_to_A4_the_scale_case_has_the_published_numbers_on_each_level() -> None:
    found = orgs([code for code, _ in places_of_the_city()])
    counts = {length: [org.items for org in found if len(org.code) == length] for length in (4, 6, 9, 12)}
    assert {length: (len(items), sum(items)) for length, items in counts.items()} == {
        4: (1, 1279),
        6: (11, 5146),
        9: (170, 13135),
        12: (2630, 68131),
    }


async def test_A5_a_village_sees_its_own_items_and_those_of_the_levels_above(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        own = [item("V1", "510131104201"), item("V2", "510131104202"), item("T", "510131104"), item("T9", "510131105")]
        await town.load(*own, item("D", "510131"), item("C", "5101"))
        assert sorted(await seen_at(DB, "510131104201")) == ["C", "D", "T", "V1"]


async def test_A5_a_lower_level_words_an_item_of_the_level_above_anew(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("X", "510131", name="县里的说法"), item("X", "510131104", name="镇上的说法"))
        assert json.loads((await seen_at(DB, "510131104201"))["X"])["name"] == "镇上的说法"
        assert json.loads((await seen_at(DB, "510131105"))["X"])["name"] == "县里的说法"


async def test_A6_the_city_has_42_departments_with_the_customs() -> None:
    city = orgs([code for code, _ in places_of_the_city()])[0]
    assert len(city.departments) == 42
    assert city.departments[-1][1] == "海关"


@pytest.mark.parametrize("missing", ["materials", "steps"])
async def test_A7_an_item_without_materials_or_steps_is_refused(tmp_path: Path, missing: str) -> None:
    problems = await problems_of(tmp_path, **{missing: None})
    assert len(problems) == 1
    assert problems[0].startswith(f"items.json, row 1, column {missing}: has none")


async def test_A7_an_item_without_a_department_is_refused(tmp_path: Path) -> None:
    assert any('"department" is a required property' in line for line in await problems_of(tmp_path, department=None))


async def test_A10_who_must_come_in_person_cannot_have_no_visit(tmp_path: Path) -> None:
    assert "column visits" in (await problems_of(tmp_path, attend="现场拍照", visits=0))[0]


async def test_A12_promised_longer_than_statutory_is_refused(tmp_path: Path) -> None:
    problems = await problems_of(tmp_path, promised_days=30, statutory_days=20)
    assert problems == [
        "items.json, row 1, column promised_days: 30 days promised is longer than the 20 that the law gives"
    ]


async def test_A13_an_item_is_in_one_of_the_four_window_classes(tmp_path: Path) -> None:
    assert "column window_class" in (await problems_of(tmp_path, window_class="misc"))[0]


@pytest.mark.parametrize("above", ["510131104", "510131105", "999999"])
async def test_A15_an_item_is_delegated_by_a_level_above_its_own(tmp_path: Path, above: str) -> None:
    assert "is no level above 510131104" in (await problems_of(tmp_path, delegated_by=above))[0]


async def test_A28_every_point_reads_the_same_form_version(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A", form="sq"), item("A", "510131105", form="sq"), forms={"sq": FORM})
        await town.publish()
        digests = []
        for place in ("510131104", "510131105"):
            packs = [one["sha"] for one in (await town.manifest(place))["layers"][-1]["packs"]]
            tables = [table for sha in packs for table in json.loads((await town.heads()).shelf.get(sha))]
            digests += [table["columns"] for table in tables if table["kind"] == "form"]
        assert digests[0] == digests[1]
        assert digests[0]["version"] == [1]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"org": "510199"}, "org"),
        ({"form": "nix"}, "form"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "2026-03-01", "until": "2026-02-01"}, "until"),
        ({"rank": 0}, "rank"),
        ({"fee": -1}, "fee"),
        ({"materials": [{"code": "a", "name": "甲"}, {"code": "a", "name": "乙"}]}, "materials"),
        ({"materials": [{"code": "a", "name": "甲", "need": "if"}]}, "materials"),
        ({"colour": "red"}, ""),
    ],
)
async def test_O24_what_cannot_be_right_is_refused_and_named(
    tmp_path: Path, change: dict[str, Any], column: str
) -> None:
    problems = await problems_of(tmp_path, **change)
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"items.json, row 1, column {column}" if column else "items.json, row 1")
