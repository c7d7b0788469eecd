"""Whether a centre's rules can all be true: no two that say different things of one hour. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from server.hours.calendar import Calendar
from server.hours.clock import WEEKDAYS
from server.hours.engine import day
from server.hours.faults import Fault
from server.hours.model import ANY_MARKET, Changed, Hours, HoursException, Market, Rule

LONGEST = 366  # days that an exception may last


class Found(NamedTuple):
    fault: Fault
    about: Rule | Market | HoursException


def contradictions(hours: Hours) -> Iterator[Found]:
    """Everything that is wrong; nothing when the rules may be published."""
    for market in hours.markets:
        yield from (Found(fault, market) for fault in market_faults(market))
    for rule in hours.rules:
        yield from (Found(fault, rule) for fault in rule_faults(rule, hours))
    for one, other in combinations(hours.rules, 2):
        if contradict(one, other):
            yield Found(Fault("rules_contradict", first=words(one), second=words(other)), other)
    for exception in hours.exceptions:
        yield from (Found(fault, exception) for fault in exception_faults(exception))
    for before, after in combinations(hours.exceptions, 2):
        if overlap(before, after):
            yield Found(overlapping(before), after)


def market_faults(market: Market) -> Iterator[Fault]:
    if market.rule == "every" and market.every < 1:
        yield Fault("market_every", every=market.every)
    elif market.rule == "every" and market.first is None:
        yield Fault("market_rule", rule=f"每{market.every}天")
    last = {"days": 31, "lunar": 30}.get(market.rule)
    if last and not (market.days and all(1 <= one <= last for one in market.days)):
        yield Fault("market_rule", rule=",".join(map(str, market.days)))


def rule_faults(rule: Rule, hours: Hours) -> Iterator[Fault]:
    if not 0 <= rule.opens < rule.closes <= 1440:
        yield Fault("hours_times", times=times(rule))
    if rule.start and rule.until and rule.until < rule.start:
        yield Fault("hours_dates", **{"from": rule.start, "until": rule.until})
    if rule.market not in (None, ANY_MARKET, *(one.name for one in hours.markets)):
        yield Fault("market_unknown", market=rule.market)
    if rule.market == ANY_MARKET and not hours.markets:
        yield Fault("market_unknown", market="*")
    if rule.items is not None and all(one.set != rule.items for one in hours.items):
        yield Fault("set_unknown", set=rule.items)


def contradict(one: Rule, other: Rule) -> bool:
    """The same windows on the same day at the same hour: which of the two holds?"""
    return (
        is_machine(one) == is_machine(other)
        and bool(sorts_of(one) & sorts_of(other))
        and meet(one.start, one.until, other.start, other.until)
        and crosses(one, other)
    )


def is_machine(rule: Rule) -> bool:
    return rule.kind == "self_service"


def sorts_of(rule: Rule) -> set[str]:
    match rule.days:
        case "daily":
            return {*"1234567", "holiday", "makeup"}
        case "workdays":
            return {*"12345", "makeup"}
        case "holidays":
            return {"holiday"}
        case weekdays:
            return {str(one) for one in weekdays}


def crosses(one: Rule | Changed, other: Rule | Changed) -> bool:
    return one.opens < other.closes and other.opens < one.closes


def meet(first: date | None, last: date | None, other_first: date | None, other_last: date | None) -> bool:
    return (last is None or other_first is None or other_first <= last) and (
        other_last is None or first is None or first <= other_last
    )


def exception_faults(one: HoursException) -> Iterator[Fault]:
    if not one.start <= one.until <= one.start + timedelta(days=LONGEST):
        yield Fault("hours_dates", **{"from": one.start, "until": one.until})
    if one.extra and not one.openings:
        yield Fault("hours_times", times="")
    for opening in one.openings:
        if not 0 <= opening.opens < opening.closes <= 1440:
            yield Fault("hours_times", times=times(opening))
    for opening, other in combinations(one.openings, 2):
        if crosses(opening, other):
            yield Fault("hours_times", times=f"{times(opening)}, {times(other)}")


def overlap(one: HoursException, other: HoursException) -> bool:
    if one.area != other.area or not meet(one.start, one.until, other.start, other.until):
        return False
    if not (one.extra or other.extra):
        return True
    closed = not (one.openings and other.openings)
    return closed or any(crosses(mine, theirs) for mine in one.openings for theirs in other.openings)


def overlapping(one: HoursException) -> Fault:
    return Fault("exceptions_overlap", **{"from": one.start, "until": one.until, "reason": one.reason or "—"})


def extra_meets_rules(hours: Hours, calendar: Calendar, one: HoursException) -> bool:
    """Whether an opening given beside the rules lies over one that the rules give on such a day."""
    days = ((one.start + timedelta(days=n)) for n in range((one.until - one.start).days + 1))
    return any(
        mine.opens < theirs.until_minute and theirs.from_minute < mine.closes
        for on in days
        for theirs in day(hours, calendar, on).openings
        if (theirs.kind == "self_service") == (one.area == "self_service")
        for mine in one.openings
    )


def words(rule: Rule) -> str:
    named = {"workdays": "工作日", "daily": "每天", "holidays": "节假日"}
    days = named[rule.days] if isinstance(rule.days, str) else "周" + weekdays(rule.days)
    return f"{days}{'逢场' if rule.market else ''} {times(rule)}"


def weekdays(days: Sequence[int]) -> str:
    return "、".join(WEEKDAYS[one - 1] for one in days)


def times(one: Rule | Changed) -> str:
    return f"{one.opens // 60}:{one.opens % 60:02}–{one.closes // 60}:{one.closes % 60:02}"
