"""What lies around a point, and what is called so, in OneBusAway's shape."""

from __future__ import annotations

from server.transit.geo import METRES, metres
from server.transit.held import Buses, Held
from server.transit.oba.asked import Asked
from server.transit.oba.entities import References, route, stop
from server.transit.oba.resources import Answer, boarded, listed


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
    return listed([stop(held.timetable, at) for at in stops], refs, more)


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
    return listed([route(table, one) for one in at], refs)


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
            return listed(rows, refs, len(at) > most)
    return listed([], References())
