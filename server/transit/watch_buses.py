"""The buses that will leave a stop, as those who watch it are told of them."""

from __future__ import annotations

from datetime import datetime

from server.transit.arrivals import Arrival, arrivals
from server.transit.held import Held
from server.transit.lines import code_of
from server.transit.now import doing
from server.transit.watch_rules import Bus

MOST = 400  # buses: a stop where more leave within hours is in a city
MORE = 7200  # seconds after the last bus that may be due, for the next one where it does not come


def buses_at(held: Held, stop: int, now: int, reach: int) -> list[Bus]:
    """Those due within `reach` seconds, and some time more."""
    live = held.live if doing(held, now) == "on" else None
    found = arrivals(held.timetable, live, [stop], now, before=0, after=reach + MORE, most=MOST)
    return [bus_of(held, one) for one in found if boards(one) and one.state != "just_left"]


def boards(one: Arrival) -> bool:
    return one.at < len(one.pattern.stops) - 1 and one.pattern.boards(one.at)


def bus_of(held: Held, one: Arrival) -> Bus:
    table, route = held.timetable, held.timetable.routes[one.pattern.route]
    live = one.state == "predicted" and one.goes is not None
    local = datetime.fromtimestamp(one.departs, table.zones[one.pattern.route])
    return Bus(
        key_of(one),
        code_of(table, route.id),
        route.short or route.long,
        one.pattern.headsign or table.stops[one.pattern.stops[-1]].name,
        one.departs,
        one.goes if live and one.goes is not None else one.departs,
        one.state if one.state in ("cancelled", "skipped") else "live" if live else "scheduled",
        one.as_of,
        local.date(),
        local.hour * 60 + local.minute,
        rough_of(one) if not live else 0,
        one.stops_away if live else None,
    )


def rough_of(one: Arrival) -> int:
    return one.often.headway // 60 if one.often is not None and not one.often.exact else 0


def key_of(one: Arrival) -> str:
    """A bus that goes about every so many minutes is the same, whether seen or only expected at about its time."""
    begins = one.begins
    if one.often is not None and not one.often.exact:
        steps = round((begins - one.often.start) / one.often.headway)
        begins = one.often.start + steps * one.often.headway
    return f"{one.day}/{one.trip}/{begins}"
