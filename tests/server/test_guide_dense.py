"""Columns as packs carry them: smaller, and the same again on the other side."""

import json
import random
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.guide.dense import dense, values_of, written
from server.guide.sounds import read_sounds, sounds_of, without_pinyin
from tests.server import guide_reader

draw = random.Random(3).randrange
VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/packs.json").read_text("utf-8"))

plain = st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.floats(0, 9), st.text('0189aé门"\\𠮷', max_size=12))
records = st.dictionaries(st.sampled_from(["code", "name", "pages"]), plain, max_size=3)
values = st.recursive(st.one_of(plain, records), lambda inner: st.lists(inner, max_size=4), max_leaves=6)
numbers = st.integers(0, 120).map(lambda n: f"0118-{n:02}")
columns = st.one_of(
    *(st.lists(of, max_size=60) for of in (values, plain, records, numbers, st.lists(records, max_size=3)))
)


@pytest.mark.parametrize("case", VECTORS["columns"], ids=lambda case: case["name"])
def test_columns_of_the_shared_cases(case: dict[str, Any]) -> None:
    assert written(values_of(case["column"])) == written(case["values"])
    assert written(guide_reader.values_of(case["column"])) == written(case["values"])


@settings(max_examples=100, deadline=None)
@given(columns)
def test_whatever_a_column_holds_is_read_as_it_was(column: list[Any]) -> None:
    travelling = json.loads(written(dense(column)))
    assert json.loads(written(values_of(travelling))) == json.loads(written(column))
    assert json.loads(written(guide_reader.values_of(travelling))) == json.loads(written(column))


@pytest.mark.parametrize(
    "column",
    [
        [f"0118-{n:04}" for n in range(1, 400)],
        [f"《社会救助{draw(9)}办法》第{draw(99)}条；〔20{draw(10, 25)}〕{draw(400)}号" for _ in range(400)],
        [[{"code": "1", "name": f"第{draw(9)}类证", "pages": draw(9), "copies": draw(5)}] for _ in range(400)],
    ],
    ids=["numbering", "digits", "records in lists"],
)
def test_R1_what_comes_again_costs_less_than_brotli_alone_makes_of_it(column: list[Any]) -> None:
    packed, as_it_is = (len(brotli.compress(written(one))) for one in (dense(column), column))
    assert packed <= 0.85 * as_it_is


def test_names_that_are_read_as_most_are_carry_no_pinyin() -> None:
    items = [
        {"code": "1", "name": "行医（2类）", "pinyin": "xing yi 2 lei"},
        {"code": "2", "name": "行车", "pinyin": "xing che"},
        {"code": "3", "name": "银行", "pinyin": "yin hang"},
    ]
    sounds = sounds_of(items)
    assert sounds == "che车lei类xing行yi医yin银"
    travelling = [without_pinyin(item, read_sounds(sounds)) for item in items]
    assert [item.get("pinyin") for item in travelling] == [None, None, "yin hang"]
