"""What the socket of the buses tells: the news that the phone reads, and what must hold for any buses."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.transit.stream.coding import Bus, Told, fits, news, told_now, whole

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/stream.json").read_text("utf-8"))


def told(seen: dict[str, Any]) -> Told:
    names = ("back", "stops") if "line" in seen else ("line", "to")
    ways = tuple(tuple(tuple(way[n]) if n == "stops" else way[n] for n in names) for way in seen["ways"])
    return Told(seen["at"], seen["live"], seen.get("as_of"), ways, {row[0]: tuple(row[1:]) for row in seen["buses"]})


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_news_of_the_vectors(case: dict[str, Any]) -> None:
    before, after = told(case["before"]), told(case["after"])
    said = case["after"]
    assert (news(said["n"], said["turn"], before, after).hex() if fits(before, after) else None) == case["news"]
    kind = "line" if "line" in said else "stop"
    assert json.loads(whole(kind, said[kind], said["n"], said["turn"], after)) == said


def test_three_buses_that_move_cost_less_than_twenty_bytes() -> None:
    assert len(VECTORS["cases"][0]["news"]) // 2 <= 18


BUSES = st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 2), st.integers(-9, 99)), max_size=8)


@given(st.lists(BUSES, min_size=2, max_size=6))
def test_whatever_buses_come_and_go_each_keeps_its_number_and_its_way(days: list[dict[int, tuple[int, int]]]) -> None:
    known = Told(0, "on")
    for at, buses in enumerate(days):
        before = known
        known = told_now(before, at, "on", at, [Bus(key, (way,), (value,)) for key, (way, value) in buses.items()])
        assert sorted(known.numbers) == sorted(buses) and len(set(known.numbers.values())) == len(buses)
        for key, (way, value) in buses.items():
            assert known.ways[known.rows[known.numbers[key]][0]] == (way,)
            assert known.rows[known.numbers[key]][1] == value
            assert before.numbers.get(key, known.numbers[key]) == known.numbers[key]
            if key not in before.numbers:  # whoever missed that one went must not take this one for it
                assert known.numbers[key] not in before.numbers.values()
