"""What each address of OneBusAway answers about agencies, routes, stops, trips and vehicles."""

from __future__ import annotations

from server.transit.geo import METRES, metres
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


def listed(held: Held | None, rows: list[Entity], refs: References, more: bool = False) -> Answer:
    return {"list": rows, "limitExceeded": more, "outOfRange": False}, refs


def agencies_with_coverage(buses: Buses, asked: Asked) -> Answer:
    rows, agencies = [], []
    for held in buses.feeds.values():
        stops = [one for one in held.timetable.stops if one.kind in (0, 1)]
        lats, lons = [one.lat for one in stops], [one.lon for one in stops]
        for id in held.timetable.agencies:
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
    return listed(held, [route(held.timetable, at) for at in routes_of(held, asked.id)], refs)


def route_ids_for_agency(buses: Buses, asked: Asked) -> Answer:
    held = agency_in(buses, asked.id)
    return {
        "list": [of_route(held.timetable, at) for at in routes_of(held, asked.id)],
        "limitExceeded": False,
    }, References(held)


def boarded(table: Timetable) -> list[int]:
    return [at for at, one in enumerate(table.stops) if one.kind in (0, 1)]


def stops_for_agency(buses: Buses, asked: Asked) -> Answer:
    held, refs = agency_in(buses, asked.id), References(agency_in(buses, asked.id))
    stops = boarded(held.timetable)
    refs.routes = {at for one in stops for at in held.timetable.routes_at.get(one, ())}
    return listed(held, [stop(held.timetable, at) for at in stops], refs)


def stop_ids_for_agency(buses: Buses, asked: Asked) -> Answer:
    held = agency_in(buses, asked.id)
    ids = [own(held.timetable, held.timetable.stops[at].id) for at in boarded(held.timetable)]
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


def near(buses: Buses, asked: Asked) -> tuple[Held | None, list[int], bool]:
    """Stops around a point of the nearest feed, the nearest first."""
    lat, lon = asked.number("lat"), asked.number("lon")
    lat_span, lon_span = asked.number("latSpan", 0), asked.number("lonSpan", 0)
    radius = asked.number("radius", 0 if lat_span and lon_span else 600)
    query = asked.text("query").casefold()
    most = min(max(int(asked.number("maxCount", 100)), 1), 250)
    best: tuple[Held | None, list[int], bool] = (None, [], False)
    for held in buses.feeds.values():
        found: list[tuple[float, int]] = []
        for at, one in enumerate(held.timetable.stops):
            if one.kind not in (0, 1) or (abs(one.lat - lat) * METRES > radius > 0):
                continue
            far = metres(lat, lon, one.lat, one.lon)
            inside = (
                far <= radius if radius else abs(one.lat - lat) * 2 <= lat_span and abs(one.lon - lon) * 2 <= lon_span
            )
            if inside and (not query or query in one.code.casefold() or query in one.name.casefold()):
                found.append((far, at))
        found.sort()
        if len(found) > len(best[1]):
            best = held, [at for _, at in found[:most]], len(found) > most
    return best


def stops_for_location(buses: Buses, asked: Asked) -> Answer:
    held, stops, more = near(buses, asked)
    refs = References(held)
    if held is None:
        return {"list": [], "limitExceeded": False, "outOfRange": True}, refs
    refs.routes = {at for one in stops for at in held.timetable.routes_at.get(one, ())}
    return listed(held, [stop(held.timetable, at) for at in stops], refs, more)


def routes_for_location(buses: Buses, asked: Asked) -> Answer:
    query = asked.text("query").casefold()
    held, stops, _ = near(buses, asked.without("query"))
    refs = References(held)
    if held is None:
        return {"list": [], "limitExceeded": False, "outOfRange": True}, refs
    table = held.timetable
    at = sorted({one for stop in stops for one in table.routes_at.get(stop, ())})
    at = [
        one
        for one in at
        if not query or query in (table.routes[one].short.casefold(), table.routes[one].long.casefold())
    ]
    refs.agencies = {table.routes[one].agency for one in at}
    return listed(held, [route(table, one) for one in at], refs)


def search_stop(buses: Buses, asked: Asked) -> Answer:
    return searched(buses, asked, stops=True)


def search_route(buses: Buses, asked: Asked) -> Answer:
    return searched(buses, asked, stops=False)


def searched(buses: Buses, asked: Asked, stops: bool) -> Answer:
    """In the first feed that knows the words."""
    words, most = asked.text("input").casefold(), min(max(int(asked.number("maxCount", 20)), 1), 100)
    for held in buses.feeds.values() if words else ():
        table, refs = held.timetable, References(held)
        if stops:
            at = [n for n in boarded(table) if words in table.stops[n].name.casefold() or words == table.stops[n].code]
            refs.routes = {one for n in at[:most] for one in table.routes_at.get(n, ())}
            rows = [stop(table, n) for n in at[:most]]
        else:
            at = [n for n, one in enumerate(table.routes) if words in f"{one.short} {one.long}".casefold()]
            at.sort(key=lambda n: words != table.routes[n].short.casefold())
            refs.agencies = {table.routes[n].agency for n in at[:most]}
            rows = [route(table, n) for n in at[:most]]
        if rows:
            return listed(held, rows, refs, len(at) > most)
    return listed(None, [], References())


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
    return listed(held, rows, refs)


def name_run(refs: References, run: LiveRun) -> None:
    if run.trip >= 0:
        refs.trips.add(run.trip)
    if run.trip < 0 or run.relation == "duplicated":
        refs.extra[run.id] = run
