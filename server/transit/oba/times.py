"""Arrivals and schedules in OneBusAway's shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter

from server.transit.arrivals import Arrival, arrivals
from server.transit.held import Buses, Held
from server.transit.oba.asked import Asked, Unknown, Wrong
from server.transit.oba.entities import Entity, References
from server.transit.oba.names import of_route, own
from server.transit.oba.places import near
from server.transit.oba.resources import Answer, name_run, stop_in, trip_in
from server.transit.oba.status import status
from server.transit.realtime.live import LiveRun, about
from server.transit.timetable import Timetable

LONGEST = 24 * 60  # minutes ahead


def moment(buses: Buses, asked: Asked) -> int:
    """`time` is for trying out another moment, in milliseconds."""
    return int(asked.number("time", 0)) // 1000 or buses.now()


def at_stop(buses: Buses, asked: Asked, held: Held, at: int, most: int = 250) -> list[Arrival]:
    now = moment(buses, asked)
    before = int(min(max(asked.number("minutesBefore", 5), 0), LONGEST)) * 60
    after = int(min(max(asked.number("minutesAfter", 35), 0), LONGEST)) * 60
    stop = held.timetable.stops[at]
    stops = held.timetable.children.get(stop.id, []) if stop.kind == 1 else [at]
    return arrivals(held.timetable, held.live, stops or [at], now, before, after, most)


def arrivals_for_stop(buses: Buses, asked: Asked) -> Answer:
    held, at = stop_in(buses, asked.id)
    now, refs = moment(buses, asked), References(held)
    rows = [arrival(held, one, now, refs) for one in at_stop(buses, asked, held, at)]
    refs.stops.add(at)
    stop = held.timetable.stops[at]
    alerts = about(held.live, now, [("stop", stop.id)])
    refs.alerts |= {one.id: one for one in alerts}
    entry = {
        "stopId": asked.id,
        "arrivalsAndDepartures": rows,
        "nearbyStopIds": [],
        "situationIds": [own(held.timetable, one.id) for one in alerts],
    }
    return {"entry": entry}, refs


def arrival_for_stop(buses: Buses, asked: Asked) -> Answer:
    held, at = stop_in(buses, asked.id)
    _, trip, _ = trip_in(buses, asked.text("tripId"))
    now, refs = moment(buses, asked), References(held)
    stop = held.timetable.stops[at]
    stops = held.timetable.children.get(stop.id, []) if stop.kind == 1 else [at]
    day = service_day(held.timetable, asked.number("serviceDate", 0))
    for one in arrivals(held.timetable, held.live, stops or [at], now, 24 * 3600, 48 * 3600, 100_000):
        if one.trip == trip and (day is None or one.day == day) and asked.number("stopSequence", one.at) == one.at:
            refs.stops.add(at)
            return {"entry": arrival(held, one, now, refs)}, refs
    raise Unknown


def arrivals_for_location(buses: Buses, asked: Asked) -> Answer:
    """Of the stops around a point, together."""
    held, stops, more = near(buses, replace(asked, given={"maxCount": "25", **asked.given}))
    refs = References(held)
    entry: Entity = {
        "arrivalsAndDepartures": [],
        "limitExceeded": more,
        "nearbyStopIds": [],
        "situationIds": [],
        "stopIds": [],
    }
    if held is None:
        return {"entry": entry}, refs
    now = moment(buses, asked)
    found = [one for at in stops for one in at_stop(buses, asked, held, at)]
    found.sort(key=lambda one: one.when)
    entry["arrivalsAndDepartures"] = [arrival(held, one, now, refs) for one in found[:250]]
    entry["stopIds"] = [own(held.timetable, held.timetable.stops[at].id) for at in stops]
    refs.stops |= set(stops)
    entry["situationIds"] = [own(held.timetable, id) for id in refs.alerts]
    return {"entry": entry}, refs


def service_day(table: Timetable, milliseconds: float) -> date | None:
    """Noon of it, so that neither summer time nor an agency in another zone makes another day."""
    if not milliseconds:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000 + 43_200, table.zone).date()
    except (OverflowError, ValueError, OSError):
        raise Wrong("serviceDate") from None


def run_of(held: Held, one: Arrival) -> LiveRun | None:
    live = held.live
    for run in live.by_id.get(one.trip, ()):
        if (run.day, run.begins) == (one.day, one.begins):
            return run
    return None


def arrival(held: Held, one: Arrival, now: int, refs: References) -> Entity:
    table, pattern = held.timetable, one.pattern
    run = run_of(held, one)
    predicted = one.goes is not None and one.state in ("predicted", "just_left")
    refs.stops.add(one.stop)
    if run is not None:
        name_run(refs, run)
    elif one.known >= 0:
        refs.trips.add(one.known)
    route = table.routes[pattern.route]
    names = [("agency", route.agency), ("route", route.id), ("trip", one.trip), ("stop", table.stops[one.stop].id)]
    alerts = about(held.live, now, names)
    refs.alerts |= {alert.id: alert for alert in alerts}
    situations = [own(table, alert.id) for alert in alerts]
    there = status(held, run, now, situations) if run is not None else None
    far = held.way(run).stops[one.at] - there["distanceAlongTrip"] if run is not None and there is not None else 0
    return {
        "arrivalEnabled": one.at > 0 and pattern.alights(one.at),
        "departureEnabled": one.at < len(pattern.stops) - 1 and pattern.boards(one.at),
        "actualTrack": "",
        "scheduledTrack": "",
        "blockTripSequence": 0,
        "distanceFromStop": round(far, 1),
        "frequency": frequency(table, one),
        "historicalOccupancy": "",
        "lastUpdateTime": one.as_of * 1000,
        "numberOfStopsAway": one.stops_away or 0,
        "occupancyStatus": "",
        "predicted": predicted,
        "predictedArrivalTime": (one.comes or 0) * 1000 if predicted else 0,
        "predictedDepartureTime": (one.goes or 0) * 1000 if predicted else 0,
        "predictedArrivalInterval": None,
        "predictedDepartureInterval": None,
        "predictedOccupancy": "",
        "routeId": of_route(table, pattern.route),
        "routeLongName": route.long,
        "routeShortName": route.short,
        "scheduledArrivalInterval": None,
        "scheduledArrivalTime": one.arrives * 1000,
        "scheduledDepartureInterval": None,
        "scheduledDepartureTime": one.departs * 1000,
        "serviceDate": table.midnight(pattern.route, one.day) * 1000,
        "situationIds": situations,
        "status": {"cancelled": "CANCELED", "skipped": "SKIPPED", "stale": "STALE"}.get(one.state, "default"),
        "stopId": own(table, table.stops[one.stop].id),
        "stopSequence": one.at,
        "totalStopsInTrip": len(pattern.stops),
        "tripHeadsign": pattern.headsign,
        "tripId": own(table, one.trip),
        "tripStatus": there,
        "vehicleId": own(table, one.vehicle),
    }


def frequency(table: Timetable, one: Arrival) -> Entity | None:
    if one.often is None or one.often.exact:
        return None
    zero = table.midnight(one.pattern.route, one.day)
    return {
        "startTime": (zero + one.often.start) * 1000,
        "endTime": (zero + one.often.end) * 1000,
        "headway": one.often.headway,
    }


def schedule_for_stop(buses: Buses, asked: Asked) -> Answer:
    """A whole service day."""
    held, at = stop_in(buses, asked.id)
    table, refs = held.timetable, References(held)
    day = asked_day(buses, asked, table)
    routes: dict[int, dict[str, list[Entity]]] = {}
    for number, place in table.visits.get(at, ()):
        pattern = table.patterns[number]
        zero = table.midnight(pattern.route, day)
        for trip, begins, _ in table.begins(number, day, 0, table.longest):
            refs.trips.add(trip)
            begins += zero
            one = {
                "arrivalEnabled": place > 0 and pattern.alights(place),
                "arrivalTime": (begins + pattern.arrives[place]) * 1000,
                "departureEnabled": place < len(pattern.stops) - 1 and pattern.boards(place),
                "departureTime": (begins + pattern.departs[place]) * 1000,
                "serviceId": own(table, table.services[table.trips[trip].service].id),
                "stopHeadsign": "",
                "tripId": own(table, table.trips[trip].id),
            }
            routes.setdefault(pattern.route, {}).setdefault(pattern.headsign, []).append(one)
    refs.stops.add(at)
    schedules: list[Entity] = [
        {
            "routeId": of_route(table, route),
            "stopRouteDirectionSchedules": [
                {
                    "tripHeadsign": headsign,
                    "scheduleStopTimes": sorted(times, key=itemgetter("departureTime")),
                    "scheduleFrequencies": [],
                }
                for headsign, times in headsigns.items()
            ],
        }
        for route, headsigns in sorted(routes.items())
    ]
    entry = {"date": noon(table, day), "stopId": asked.id, "stopRouteSchedules": schedules}
    return {"entry": entry}, refs


def noon(table: Timetable, day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=table.zone).timestamp()) * 1000


def asked_day(buses: Buses, asked: Asked, table: Timetable) -> date:
    text = asked.text("date")
    if not text:
        return datetime.fromtimestamp(buses.now(), table.zone).date()
    if text.isascii() and text.isdigit():
        return service_day(table, asked.number("date")) or date(1970, 1, 1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong("date") from None
    if not 1970 <= day.year < 2200:
        raise Wrong("date")
    return day
