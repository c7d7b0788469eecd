"""The slots of a day, how many windows they have, and who is told which of them is free. Pure rules."""

import itertools
from datetime import date
from typing import Any

from server.bookings.forecast import needs, ordinary_week, top
from server.bookings.roster import duty_of, on_day, published
from server.bookings.slots import Duty, Slot, Span, Taken, midnight, open_to, problem, slot_at, slots

SUNDAY = date(2017, 8, 13)
MARKET = Span(540, 780, ("1", "2", "3", "4"))
BEGIN = midnight(SUNDAY)


def minutes_of(found: list[Slot]) -> list[int]:
    return [(slot.start - BEGIN) // 60 for slot in found]


def on(minute: int) -> int:
    return BEGIN + minute * 60


def test_B19_a_slot_must_end_before_the_window_closes() -> None:
    quarter = slots(SUNDAY, 15, [MARKET], None, [], 0)
    assert minutes_of(quarter)[-1] == 765, "12:45 fits, 13:00 does not"
    twenty = slots(SUNDAY, 20, [MARKET], None, [], 0)
    assert (minutes_of(twenty)[0], minutes_of(twenty)[-1], len(twenty)) == (540, 760, 12)
    assert problem({"from": on(765)}, quarter, 0, True)[0] == ""
    for refused in (on(780), on(765)):
        assert problem({"from": refused}, twenty, 0, True)[0] == "slot_closed"
    assert slots(SUNDAY, 300, [MARKET], None, [], 0) == []


def test_B26_as_many_windows_as_people_are_on_duty() -> None:
    four = [Duty(f"{n} 号窗口") for n in (1, 2, 3, 4)]
    assert all(len(slot.free) == 4 for slot in slots(SUNDAY, 20, [MARKET], four, [], 0))
    early = [Duty("1", until_minute=600), Duty("2", 560, 780)]
    free = {(slot.start - BEGIN) // 60: slot.free for slot in slots(SUNDAY, 20, [MARKET], early, [], 0)}
    assert (free[540], free[560], free[580], free[600]) == (("1",), ("1", "2"), ("1", "2"), ("2",))
    assert all(slot.free == () for slot in slots(SUNDAY, 20, [MARKET], [], [], 0)), "nobody is on duty"
    assert slots(SUNDAY, 20, [Span(540, 780, ("1", "2"), most=1)], None, [], 0)[0].free == ("1",)


def test_B6_what_is_taken_is_not_free_whatever_its_length_was() -> None:
    taken = [Taken("1", on(550), on(580)), Taken("2", on(540), on(560), until=5)]
    first, second, third, *_ = slots(SUNDAY, 20, [MARKET], None, taken, now=4)
    assert (first.free, second.free, third.free) == (("3", "4"), ("2", "3", "4"), ("1", "2", "3", "4"))
    assert slots(SUNDAY, 20, [MARKET], None, taken, now=5)[0].free == ("2", "3", "4"), "a hold ends to the second"


def test_spans_that_overlap_give_no_overlapping_slots() -> None:
    found = slots(SUNDAY, 20, [Span(600, 690, ("1",)), Span(540, 630, ("1",))], None, [], 0)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert minutes_of(found)[:5] == [540, 560, 580, 600, 620]


def test_a_booked_time_stands_while_the_hours_around_it_are_open_wherever_slots_begin_now() -> None:
    half_past = [Span(570, 720, ("1", "2")), Span(840, 1020, ("1",), serves=False)]
    taken = [Taken("2", on(590), on(610))]
    assert on(600) not in {slot.start for slot in slots(SUNDAY, 20, half_past, None, [], 0)}
    assert slot_at(on(600), on(620), half_past, None, taken, 0) == Slot(on(600), on(620), ("1", "2"), ("1",))
    for start, end in ((560, 580), (710, 730), (720, 740)):
        assert slot_at(on(start), on(end), half_past, None, [], 0) is None
    late = slot_at(on(600), on(620), half_past, [Duty("3", until_minute=610), Duty("4")], [], 0)
    assert late is not None and late.free == ("4",)


def test_why_a_wish_cannot_be_fulfilled() -> None:
    day = slots(
        SUNDAY, 20, [Span(540, 600, ("1",), closes_at=100), Span(600, 660, ("1",), serves=False)],
        None, [Taken("1", on(540), on(560))], 0,
    )  # fmt: skip
    free = {"from": on(540), "until": on(660)}
    assert problem(free, day, 99, True) == ("", day[1])
    for wish, now, online, code in (
        ({"from": on(540)}, 0, True, "slot_taken"),
        ({"from": on(560), "window": "2"}, 0, True, "slot_taken"),
        ({"from": on(600)}, 0, True, "slot_item"),
        ({"from": on(560)}, 100, True, "booking_closed"),
        ({"from": on(560)}, 100, False, ""),
        ({"from": on(560)}, on(560), False, "slot_past"),
        ({"from": on(500), "until": on(540)}, on(600), True, "slot_past"),
        ({"from": on(570)}, 0, True, "slot_closed"),
    ):
        assert problem(wish, day, now, online)[0] == code, wish
    assert open_to(day, 99, True) == [day[1], day[2]] and open_to(day, 100, True) == []


def test_B26_the_roster_of_a_week_and_what_the_wall_tells_of_it() -> None:
    lines: list[dict[str, Any]] = [
        {"window": "1", "name": "李涛"},
        {"window": "2", "days": ["6", "market"], "from": 540, "until": 780, "phone": "13900000001"},
        {"window": "3", "days": ["1"], "since": "2017-08-07", "ends": "2017-08-14"},
    ]
    names = [
        [line["window"] for line in on_day(lines, date(2017, 8, day), {"market"} if market else set())]
        for day, market in ((5, True), (13, True), (6, False), (7, False), (14, False), (21, False))
    ]
    assert names == [["1", "2"], ["1", "2"], ["1"], ["1", "3"], ["1", "3"], ["1"]]
    assert published(lines)[1] == {"window": "2", "from": 540, "until": 780}
    assert duty_of(lines)[1] == Duty("2", 540, 780)


def test_B13_forty_bookings_of_twenty_minutes_and_four_people() -> None:
    """40 on a Sunday from 9:00 to 13:00: ten an hour need 200 minutes of work, so all four windows."""
    spans = [(on(540 + number // 4 * 20), on(560 + number // 4 * 20)) for number in range(40)]
    found = needs(spans, BEGIN, staff=4)
    assert [(need.hour, need.bookings, need.windows, need.short) for need in found] == [
        (9, 12, 4, 0),
        (10, 12, 4, 0),
        (11, 12, 4, 0),
        (12, 4, 4, 0),
    ]
    even = [(on(540 + number * 6), on(560 + number * 6)) for number in range(40)]
    assert [need.windows for need in needs(even, BEGIN, staff=4)] == [4, 4, 4, 4, 3], "the last ones end after 13:00"
    assert needs(even, BEGIN, staff=3)[1].short == 1
    thin = [(on(540), on(560)), (on(600), on(620))]
    assert [need.windows for need in needs(thin, BEGIN, 4)] == [1, 1]
    assert [need.windows for need in needs(thin, BEGIN, 4, walk_ins=6)] == [3, 3], "and two hours of work that walk in"
    assert needs([], BEGIN, 4) == []


def test_O6_five_hundred_cases_a_week_in_five_and_a_half_days() -> None:
    week = ordinary_week(500, hours=5.5 * 8)
    assert (week.an_hour, week.windows) == (11.4, 4)
    assert ordinary_week(0, 44).windows == ordinary_week(20, 0).windows == 0


def test_O5_the_four_that_most_people_come_for() -> None:
    came = ["公安户政"] * 9 + ["社保"] * 7 + ["出入境"] * 5 + ["不动产"] * 5 + ["婚姻"] * 2
    assert [topic for topic, _ in top(came, 4)] == ["公安户政", "社保", "不动产", "出入境"]
