"""What is said of a day's hours: the cases that the phone's sentences are held to as well."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.notices import words
from server.schema.types import HoursNews

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/news.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_a_day_is_said_in_every_language(case: dict[str, Any]) -> None:
    msgspec.convert(case["news"], HoursNews)
    assert {lang: words.sentence(case["news"], lang) for lang in words.WEEKDAYS} == case["says"]
    assert {lang: words.detail(case["news"], lang) for lang in words.WEEKDAYS} == case["why"]


def test_several_places_make_one_message_of_a_line_each() -> None:
    one = VECTORS[0]["news"]
    title, body = words.together([one, {**one, "name": "大塘镇便民服务中心", "open": []}])
    assert title == "2 个地方的开门时间"
    assert body.split("\n")[1] == "大塘镇便民服务中心：8月5日 周六逢场，但不开门"
