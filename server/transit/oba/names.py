"""Names in OneBusAway: an agency's id, an underline, and the id of the feed. Stops go under the feed's first agency."""

from __future__ import annotations

from server.transit.held import Buses, Held
from server.transit.timetable import Timetable


def own(timetable: Timetable, id: str) -> str:
    """Of a stop, trip, service, shape, block."""
    return f"{timetable.body.agencies[0].id}_{id}" if id else ""


def of_route(timetable: Timetable, at: int) -> str:
    route = timetable.routes[at]
    return f"{route.agency}_{route.id}"


def found(buses: Buses, name: str) -> tuple[Held, str] | None:
    """Both sides may have underlines, so every one is tried."""
    for at, sign in enumerate(name):
        if sign == "_" and (held := buses.of_agency(name[:at])) is not None:
            return held, name[at + 1 :]
    return None
