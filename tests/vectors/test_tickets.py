"""Who is called next: the cases that the tablet predicts with, and what must hold for any crowd."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.tickets import hall
from server.tickets.line import Line
from server.tickets.rules import AHEAD_AT_MOST, GRACE, Waiter, choose, expected, in_order, is_ahead, served
from tests.vectors.paper import printed

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/tickets.json").read_text("utf-8"))


def waiters(case: dict[str, Any]) -> list[Waiter]:
    return [Waiter(id=str(one["number"]), **one) for one in case["waiting"]]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_who_is_next(case: dict[str, Any]) -> None:
    waiting = waiters(case)
    mine = served(waiting, case["window"], case.get("group", ""), case.get("kinds", []))
    chosen = choose(mine, case["streak"], case["now"])
    assert (None, None) if chosen is None else (chosen[0].number, chosen[1]) == (case["next"], case["after"])
    assert [one.number for one in in_order(waiting, case["streak"], case["now"])] == case["order"]


@pytest.mark.parametrize("case", VECTORS["expected"], ids=str)
def test_how_long_it_may_take(case: list[Any]) -> None:
    before, windows, minutes, range_ = case
    assert list(expected(before, windows, minutes)) == range_


MINUTE = 60
ARRIVALS = st.lists(
    st.tuples(
        st.integers(0, 30),  # calls since the one before came
        st.sampled_from(["walk-in", "booked", "preferred"]),
        st.integers(-60, 60),  # minutes from the beginning of the slot
    ),
    min_size=1,
    max_size=40,
)


@given(ARRIVALS)
def test_B11_nobody_starves_whoever_comes_after(arrivals: list[tuple[int, str, int]]) -> None:
    """With k walk-ins before one, at most 2(k + 1) are called from ahead before one's turn."""
    now, line = 1_500_000_000, Line()
    passed: dict[str, int] = {}  # walk-in → how many went ahead since it came
    bound: dict[str, int] = {}
    for number, (calls, kind, minutes) in enumerate(arrivals, 1):
        one = Waiter(str(number), number, "handling", now, preferred=kind == "preferred")
        if kind == "booked":
            one.start, one.end = now + minutes * MINUTE, now + minutes * MINUTE + 20 * MINUTE
        if kind == "walk-in":
            before = sum(not is_ahead(other, now) for other in line.waiting)
            passed[one.id], bound[one.id] = 0, AHEAD_AT_MOST * (before + 1)
        line.waiting.append(one)
        for _ in range(calls % 3):
            now += MINUTE
            called = line.next_at("1", "", [], now)
            if called is None:
                break
            line.leaves(called.id)
            waits = {other.id for other in line.waiting}
            for id in passed.keys() & waits:
                passed[id] += is_ahead(called, now)
                assert passed[id] <= bound[id]


@given(st.integers(0, 7200), st.integers(0, 3600), st.integers(0, 86400))
def test_a_booking_counts_from_its_beginning_and_for_who_came_by_half_an_hour_after_its_end(
    since: int, length: int, now: int
) -> None:
    one = Waiter("1", 1, "handling", since, 3600, 3600 + length)
    assert is_ahead(one, now) == (now >= 3600 and since <= 3600 + length + GRACE)


STEPS = st.lists(
    st.tuples(st.sampled_from(["draw", "prefer", "next", "convert", "hold"]), st.integers(0, 99)), max_size=60
)


@given(STEPS)
def test_what_the_socket_tells_leads_from_one_state_of_the_hall_to_the_next(steps: list[tuple[str, int]]) -> None:
    line, now, number = Line(), 1_500_000_000, 0
    shown = told_by = hall.view(line, "510131104", "西来镇", "2017-07-14", {"1": "", "2": ""}, now)
    for what, which in steps:
        now += 30
        waiting = line.waiting
        if what == "draw" or not waiting:
            number += 1
            waiting.append(Waiter(str(number), number, "handling", now))
        elif what == "prefer":
            waiting[which % len(waiting)].preferred = True
        elif what == "convert":
            waiting[which % len(waiting)].kind = "advice"
        elif what == "next":
            one = line.next_at("1", "", [], now)
            line.leaves(one.id if one else "")
        if which % 3:  # several changes may be told at once
            line.v += 1
            shown = hall.view(line, "510131104", "西来镇", "2017-07-14", {"1": "", "2": ""}, now)
            news = hall.news(told_by, shown)
            assert news is not None
            told_by = hall.applied(told_by, json.loads(hall.encode(news)))
            assert told_by == shown


def test_the_paper_ticket_is_what_python_escpos_prints() -> None:
    case = VECTORS["paper"]
    assert printed(case["what"]).hex() == case["bytes"]
    assert "咨询 24 号".encode("gb18030") in bytes.fromhex(case["bytes"])
