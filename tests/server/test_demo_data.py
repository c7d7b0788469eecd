"""The demo data keep what they promise: a whole town of 55 items, forms that can be filled in, and a real catalogue."""

import csv
import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from server.forms.check import check as answers_problems
from server.forms.form import read_form
from server.guide.load.check import Known
from server.guide.load.load import check as check_folder

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "server" / "guide" / "demo"
XILAI, GUANGAN = DEMO / "xilai", DEMO / "guangan"
TOWN, COUNTY, CITY = "510131104", "510131", "5101"
Entity = dict[str, Any]


@cache
def items() -> list[Entity]:
    return [item for path in sorted(XILAI.glob("items*.json")) for item in json.loads(path.read_text("utf-8"))]


@cache
def town_items() -> list[Entity]:
    return [item for item in items() if item["org"] == TOWN]


@cache
def forms() -> dict[str, Entity]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((XILAI / "forms").glob("*.json"))}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def found_by(word: str) -> list[str]:
    return [item["name"] for item in items() if word in item["words"]]


def named(code: str) -> Any:
    return pytest.param(forms()[code], id=code)


ALL_FORMS = [named(code) for code in forms()]


def test_both_folders_load_without_a_fault() -> None:
    town = check_folder(XILAI, Known())
    assert (len(town.items), len(town.forms), town.bare) == (75, 17, 0)
    catalogue = check_folder(GUANGAN, Known())
    assert (len(catalogue.items), catalogue.bare) == (1135, 1135)


def test_every_item_has_the_shape_of_the_contract() -> None:
    contract = json.loads((ROOT / "shared_schema" / "guide.json").read_text("utf-8"))
    item_shape = {"$schema": contract["$schema"], "$ref": "#/$defs/Item", "$defs": contract["$defs"]}
    validator = jsonschema_rs.Draft202012Validator(item_shape, validate_formats=True)
    assert [(item["code"], error.message) for item in items() for error in validator.iter_errors(item)] == []


def test_the_town_took_over_55_items_from_county_and_city() -> None:
    assert len(town_items()) == 55
    assert {item["delegated_by"] for item in town_items()} == {COUNTY, CITY}
    assert len({item["code"] for item in items()}) == len(items())


def test_the_topics_of_the_town_sum_to_55_and_labour_civil_and_family_matters_lead() -> None:
    facets = Counter(item["topics"][0] for item in town_items())
    assert sum(facets.values()) == 55
    assert {topic for topic, _ in facets.most_common(3)} == {"劳动保障", "民政", "计生卫健"}


def test_a_village_inherits_from_town_county_and_city() -> None:
    assert Counter(item["org"] for item in items()) == {TOWN: 55, COUNTY: 14, CITY: 6}
    places = {row["code"]: row["parent"] for row in rows(XILAI / "places.csv")}
    chain = ["510131104213"]
    while chain[-1] in places and places[chain[-1]]:
        chain.append(places[chain[-1]])
    assert chain == ["510131104213", TOWN, COUNTY, CITY]


def test_every_item_tells_department_materials_steps_and_what_a_resident_asks() -> None:
    departments = {row["code"] for row in rows(XILAI / "departments.csv")}
    told = ("summary", "conditions", "materials", "steps", "basis", "result", "topics", "words", "window", "phone")
    for item in items():
        assert item["department"] in departments, item["name"]
        assert [name for name in told if not item.get(name)] == [], item["name"]
        assert [m["name"] for m in item["materials"] if m["need"] == "if" and not m.get("when")] == [], item["name"]
        assert item["sample"] is True


def test_promises_hold_the_law_and_the_steps_hold_the_promise() -> None:
    for item in items():
        assert 0 < item["promised_days"] <= item["statutory_days"], item["name"]
        assert sum(step["days"] for step in item["steps"]) == item["promised_days"], item["name"]


def test_every_item_stands_in_one_window_class() -> None:
    assert {item["window_class"] for item in items()} <= {"registration", "operation", "construction", "customs"}
    assert {item["window_class"] for item in town_items()} == {"registration", "operation", "construction"}


def test_every_window_that_an_item_names_is_in_its_centre() -> None:
    windows = {row["code"]: row["windows"].split("|") for row in rows(XILAI / "centres.csv")}
    assert [item["name"] for item in items() if item["window"] not in windows[item["org"]]] == []


def test_materials_use_all_grades_of_trust() -> None:
    grades = {material["grade"] for item in town_items() for material in item["materials"]}
    assert grades == {"A", "B", "C", "D"}


def test_who_need_not_come_can_do_all_of_it_on_the_phone() -> None:
    for item in items():
        assert item["online"] is ("form" in item), item["name"]
        if item["visits"] == 0:
            assert item["online"] and "attend" not in item, item["name"]
            at_the_window = [m["name"] for m in item["materials"] if m["need"] == "must" and m["grade"] == "B"]
            assert at_the_window == [], item["name"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("迁户口", "户口迁移"),
        ("开证明", "居住证明（村社区证明）"),
        ("领补贴", "惠民惠农补贴申领（一卡通）"),
        ("设立新公司", "设立新公司（有限责任公司设立登记）"),
        ("变更公司名称", "变更公司名称（公司变更登记）"),
        ("年审", "经营主体年度报告（年审）"),
    ],
)
def test_an_everyday_word_leads_to_one_item(word: str, name: str) -> None:
    assert found_by(word) == [name]


def test_no_everyday_word_is_given_to_two_items() -> None:
    times = Counter(word for item in items() for word in item["words"])
    assert [word for word, count in times.items() if count > 1] == []


def test_what_a_company_asks_for_stands_on_one_page() -> None:
    names = {item["name"] for item in town_items() if item["topics"][0] == "公司与个体"}
    assert {*found_by("设立新公司"), *found_by("变更公司名称"), *found_by("年审")} <= names


def test_ranks_count_from_one_without_gaps() -> None:
    ranks = sorted(item["rank"] for item in items() if "rank" in item)
    assert ranks == list(range(1, len(ranks) + 1))


def test_at_least_fourteen_items_use_at_least_twelve_forms_and_none_lies_idle() -> None:
    users = [item["form"] for item in town_items() if "form" in item]
    assert len(users) >= 14
    assert len(forms()) >= 12
    assert set(users) == set(forms())


@pytest.mark.parametrize("schema", ALL_FORMS)
def test_a_form_is_valid_2020_12_and_its_pages_ask_every_question_once(schema: Entity) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    steps = schema["x-steps"]
    assert 2 <= len(steps) <= 5
    assert all(step["intro"] and len(step["intro"]) <= 40 for step in steps)
    assert sorted(field for step in steps for field in step["fields"]) == sorted(schema["properties"])
    assert set(schema["required"]) <= set(schema["properties"])
    assert schema["x-declaration"]


@pytest.mark.parametrize("schema", ALL_FORMS)
def test_rules_and_conditions_of_a_form_speak_of_its_questions(schema: Entity) -> None:
    questions = schema["properties"]
    for rule in schema.get("x-compare", ()):
        assert {rule["left"], rule["right"], rule["field"]} <= set(questions)
        assert rule["message"]
    for name, question in questions.items():
        if "enum" in question:
            assert len(question["x-labels"]) == len(question["enum"]), name
        if "x-show" in question:
            asked = questions[question["x-show"]["field"]]
            assert set(question["x-show"]["is"]) <= set(asked["enum"]), name


@pytest.mark.parametrize("schema", ALL_FORMS)
def test_a_form_introduces_the_applicant(schema: Entity) -> None:
    prefilled = {question.get("x-prefill") for question in schema["properties"].values()}
    assert {"profile.name", "profile.id_number", "profile.phone"} <= prefilled


VETERAN = {
    "rural": "yes",
    "conscript": "yes",
    "name": "杨成福",
    "id_number": "510131195402180001",
    "phone": "13800000001",
    "address": "马福村 12 组",
    "joined": "1974-12",
    "left": "1978-03",
    "unit": "54251 部队",
    "pays": "none",
    "card": "6228480000000000000",
}


def test_a_veteran_fills_in_the_form_of_the_living_allowance() -> None:
    assert answers_problems(read_form(json.dumps(forms()["tysb"])), VETERAN) == []


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"left": "1968-03"}, "left", "退伍要在入伍之后"),
        ({"joined": "1953-01"}, "joined", "入伍要在 1954年11月 以后、2011年11月 以前"),
        ({"left": "2011-11"}, "left", "退伍要在 1954年11月 以后、2011年11月 以前"),
        ({"pays": ""}, "pays", "请选一项"),
        ({"pays": "some"}, "pays_what", "还没填领的是哪一种"),
        ({"rural": "no"}, "rural", "这项补助只给农村户口的退役士兵。拿不准的，请窗口帮您看"),
    ],
)
def test_a_veteran_is_told_what_to_mend(change: Entity, field: str, message: str) -> None:
    found = answers_problems(read_form(json.dumps(forms()["tysb"])), VETERAN | change)
    assert [(problem.field, problem.message) for problem in found] == [(field, message)]


def test_the_living_allowance_is_as_the_ministry_wrote_it() -> None:
    item = next(item for item in town_items() if item.get("form") == "tysb")
    assert item["name"] == "农村籍退役士兵定期生活补助"
    assert [m["name"] for m in item["materials"]] == ["身份证", "户口簿", "退伍证", "社保卡"]
    assert (item["visits"], item["promised_days"], item["statutory_days"], item["online"]) == (1, 15, 30, True)
    assert item["attend"]


def test_the_training_subsidy_refuses_a_course_that_ends_before_it_begins() -> None:
    form = read_form(json.dumps(forms()["pxbt"]))
    dates = {"enrolled": date(2026, 9, 1).isoformat(), "ends": date(2026, 8, 1).isoformat()}
    assert ("ends", "compare") in [(problem.field, problem.keyword) for problem in answers_problems(form, dates)]


def test_the_desk_of_the_town_has_clerks_a_supervisor_and_a_reviewer_behind_it_and_a_kiosk_in_the_hall() -> None:
    staff = rows(XILAI / "staff.csv")
    assert len({row["phone"] for row in staff}) == 6
    roles = Counter((row["role"], row["scope"]) for row in staff)
    assert roles[("clerk", f"desk:{TOWN}")] == 2
    assert roles[("supervisor", f"desk:{TOWN}")] == 1
    assert roles[("kiosk", f"hall:{TOWN}")] == 1
    assert roles[("driver", "bus:xilai")] == 1
    assert {scope for role, scope in roles if role == "reviewer"} == {f"dept:{COUNTY}-ty", f"dept:{COUNTY}-mz"}


def test_guangan_is_the_real_catalogue_of_1135_items_of_34_departments() -> None:
    catalogue = rows(GUANGAN / "catalogue.csv")
    assert len(catalogue) == len({row["code"] for row in catalogue}) == 1135
    kinds = Counter(int(row["kind"]) for row in catalogue)
    assert kinds == {1: 536, 20: 348, 10: 182, 7: 50, 5: 9, 9: 8, 8: 2}
    departments = rows(GUANGAN / "departments.csv")
    assert len(departments) == 34
    assert {row["department"] for row in catalogue} == {row["code"] for row in departments}
