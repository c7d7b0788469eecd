"""When is a centre open, until when, and why: its rules over a calendar. Pure; pwa/src/hours/engine.ts is the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from server.hours.calendar import Calendar, Sort
from server.hours.clock import day_of, instant, minute_of
from server.hours.markets import is_market
from server.hours.model import ANY_MARKET, Changed, Cutoff, Day, Hours, HoursException, Opening, Rule, Why

__all__ = ["Calendar", "Day", "Hours", "Opening", "day", "is_open", "next_opening"]

HORIZON = 180


def day(hours: Hours, calendar: Calendar, on: date) -> Day:
    sort, weekday = calendar.sort(on), on.isoweekday()
    markets = markets_on(hours, on)
    exceptions, replaced = exceptions_on(hours, on)
    openings: list[Opening] = []
    missed = False
    for rule in hours.rules:
        if not day_matches(rule.days, sort, weekday) or not rule.holds(on):
            continue
        if not market_matches(rule, markets):
            missed = True
        elif not replaced or area_of(rule) not in replaced:
            openings.append(opening(rule, calendar, on))
    openings += [opening(one, calendar, on) for exception in exceptions for one in exception.openings]
    if len(openings) > 1:
        openings.sort(key=order)
    workday = calendar.workday(on)
    why: list[Why] = [("exception", one.reason) for one in exceptions]
    if sort in ("holiday", "makeup"):
        why.append((sort, calendar.name(on) or ""))
    if missed and not markets:
        why.append(("no_market", ""))
    if workday is None:
        why.append(("unpublished", str(on.year)))
    why += [("market", name) for name in markets]
    return Day(on, tuple(openings), tuple(why), workday, markets)


def exceptions_on(hours: Hours, on: date) -> tuple[list[HoursException], dict[str | None, HoursException]]:
    """Those that hold, and by area the one in the place of the rules: the last, which its supervisor gave."""
    there = [one for one in hours.exceptions if one.start <= on <= one.until]
    replaced: dict[str | None, HoursException] = {one.area: one for one in there if not one.extra}
    return [one for one in there if one.extra or replaced[one.area] is one], replaced


def markets_on(hours: Hours, on: date) -> tuple[str, ...]:
    if not hours.markets:
        return ()
    return tuple(dict.fromkeys([one.name for one in hours.markets if is_market(one, on)]))


def area_of(rule: Rule) -> str | None:
    return "self_service" if rule.kind == "self_service" else None


def day_matches(days: str | tuple[int, ...], sort: Sort, weekday: int) -> bool:
    match days:
        case "workdays":
            return sort == "workday" or sort == "makeup"
        case "daily":
            return True
        case "holidays":
            return sort == "holiday"
    # On a Sunday that makes up for a holiday the weekend's hours do not hold, nor any on a holiday.
    return weekday in days and (sort == "workday" or sort == "weekend")


def market_matches(rule: Rule, markets: tuple[str, ...]) -> bool:
    return rule.market is None or (bool(markets) if rule.market == ANY_MARKET else rule.market in markets)


def opening(span: Rule | Changed, calendar: Calendar, on: date) -> Opening:
    cutoff = cutoff_at(span.cutoff, calendar, on) if span.cutoff else None
    return Opening(span.opens, span.closes, span.kind, span.items, span.windows, cutoff, span.booked, span.note)


def order(one: Opening) -> tuple[int, int, str]:
    return one.from_minute, one.until_minute, one.kind


def cutoff_at(cutoff: Cutoff, calendar: Calendar, on: date) -> datetime:
    if cutoff.weekday is not None:
        back = (on.isoweekday() - cutoff.weekday - 1) % 7 + 1  # strictly before: a Friday's closes a week earlier
        return instant(on - timedelta(days=back), cutoff.at)
    if cutoff.workdays is not None:
        return instant(calendar.workdays_before(on, cutoff.workdays), cutoff.at)
    return instant(on - timedelta(days=cutoff.days or 0), cutoff.at)


def serves(hours: Hours, one: Opening, on: date, item: str | None, self_service: bool) -> bool:
    if one.kind == "self_service" and not self_service:
        return False
    return item is None or hours.serves(one.items, item, on)


def is_open(
    hours: Hours, calendar: Calendar, at: datetime, item: str | None = None, self_service: bool = False
) -> Opening | None:
    """The opening that `at` lies in; machines count only when they are asked for."""
    on, minute = day_of(at), minute_of(at)
    for one in day(hours, calendar, on).openings:
        if one.from_minute <= minute < one.until_minute and serves(hours, one, on, item, self_service):
            return one
    return None


def next_opening(
    hours: Hours,
    calendar: Calendar,
    at: datetime,
    item: str | None = None,
    within_days: int = HORIZON,
    self_service: bool = False,
) -> tuple[datetime, datetime, Opening] | None:
    """The first opening that has not ended at `at`: the one under way, when there is one."""
    first, minute = day_of(at), minute_of(at)
    for ahead in range(within_days + 1):
        on = first + timedelta(days=ahead)
        for one in day(hours, calendar, on).openings:
            over = ahead == 0 and one.until_minute <= minute
            if not over and serves(hours, one, on, item, self_service):
                return instant(on, one.from_minute), instant(on, one.until_minute), one
    return None
