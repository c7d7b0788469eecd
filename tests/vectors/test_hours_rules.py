"""Properties of the engine over random rules, and its calendar against what others publish."""

import random
from datetime import date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunardate import LunarDate

from server.hours.calendar import Calendar
from server.hours.clock import SHANGHAI, instant
from server.hours.dated import dated_row, span_of
from server.hours.engine import day, is_open, next_opening
from server.hours.holiday_files import shipped
from server.hours.lunar import OutOfRange, lunar_day, month_starts
from server.hours.markets import is_market
from server.hours.model import Hours, Market
from server.hours.worktime import NeverOpen, add_working_days, add_working_minutes
from tests.vectors.hours_cases import ITEMS, hours

CALENDAR = Calendar.of(shipped())
rules = st.integers(0, 2**32).map(lambda seed: hours(random.Random(seed)))
days = st.dates(date(2024, 11, 1), date(2025, 11, 1))
moments = st.datetimes(datetime(2024, 11, 1), datetime(2025, 11, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))
some = settings(max_examples=60, deadline=None)


@some
@given(rules, moments, st.sampled_from([None, *ITEMS]), st.booleans())
def test_B23_the_next_opening_is_open_and_nothing_before_it_is(
    of: Hours, at: datetime, item: str | None, machines: bool
) -> None:
    found = next_opening(of, CALENDAR, at, item, 20, machines)
    starts = found[0] if found else at + timedelta(days=19)
    if found:
        assert is_open(of, CALENDAR, starts, item, machines) is not None
        assert is_open(of, CALENDAR, found[1] - timedelta(seconds=1), item, machines) is not None
        assert found[1] > at
    # Nothing can open between two minutes at which an opening might begin: those of the day's own rules.
    before = at.astimezone(SHANGHAI)
    while before < starts:
        assert is_open(of, CALENDAR, before, item, machines) is None
        before = next_edge(of, before)


def next_edge(of: Hours, at: datetime) -> datetime:
    on = at.astimezone(SHANGHAI).date()
    edges = [instant(on, one.from_minute) for one in day(of, CALENDAR, on).openings]
    return min([edge for edge in edges if edge > at], default=instant(on, 1440))


@some
@given(rules, moments, st.integers(0, 3000), st.integers(0, 3000))
def test_working_time_is_monotone_and_associative(of: Hours, at: datetime, first: int, second: int) -> None:
    def after(start: datetime, minutes: int) -> datetime:
        return add_working_minutes(of, CALENDAR, start, minutes)

    try:
        whole = after(at, first + second)
    except NeverOpen:
        return
    assert after(after(at, first), second) == whole
    assert at <= after(at, first) <= whole
    assert after(at + timedelta(minutes=7), first) >= after(at, first)


@some
@given(days, st.integers(0, 40), st.integers(0, 40))
def test_working_days_are_monotone_and_associative(on: date, first: int, second: int) -> None:
    whole = add_working_days(CALENDAR, on, first + second)
    assert add_working_days(CALENDAR, add_working_days(CALENDAR, on, first), second) == whole
    assert on <= add_working_days(CALENDAR, on, first) <= whole


@some
@given(rules, days)
def test_rules_that_do_not_contradict_never_open_the_same_windows_twice(of: Hours, on: date) -> None:
    ruled = msgspec.structs.replace(of, exceptions=())
    openings = [one for one in day(ruled, CALENDAR, on).openings if one.kind != "self_service"]
    assert all(before.until_minute <= after.from_minute for before, after in pairwise(openings))


@some
@given(rules, days)
def test_a_row_tells_at_least_180_days_and_changes_once_a_month(of: Hours, today: date) -> None:
    first, last = span_of(today)
    assert first <= today and (last - today).days >= 180
    assert span_of(today.replace(day=1)) == span_of(today.replace(day=28)) == (first, last)
    assert len(dated_row(of, CALENDAR, first, last)["days"]) == (last - first).days + 1


@pytest.mark.parametrize("year", [one.year for one in shipped()])
def test_holidays_and_make_up_days_are_those_of_chinesecalendar(year: int) -> None:
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {on for on in every if CALENDAR.workday(on)} == {on for on in every if chinese_calendar.is_workday(on)}


def test_B12_the_make_up_sunday_and_spring_festival_of_2025() -> None:
    assert CALENDAR.workday(date(2025, 1, 26)) is True
    assert CALENDAR.workday(date(2025, 1, 29)) is False
    assert CALENDAR.workday(date(shipped()[-1].year + 1, 7, 1)) is None


def test_lunar_days_are_those_of_lunardate() -> None:
    on, last = month_starts()[0], month_starts()[-1]
    while on < last:
        assert lunar_day(on) == LunarDate.from_solar_date(on.year, on.month, on.day).day, on
        on += timedelta(days=1)
    with pytest.raises(OutOfRange):
        lunar_day(last)


def test_B15_lunar_market_days_are_not_gregorian_ones() -> None:
    """逢三六九: 5 August 2017 is 闰六月十四, 13 August 廿二, so Gregorian odd days are what the article means."""
    ends = tuple(one for one in range(1, 31) if one % 10 in (3, 6, 9))
    market = Market(name="东市", rule="lunar", days=ends)
    assert (lunar_day(date(2017, 8, 5)), lunar_day(date(2017, 8, 13))) == (14, 22)
    found = [on for on in range(1, 32) if is_market(market, date(2017, 8, on))]
    assert found == [4, 7, 10, 14, 17, 20, 24, 27, 30]
