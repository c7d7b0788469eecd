"""What each address of OneBusAway answers about agencies, routes, stops, trips and vehicles."""

from __future__ import annotations

from datetime import UTC, datetime

from server.transit.held import Buses, Held
from server.transit.oba.asked import Asked, Unknown
from server.transit.oba.entities import Entity, References, agency, route, stop, trip
from server.transit.oba.names import found, of_route, own
from server.transit.oba.polyline import encoded
from server.transit.oba.status import status
from server.transit.realtime.live import LiveRun
from server.transit.timetable import Timetable

Answer = tuple[Entity, References]


def current_time(buses: Buses, asked: Asked) -> Answer:
    now = buses.core.clock()
    return {
        "entry": {"time": int(now.timestamp() * 1000), "readableTime": now.isoformat(timespec="seconds")}
    }, References()


def config(buses: Buses, asked: Asked) -> Answer:
    """Which feeds there are, and the days that their timetables know."""
    services = [one for held in buses.feeds.values() for one in held.timetable.services]
    days = [day for one in services for day in ([one.first, one.last] if one.week else []) + list(one.added)]
    entry: Entity = {
        "id": ",".join(f"{held.id} {held.stamp}" for held in buses.feeds.values()),
        "name": ", ".join(held.timetable.body.publisher or held.id for held in buses.feeds.values()),
        "gitProperties": {},
    }
    if days:
        first, last = (datetime.fromordinal(one).replace(tzinfo=UTC) for one in (min(days), max(days)))
        entry |= {"serviceDateFrom": milliseconds(first), "serviceDateTo": milliseconds(last)}
    return {"entry": entry}, References()


def milliseconds(at: datetime) -> str:
    return str(int(at.timestamp()) * 1000)


def stop_in(buses: Buses, name: str) -> tuple[Held, int]:
    held, id = named(buses, name)
    at = held.timetable.stop_at.get(id)
    if at is None:
        raise Unknown
    return held, at


def named(buses: Buses, name: str) -> tuple[Held, str]:
    there = found(buses, name)
    if there is None:
        raise Unknown
    return there


def route_in(buses: Buses, name: str) -> tuple[Held, int]:
    held, id = named(buses, name)
    at = held.timetable.route_at.get(id)
    if at is None or of_route(held.timetable, at) != name:
        raise Unknown
    return held, at


def agency_in(buses: Buses, id: str) -> Held:
    held = buses.of_agency(id)
    if held is None:
        raise Unknown
    return held


def listed(rows: list[Entity], refs: References, more: bool = False) -> Answer:
    return {"list": rows, "limitExceeded": more, "outOfRange": False}, refs


def agencies_with_coverage(buses: Buses, asked: Asked) -> Answer:
    rows, agencies = [], []
    for held in buses.feeds.values():
        for id in held.timetable.agencies:
            stops = [held.timetable.stops[at] for at in stops_of(held.timetable, id)]
            if not stops:
                continue
            lats, lons = [one.lat for one in stops], [one.lon for one in stops]
            agencies.append(agency(held.timetable, id))
            rows.append(
                {
                    "agencyId": id,
                    "lat": (min(lats) + max(lats)) / 2,
                    "lon": (min(lons) + max(lons)) / 2,
                    "latSpan": max(lats) - min(lats),
                    "lonSpan": max(lons) - min(lons),
                }
            )
    refs = Several(agencies)
    return {"list": rows, "limitExceeded": False}, refs


class Several(References):
    """Agencies of several feeds."""

    def __init__(self, rows: list[Entity]) -> None:
        super().__init__()
        self.rows = rows

    def body(self) -> Entity:
        return super().body() | {"agencies": self.rows}


def agency_entry(buses: Buses, asked: Asked) -> Answer:
    held = agency_in(buses, asked.id)
    return {"entry": agency(held.timetable, asked.id)}, References(held)


def routes_of(held: Held, agency: str) -> list[int]:
    return [at for at, one in enumerate(held.timetable.routes) if one.agency == agency]


def routes_for_agency(buses: Buses, asked: Asked) -> Answer:
    held, refs = agency_in(buses, asked.id), References(agency_in(buses, asked.id))
    refs.agencies.add(asked.id)
    return listed([route(held.timetable, at) for at in routes_of(held, asked.id)], refs)


def route_ids_for_agency(buses: Buses, asked: Asked) -> Answer:
    held = agency_in(buses, asked.id)
    return {
        "list": [of_route(held.timetable, at) for at in routes_of(held, asked.id)],
        "limitExceeded": False,
    }, References(held)


def stops_of(table: Timetable, agency: str) -> list[int]:
    """Where its lines stop; all, where there is no other agency."""
    if len(table.agencies) == 1:
        return boarded(table)
    routes = {at for at, one in enumerate(table.routes) if one.agency == agency}
    return sorted({stop for pattern in table.patterns if pattern.route in routes for stop in pattern.stops})


def boarded(table: Timetable) -> list[int]:
    return [at for at, one in enumerate(table.stops) if one.kind in (0, 1)]


def stops_for_agency(buses: Buses, asked: Asked) -> Answer:
    held, refs = agency_in(buses, asked.id), References(agency_in(buses, asked.id))
    stops = stops_of(held.timetable, asked.id)
    refs.routes = {at for one in stops for at in held.timetable.routes_at.get(one, ())}
    return listed([stop(held.timetable, at) for at in stops], refs)


def stop_ids_for_agency(buses: Buses, asked: Asked) -> Answer:
    held = agency_in(buses, asked.id)
    ids = [own(held.timetable, held.timetable.stops[at].id) for at in stops_of(held.timetable, asked.id)]
    return {"list": ids, "limitExceeded": False}, References(held)


def stop_entry(buses: Buses, asked: Asked) -> Answer:
    held, at = stop_in(buses, asked.id)
    refs = References(held)
    refs.routes = set(held.timetable.routes_at.get(at, ()))
    return {"entry": stop(held.timetable, at)}, refs


def route_entry(buses: Buses, asked: Asked) -> Answer:
    held, at = route_in(buses, asked.id)
    refs = References(held)
    refs.agencies.add(held.timetable.routes[at].agency)
    return {"entry": route(held.timetable, at)}, refs


def trip_in(buses: Buses, name: str) -> tuple[Held, str, int]:
    """-1: a trip that only a live source told of."""
    held, id = named(buses, name)
    at = held.timetable.trip_at.get(id, -1)
    if at < 0 and id not in held.live.by_id:
        raise Unknown
    return held, id, at


def trip_entry(buses: Buses, asked: Asked) -> Answer:
    held, _, at = trip_in(buses, asked.id)
    if at < 0:
        raise Unknown
    refs = References(held)
    refs.routes.add(held.timetable.patterns[held.timetable.trips[at].pattern].route)
    return {"entry": trip(held.timetable, at)}, refs


def shape_entry(buses: Buses, asked: Asked) -> Answer:
    held, id = named(buses, asked.id)
    one = next((shape for shape in held.timetable.shapes if shape.id == id), None)
    if one is None:
        raise Unknown
    points = encoded(one.lat, one.lon)
    return {"entry": {"points": points, "length": len(one.lat), "levels": ""}}, References(held)


def stops_for_route(buses: Buses, asked: Asked) -> Answer:
    """Stops of each direction in the order of its longest pattern, those of the others after it."""
    held, at = route_in(buses, asked.id)
    table, refs = held.timetable, References(held)
    groups, lines = [], []
    patterns = [table.patterns[number] for number in table.patterns_of.get(at, ())]
    for direction in sorted({one.direction for one in patterns}):
        of = sorted((one for one in patterns if one.direction == direction), key=lambda one: -len(one.stops))
        stops = list(dict.fromkeys(stop for one in of for stop in one.stops))
        shapes = sorted({one.shape for one in of if one.shape >= 0})
        drawn = [line(table, shape) for shape in shapes]
        groups.append(
            {
                "id": str(direction),
                "name": {"name": of[0].headsign, "names": [of[0].headsign], "type": "destination"},
                "stopIds": [own(table, table.stops[stop].id) for stop in stops],
                "polylines": drawn,
            }
        )
        lines += drawn
        refs.stops |= set(stops)
    refs.routes.add(at)
    entry = {
        "routeId": asked.id,
        "stopIds": [own(table, table.stops[stop].id) for stop in sorted(refs.stops)],
        "stopGroupings": groups,
        "polylines": lines,
    }
    return {"entry": entry}, refs


def line(table: Timetable, shape: int) -> Entity:
    one = table.shapes[shape]
    return {"points": encoded(one.lat, one.lon), "length": len(one.lat), "levels": ""}


def vehicles_for_agency(buses: Buses, asked: Asked) -> Answer:
    held, now = agency_in(buses, asked.id), buses.now()
    table, refs, rows = held.timetable, References(held), []
    for seen, run, _ in held.live.positions:
        row: Entity = {
            "vehicleId": own(table, seen.vehicle),
            "lastUpdateTime": seen.at * 1000,
            "lastLocationUpdateTime": seen.at * 1000,
            "location": {"lat": seen.lat, "lon": seen.lon},
            "occupancyCapacity": -1,
            "occupancyCount": -1,
            "occupancyStatus": "",
            "phase": "in_progress" if run else "",
            "status": "default",
            "tripId": own(table, run.id) if run else "",
        }
        if run is not None:
            if table.routes[run.pattern.route].agency != asked.id:
                continue
            name_run(refs, run)
            row["tripStatus"] = status(held, run, now, [])
        rows.append(row)
    return listed(rows, refs)


def name_run(refs: References, run: LiveRun) -> None:
    if run.trip >= 0:
        refs.trips.add(run.trip)
    if run.trip < 0 or run.relation == "duplicated":
        refs.extra[run.id] = run
