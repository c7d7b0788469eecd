"""A checked feed becomes a timetable: trips with the same stops and the same rhythm share a pattern. Pure."""

from __future__ import annotations

from server.transit.gtfs.feed import Feed, Times, Trip
from server.transit.timetable import (
    FORMAT,
    Body,
    Frequency,
    Ints,
    Pattern,
    Service,
    Shape,
)
from server.transit.timetable import Trip as Ready


def compile_feed(feed: Feed, id: str) -> Body:
    routes = sorted(feed.routes.values(), key=lambda one: (one.order, one.short, one.id))
    stops = list(feed.stops.values())
    used = {feed.trips[trip].shape for trip in feed.times} - {""}
    shapes = [shape for shape in feed.shapes if shape in used]
    services = sorted({feed.trips[trip].service for trip in feed.times})
    numbers = Numbers(
        {one.id: at for at, one in enumerate(stops)},
        {one.id: at for at, one in enumerate(routes)},
        {shape: at for at, shape in enumerate(shapes)},
    )
    patterns, trips = joined(feed, numbers, {one: at for at, one in enumerate(services)})
    trip_at = {one.id: at for at, one in enumerate(trips)}
    return Body(
        format=FORMAT,
        feed=id,
        publisher=feed.publisher,
        version=feed.version,
        sample=feed.sample,
        agencies=list(feed.agencies.values()),
        stops=stops,
        routes=routes,
        shapes=[Shape(one, millionths(feed.shapes[one].lat), millionths(feed.shapes[one].lon)) for one in shapes],
        services=[service(one, feed) for one in services],
        patterns=patterns,
        trips=trips,
        frequencies=[Frequency(trip_at[one.trip], *one[1:]) for one in feed.frequencies if one.trip in trip_at],
    )


def millionths(degrees: object) -> Ints:
    return Ints(round(one * 1e6) for one in degrees)  # type: ignore[attr-defined]


def service(id: str, feed: Feed) -> Service:
    one = feed.services[id]
    return Service(id, one.week, one.first, one.last, Ints(sorted(one.added)), Ints(sorted(one.removed)))


class Numbers:
    def __init__(self, stops: dict[str, int], routes: dict[str, int], shapes: dict[str, int]) -> None:
        self.stops, self.routes, self.shapes = stops, routes, shapes


def joined(feed: Feed, numbers: Numbers, services: dict[str, int]) -> tuple[list[Pattern], list[Ready]]:
    known: dict[tuple[object, ...], int] = {}
    patterns: list[Pattern] = []
    trips: list[Ready] = []
    for id, times in feed.times.items():
        trip = feed.trips[id]
        begins = times.arrives[0]
        key = (
            *(trip.route, trip.direction, trip.headsign, trip.shape, tuple(times.stops), times.sequence.tobytes()),
            *(tuple(one - begins for one in times.arrives), tuple(one - begins for one in times.departs)),
            times.rides.tobytes(),
        )
        number = known.get(key)
        if number is None:
            number = known[key] = len(patterns)
            patterns.append(pattern(trip, times, numbers))
        trips.append(Ready(id, number, services[trip.service], begins, trip.short, trip.block))
    return patterns, trips


def pattern(trip: Trip, times: Times, numbers: Numbers) -> Pattern:
    begins = times.arrives[0]
    return Pattern(
        route=numbers.routes[trip.route],
        direction=trip.direction,
        headsign=trip.headsign,
        shape=numbers.shapes.get(trip.shape, -1),
        stops=Ints(numbers.stops[stop] for stop in times.stops),
        arrives=Ints(one - begins for one in times.arrives),
        departs=Ints(one - begins for one in times.departs),
        sequence=Ints(times.sequence),
        rides=Ints(times.rides) if any(times.rides) else Ints(),
    )
