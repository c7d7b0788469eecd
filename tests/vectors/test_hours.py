"""Opening hours as the articles give them: the cases that the phone passes too."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from server.forms.check import Problem
from server.forms.deadline import last_day, overdue
from server.forms.form import read_form
from server.hours.calendar import Calendar, HolidayYear, Unpublished
from server.hours.check import contradictions
from server.hours.clock import SHANGHAI
from server.hours.engine import day, is_open, next_opening
from server.hours.holiday_files import shipped
from server.hours.model import Hours
from server.hours.worktime import add_working_days, add_working_minutes, due, reply_due

SCHEMAS = Path(__file__).parents[2] / "shared_schema"
VECTORS = json.loads((SCHEMAS / "vectors/hours.json").read_text("utf-8"))
CALENDAR = Calendar.of([*msgspec.convert(VECTORS["years"], list[HolidayYear]), *shipped()])
TOWNS = {name: msgspec.convert(body, Hours) for name, body in VECTORS["centres"].items()}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def case(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", VECTORS[name], ids=[one.get("why", one.get("on")) for one in VECTORS[name]])


@case("days")
def test_B16_to_B18_a_day_is_open_as_the_vector_says_and_says_why(case: dict[str, Any]) -> None:
    found = day(TOWNS[case["centre"]], CALENDAR, date.fromisoformat(case["on"]))
    assert [[one.from_minute, one.until_minute, one.kind] for one in found.openings] == case["openings"]
    assert (found.workday, list(found.market)) == (case["workday"], case["market"])
    assert [reason for reason, _ in found.why] == case["reasons"]


@case("open")
def test_B19_to_B22_open_or_not_to_the_minute(case: dict[str, Any]) -> None:
    of, machines = TOWNS[case["centre"]], case.get("self_service", False)
    found = is_open(of, CALENDAR, at(case["at"]), case.get("item"), machines)
    assert (found and found.until_minute) == case["until"]


@case("next")
def test_B23_the_next_opening(case: dict[str, Any]) -> None:
    found = next_opening(TOWNS[case["centre"]], CALENDAR, at(case["at"]), case.get("item"))
    assert found is not None
    assert found[:2] == (at(case["starts"]), at(case["ends"]))


def test_B18_the_next_twelve_market_sundays() -> None:
    asked, found = VECTORS["sundays"], []
    on = date.fromisoformat(asked["from"])
    while len(found) < 12:
        if on.isoweekday() == 7 and day(TOWNS[asked["centre"]], CALENDAR, on).openings:
            found.append(on.isoformat())
        on += timedelta(days=1)
    assert found == asked["days"]


@case("cutoffs")
def test_B10_weekend_bookings_close_on_friday_at_16(case: dict[str, Any]) -> None:
    found = day(TOWNS[case["centre"]], CALENDAR, date.fromisoformat(case["on"]))
    cutoff = next(one.cutoff for one in found.openings if one.cutoff)
    assert (at(case["at"]) < cutoff) == case["taken"]


@case("sets")
def test_A17_A18_A19_items_of_extended_hours_by_date(case: dict[str, Any]) -> None:
    assert len(TOWNS[case["centre"]].set_on(case["set"], date.fromisoformat(case["on"]))) == case["count"]


@case("minutes")
def test_working_time_goes_over_nights_weekends_and_holidays(case: dict[str, Any]) -> None:
    assert add_working_minutes(TOWNS[case["centre"]], CALENDAR, at(case["at"]), case["minutes"]) == at(case["due"])


@case("replies")
def test_the_first_reply_is_due_within_one_working_hour_or_eight(case: dict[str, Any]) -> None:
    assert reply_due(TOWNS[case["centre"]], CALENDAR, at(case["at"])) == at(case["due"])


@case("limits")
def test_a_limit_in_working_days_ends_on_the_day_of_the_vector(case: dict[str, Any]) -> None:
    found = due(CALENDAR, date.fromisoformat(case["start"]), case["days"])
    assert (found.on.isoformat(), found.certain) == (case["due"], case["certain"])


@case("deadlines")
def test_A24_the_last_day_to_apply_is_so_many_months_after_a_day(case: dict[str, Any]) -> None:
    question = {"title": "哪天入学报到", "type": "string", "format": "date"}
    rule = {"field": "enrolled", "months": case["months"]}
    form = read_form(json.dumps({"type": "object", "properties": {"enrolled": question}, "x-deadline": rule}))
    answers, last = {"enrolled": case["start"]}, date.fromisoformat(case["last"])
    assert last_day(form, answers, CALENDAR) == last
    assert overdue(form, answers, CALENDAR, last) == []
    message = f"最晚 {last.year}年{last.month}月{last.day}日申请，已经过了"
    assert overdue(form, answers, CALENDAR, last + timedelta(days=1)) == [Problem("enrolled", "deadline", message)]


def test_working_days_of_a_year_that_is_not_published_are_not_guessed() -> None:
    last = date(shipped()[-1].year, 12, 31)
    assert add_working_days(CALENDAR, last - timedelta(days=7), 1) <= last
    with pytest.raises(Unpublished, match=f"the holidays of {last.year + 1} are not published yet"):
        add_working_days(CALENDAR, last, 1)


@pytest.mark.parametrize("name", TOWNS)
def test_rules_keep_their_contract_and_do_not_contradict_each_other(name: str) -> None:
    schema = json.loads((SCHEMAS / "hours.json").read_text("utf-8"))
    validator = jsonschema_rs.Draft202012Validator({"$ref": "#/$defs/Hours", "$defs": schema["$defs"]})
    validator.validate(VECTORS["centres"][name])
    validator.validate(json.loads(msgspec.json.encode(TOWNS[name])))
    assert list(contradictions(TOWNS[name])) == []
