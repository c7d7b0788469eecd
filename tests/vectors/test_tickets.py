"""Who is called next: the cases that the tablet predicts with, and what must hold for any crowd."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.tickets import hall
from server.tickets.line import Line, Seat
from server.tickets.rules import AHEAD_AT_MOST, GRACE, Waiter, choose, expected, in_order, is_ahead, served
from tests.vectors.paper import printed

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/tickets.json").read_text("utf-8"))


def waiters(case: dict[str, Any]) -> list[Waiter]:
    return [Waiter(id=str(one["number"]), **one) for one in case["waiting"]]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_who_is_next(case: dict[str, Any]) -> None:
    waiting = waiters(case)
    chosen = choose(served(waiting, case["window"], case.get("group", "")), case["streak"], case["now"])
    got = (None, None) if chosen is None else (chosen[0].number, chosen[1])
    assert got == (case["next"], case["after"])
    assert [one.number for one in in_order(waiting, case["streak"], case["now"])] == case["order"]


@pytest.mark.parametrize("case", VECTORS["expected"], ids=str)
def test_how_long_it_may_take(case: list[Any]) -> None:
    before, windows, minutes, range_ = case
    assert list(expected(before, windows, minutes)) == range_


MINUTE = 60
ARRIVALS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["公安", "便民"]), max_size=3),  # whose windows call after
        st.sampled_from(["walk-in", "booked", "preferred"]),
        st.integers(-60, 60),  # minutes from the beginning of the slot
        st.sampled_from(["", "公安", "便民"]),  # whose windows it waits for
    ),
    min_size=1,
    max_size=40,
)


# A walk-in of another group has a turn in between.
BETWEEN = [([], "walk-in", 0, "公安"), ([], "walk-in", 0, "便民")] + [
    ([group], "booked", 0, "公安") for group in ("公安", "公安", "便民", "公安")
]


@example(BETWEEN)
@given(ARRIVALS)
def test_B11_nobody_starves_whoever_comes_after(arrivals: list[tuple[list[str], str, int, str]]) -> None:
    """With k walk-ins before one, at most 2(k + 1) go ahead of one at the windows of a group, whoever comes."""
    now, line = 1_500_000_000, Line()
    windows = {"公安": "1", "便民": "2"}
    passed: dict[tuple[str, str], int] = {}  # walk-in, group of windows → how many went ahead there since it came
    bound: dict[tuple[str, str], int] = {}
    for number, (calls, kind, minutes, waits_for) in enumerate(arrivals, 1):
        one = Waiter(str(number), number, "handling", now, preferred=kind == "preferred", group=waits_for)
        if kind == "booked":
            one.start, one.end = now + minutes * MINUTE, now + minutes * MINUTE + 20 * MINUTE
        if kind == "walk-in":
            for name in [waits_for] if waits_for else windows:
                before = sum(not is_ahead(other, now) for other in served(line.waiting, windows[name], name))
                passed[one.id, name], bound[one.id, name] = 0, AHEAD_AT_MOST * (before + 1)
        line.waiting.append(one)
        for group in calls:
            now += MINUTE
            called = line.next_at(windows[group], group, now)
            if called is None:
                continue
            line.leaves(called.id)
            for key in [(other.id, group) for other in line.waiting if (other.id, group) in passed]:
                passed[key] += is_ahead(called, now)
                assert passed[key] <= bound[key]


def booked(number: int, now: int, group: str = "") -> Waiter:
    return Waiter(str(number), number, "handling", now, now, now + 20 * MINUTE, group=group)


@pytest.mark.parametrize("group", ["", "公安"], ids=["for any window", "for the windows of 公安"])
def test_E13_the_hall_shows_whom_a_window_of_a_group_calls_next(group: str) -> None:
    now, line = 1_500_000_000, Line()
    line.waiting = [
        *(booked(number, now, group) for number in range(1, 8)),
        Waiter("99", 99, "handling", now, group=group),
    ]
    for turn in range(4):
        shown = hall.ordered(line, now)
        called = line.next_at("1 号窗口", "公安", now)
        assert called is not None and shown[0].number == called.number == [1, 2, 99, 3][turn]
        line.leaves(called.id)


def test_windows_stand_as_in_the_files_of_the_centre_whichever_called_first() -> None:
    line = Line(seats={"2": Seat(group="便民"), "9": Seat()})
    shown = hall.view(line, "510131104", "西来镇", "2017-07-14", {"1": "公安", "2": "便民"}, 0)
    assert [one["window"] for one in shown["windows"]] == ["1", "2", "9"]


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
            one = line.next_at("1", "", now)
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
