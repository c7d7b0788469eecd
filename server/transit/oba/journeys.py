"""Trips in OneBusAway's shape: one with its stops and where it is, those under way on a line, those of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from server.transit.held import Buses, Held
from server.transit.oba.asked import Asked, Unknown
from server.transit.oba.entities import Entity, References
from server.transit.oba.names import own
from server.transit.oba.resources import Answer, name_run, named, route_in, trip_in
from server.transit.oba.status import status
from server.transit.oba.times import asked_day, moment, noon, service_day
from server.transit.realtime.live import LiveRun, quiet_run
from server.transit.timetable import Pattern, Timetable

MOST = 250  # trips of an answer


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
        entry["schedule"] = schedule(held, pattern, begins, neighbours(table, run.trip if run else at, day))
    if run is not None and asked.yes("includeStatus", True):
        entry["status"] = status(held, run, now, [])
    return {"entry": entry}, refs


def neighbours(table: Timetable, at: int, day: date) -> tuple[str, str]:
    """The trips that its vehicle makes before and after it."""
    block = table.trips[at].block if at >= 0 else ""
    active = table.active(day)
    of = [one for one in table.blocks.get(block, ()) if one == at or table.trips[one].service in active]
    place = of.index(at) if block else 0
    before = table.trips[of[place - 1]].id if place else ""
    after = table.trips[of[place + 1]].id if place + 1 < len(of) else ""
    return own(table, before), own(table, after)


def schedule(held: Held, pattern: Pattern, begins: int, beside: tuple[str, str]) -> Entity:
    table, line = held.timetable, held.way_on(pattern)
    return {
        "nextTripId": beside[1],
        "previousTripId": beside[0],
        "timeZone": table.zones[pattern.route].key,
        "frequency": None,
        "stopTimes": [
            {
                "arrivalTime": begins + pattern.arrives[place],
                "departureTime": begins + pattern.departs[place],
                "distanceAlongTrip": round(line.stops[place], 1),
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
    refs, now = References(held), moment(buses, asked)
    found = under_way(held, set(held.timetable.patterns_of.get(route, ())), {route}, now)
    rows = [journey(held, run, status(held, run, now, []), asked, refs) for run in found]
    return {"list": rows, "limitExceeded": False}, refs


def trips_for_location(buses: Buses, asked: Asked) -> Answer:
    """Those under way within a rectangle. Of buses that are not seen only those are looked at that stop in it."""
    y, x = asked.number("lat"), asked.number("lon")
    y_span, x_span = asked.number("latSpan", 0.02), asked.number("lonSpan", 0.02)
    now, refs, rows, more = moment(buses, asked), References(), list[Entity](), False

    def inside(lat: float, lon: float) -> bool:
        return abs(lat - y) * 2 <= y_span and abs(lon - x) * 2 <= x_span

    for held in buses.feeds.values():
        table, refs = held.timetable, References(held)
        stops = [at for at, one in enumerate(table.stops) if inside(one.lat, one.lon)]
        patterns = {number for at in stops for number, _ in table.visits.get(at, ())}
        routes = {run.pattern.route for seen, run, _ in held.live.positions if run and inside(seen.lat, seen.lon)}
        for run in under_way(held, patterns, routes | {table.patterns[number].route for number in patterns}, now):
            there = status(held, run, now, [])
            if not inside(**there["position"]):
                continue
            if len(rows) == MOST:
                more = True
                break
            rows.append(journey(held, run, there, asked, refs))
        if rows:
            break
    return {"list": rows, "limitExceeded": more, "outOfRange": False}, refs


def journey(held: Held, run: LiveRun, there: Entity, asked: Asked, refs: References) -> Entity:
    table = held.timetable
    name_run(refs, run)
    row: Entity = {
        "tripId": own(table, run.id),
        "serviceDate": table.midnight(run.pattern.route, run.day) * 1000,
        "frequency": None,
        "situationIds": [],
        "status": there,
    }
    if asked.yes("includeSchedule", False):
        refs.stops |= set(run.pattern.stops)
        row["schedule"] = schedule(held, run.pattern, run.begins, neighbours(table, run.trip, run.day))
    return row


def under_way(held: Held, patterns: set[int], routes: set[int], now: int) -> Iterator[LiveRun]:
    """Live runs of some lines, and of some patterns those that nothing is known of."""
    table, live = held.timetable, held.live
    told = [run for runs in live.by_id.values() for run in runs if run.pattern.route in routes]
    for run in told:
        starts = table.midnight(run.pattern.route, run.day) + run.begins
        ends = [one for one in run.told.departs if one is not None] or [starts + run.pattern.departs[-1]]
        if run.relation not in ("cancelled", "deleted") and starts <= now <= max(ends):
            yield run
    for number in sorted(patterns):
        last, route = table.patterns[number].departs[-1], table.patterns[number].route
        for day in table.days(now - last, now):
            second = now - table.midnight(route, day)
            for trip, begins, _ in table.begins(number, day, second - last, second):
                if (trip, day, begins) not in live.runs:
                    yield quiet_run(table, trip, day, begins)


def block(buses: Buses, asked: Asked) -> Answer:
    """What one vehicle does on days of each sort."""
    held, id = named(buses, asked.id)
    table, refs = held.timetable, References(held)
    of = table.blocks.get(id)
    if of is None:
        raise Unknown
    refs.trips = set(of)
    services = sorted({table.trips[at].service for at in of})
    names = [own(table, table.services[one].id) for one in services]
    configurations: list[Entity] = []
    for service, name in zip(services, names, strict=True):
        trips, far, number = list[Entity](), 0.0, 0
        for at in of:
            if table.trips[at].service != service:
                continue
            pattern = table.patterns[table.trips[at].pattern]
            refs.stops |= set(pattern.stops)
            trips.append(in_block(held, at, far, number))
            far, number = far + held.way_on(pattern).metres[-1], number + len(pattern.stops)
        others = [one for one in names if one != name]
        configurations.append({"activeServiceIds": [name], "inactiveServiceIds": others, "trips": trips})
    return {"entry": {"id": asked.id, "configurations": configurations}}, refs


def in_block(held: Held, at: int, far: float, number: int) -> Entity:
    table, trip = held.timetable, held.timetable.trips[at]
    pattern = table.patterns[trip.pattern]
    line = held.way_on(pattern)
    return {
        "tripId": own(table, trip.id),
        "distanceAlongBlock": round(far, 1),
        "accumulatedSlackTime": 0,
        "blockStopTimes": [
            {
                "accumulatedSlackTime": 0,
                "blockSequence": number + place,
                "distanceAlongBlock": round(far + line.stops[place], 1),
                "stopTime": {
                    "arrivalTime": trip.begins + pattern.arrives[place],
                    "departureTime": trip.begins + pattern.departs[place],
                    "stopId": own(table, table.stops[stop].id),
                    "pickupType": pattern.rides[place] % 4 if pattern.rides else 0,
                    "dropOffType": pattern.rides[place] // 4 if pattern.rides else 0,
                },
            }
            for place, stop in enumerate(pattern.stops)
        ],
    }


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
