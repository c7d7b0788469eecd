"""Trips in OneBusAway's shape: one with its stops and where it is, those under way on a line, those of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from server.transit.held import Buses, Held
from server.transit.oba.asked import Asked, Unknown
from server.transit.oba.entities import Entity, References
from server.transit.oba.names import own
from server.transit.oba.resources import Answer, name_run, route_in, trip_in
from server.transit.oba.status import status
from server.transit.oba.times import asked_day, moment, noon, service_day
from server.transit.realtime.live import LiveRun, quiet_run
from server.transit.timetable import Pattern, Timetable


def trip_details(buses: Buses, asked: Asked) -> Answer:
    held, id, at = trip_in(buses, asked.id)
    now = moment(buses, asked)
    wanted = service_day(held.timetable, asked.number("serviceDate", 0))
    runs = [run for run in held.live.by_id.get(id, ()) if wanted in (None, run.day)]
    return details(held, at, runs[0] if runs else None, wanted, now, asked)


def trip_for_vehicle(buses: Buses, asked: Asked) -> Answer:
    for held in buses.feeds.values():
        for seen, run, _ in held.live.positions:
            if run is not None and own(held.timetable, seen.vehicle) == asked.id:
                return details(held, run.trip, run, None, moment(buses, asked), asked)
    raise Unknown


def details(held: Held, at: int, run: LiveRun | None, wanted: date | None, now: int, asked: Asked) -> Answer:
    table, refs = held.timetable, References(held)
    number = table.trips[at].pattern if at >= 0 else -1
    pattern = run.pattern if run is not None else table.patterns[number]
    day = run.day if run is not None else wanted or datetime.fromtimestamp(now, table.zones[pattern.route]).date()
    if run is not None:
        name_run(refs, run)
    else:
        refs.trips.add(at)
    entry: Entity = {
        "tripId": own(table, run.id if run is not None else table.trips[at].id),
        "serviceDate": table.midnight(pattern.route, day) * 1000,
        "frequency": None,
        "situationIds": [],
    }
    if asked.yes("includeSchedule", True):
        begins = run.begins if run is not None else table.trips[at].begins
        refs.stops |= set(pattern.stops)
        entry["schedule"] = schedule(table, pattern, begins)
    if run is not None and asked.yes("includeStatus", True):
        entry["status"] = status(held, run, now, [])
    return {"entry": entry}, refs


def schedule(table: Timetable, pattern: Pattern, begins: int) -> Entity:
    return {
        "nextTripId": "",
        "previousTripId": "",
        "timeZone": table.zones[pattern.route].key,
        "frequency": None,
        "stopTimes": [
            {
                "arrivalTime": begins + pattern.arrives[place],
                "departureTime": begins + pattern.departs[place],
                "distanceAlongTrip": 0,
                "historicalOccupancy": "",
                "stopHeadsign": "",
                "stopId": own(table, table.stops[stop].id),
            }
            for place, stop in enumerate(pattern.stops)
        ],
    }


def trips_for_route(buses: Buses, asked: Asked) -> Answer:
    """Those under way."""
    held, route = route_in(buses, asked.id)
    table, refs, now = held.timetable, References(held), moment(buses, asked)
    rows: list[Entity] = []
    for run in under_way(held, route, now):
        name_run(refs, run)
        row: Entity = {
            "tripId": own(table, run.id),
            "serviceDate": table.midnight(route, run.day) * 1000,
            "frequency": None,
            "situationIds": [],
            "status": status(held, run, now, []),
        }
        if asked.yes("includeSchedule", False):
            refs.stops |= set(run.pattern.stops)
            row["schedule"] = schedule(table, run.pattern, run.begins)
        rows.append(row)
    return {"list": rows, "limitExceeded": False}, refs


def under_way(held: Held, route: int, now: int) -> Iterator[LiveRun]:
    table, live = held.timetable, held.live
    told = [run for runs in live.by_id.values() for run in runs if run.pattern.route == route]
    for run in told:
        starts = table.midnight(route, run.day) + run.begins
        ends = [one for one in run.told.departs if one is not None] or [starts + run.pattern.departs[-1]]
        if run.relation not in ("cancelled", "deleted") and starts <= now <= max(ends):
            yield run
    for number in table.patterns_of.get(route, ()):
        last = table.patterns[number].departs[-1]
        for day in table.days(now - last, now):
            second = now - table.midnight(route, day)
            for trip, begins, _ in table.begins(number, day, second - last, second):
                if (trip, day, begins) not in live.runs:
                    yield quiet_run(table, trip, day, begins)


def schedule_for_route(buses: Buses, asked: Asked) -> Answer:
    """A whole service day, by direction."""
    held, route = route_in(buses, asked.id)
    table, refs = held.timetable, References(held)
    day = asked_day(buses, asked, table)
    zero = table.midnight(route, day)
    groups: dict[int, dict[str, list[Entity]]] = {}
    stops: dict[int, dict[int, None]] = {}
    heads: dict[int, dict[str, None]] = {}
    services: set[int] = set()
    for number in table.patterns_of.get(route, ()):
        pattern = table.patterns[number]
        for trip, begins, _ in table.begins(number, day, 0, table.longest):
            refs.trips.add(trip)
            services.add(table.trips[trip].service)
            stops.setdefault(pattern.direction, {}).update(dict.fromkeys(pattern.stops))
            heads.setdefault(pattern.direction, {})[pattern.headsign] = None
            times = groups.setdefault(pattern.direction, {}).setdefault(table.trips[trip].id, [])
            times += stop_times(table, pattern, trip, zero + begins)
    refs.stops = {stop for of in stops.values() for stop in of}
    refs.routes.add(route)
    entry: Entity = {
        "routeId": asked.id,
        "scheduleDate": noon(table, day),
        "serviceIds": [own(table, table.services[at].id) for at in sorted(services)],
        "stopTripGroupings": [
            {
                "directionId": str(direction),
                "stopIds": [own(table, table.stops[stop].id) for stop in stops[direction]],
                "tripHeadsigns": list(heads[direction]),
                "tripIds": [own(table, trip) for trip in trips],
                "tripsWithStopTimes": [
                    {"tripId": own(table, trip), "stopTimes": times} for trip, times in trips.items()
                ],
            }
            for direction, trips in sorted(groups.items())
        ],
    }
    return {"entry": entry}, refs


def stop_times(table: Timetable, pattern: Pattern, trip: int, begins: int) -> list[Entity]:
    last = len(pattern.stops) - 1
    return [
        {
            "arrivalEnabled": place > 0 and pattern.alights(place),
            "arrivalTime": (begins + pattern.arrives[place]) * 1000,
            "departureEnabled": place < last and pattern.boards(place),
            "departureTime": (begins + pattern.departs[place]) * 1000,
            "serviceId": own(table, table.services[table.trips[trip].service].id),
            "stopHeadsign": "",
            "stopId": own(table, table.stops[stop].id),
            "tripId": own(table, table.trips[trip].id),
        }
        for place, stop in enumerate(pattern.stops)
    ]
