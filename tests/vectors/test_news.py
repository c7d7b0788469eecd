"""What is said of a day's hours: the cases that the phone's sentences are held to as well."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.hours.model import Day, Opening
from server.notices import days, words
from server.schema.types import HoursNews

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/news.json").read_text("utf-8"))


SAID, DAYS = VECTORS["said"], VECTORS["days"]


@pytest.mark.parametrize("case", SAID, ids=[case["name"] for case in SAID])
def test_a_day_is_said_in_every_language(case: dict[str, Any]) -> None:
    msgspec.convert(case["news"], HoursNews)
    assert {lang: words.sentence(case["news"], lang) for lang in words.WEEKDAYS} == case["says"]
    assert {lang: words.detail(case["news"], lang) for lang in words.WEEKDAYS} == case["why"]


def test_several_places_make_one_message_of_a_line_each() -> None:
    one = SAID[0]["news"]
    title, body = words.together([one, {**one, "name": "大塘镇便民服务中心", "open": []}])
    assert title == "2 个地方的开门时间"
    assert body.split("\n")[1] == "大塘镇便民服务中心：8月5日 周六逢场，但不开门"


@pytest.mark.parametrize("case", DAYS, ids=[case["name"] for case in DAYS])
def test_what_of_a_day_is_news(case: dict[str, Any]) -> None:
    told, news = case["day"], case["news"]
    openings = tuple(Opening(one["from"], one["until"], one["kind"]) for one in told["openings"])
    why = tuple((reason, detail) for reason, detail in told["why"])
    day = Day(date.fromisoformat(told["on"]), openings, why, None, tuple(told["market"]))
    assert days.news_of(day, news["centre"], news["name"]) == news
