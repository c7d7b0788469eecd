"""Lines and stops as rows of the guide: what a phone must hold to know the next buses without a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from string import ascii_lowercase, ascii_uppercase

from server.guide.places import layer_of
from server.guide.rows import Row
from server.hours.dated import month_after
from server.transit.timetable import Pattern, Timetable

LETTERS = ascii_uppercase + ascii_lowercase
MONTHS = 3  # this one and the two after it: at least 59 days ahead, and a phone learns of new days once a month
HERE = "Asia/Shanghai"
LONGEST = 80  # characters of a code

Layered = tuple[str, str, Row]  # layer, kind, row


def span_of(today: date) -> tuple[date, date]:
    return today.replace(day=1), month_after(today, MONTHS) - timedelta(days=1)


def rows_of(table: Timetable, place: str, layers: set[str], today: date) -> Iterator[Layered]:
    """Of every line that serves one of the layers. `place` is served by stops that do not say which one they serve."""
    serves = [serving(table, at, place) for at in range(len(table.stops))]
    stops: set[tuple[str, int]] = set()
    for route in sorted(table.patterns_of):
        used = {stop for number in table.patterns_of[route] for stop in table.patterns[number].stops}
        served = sorted({layer_of(serves[at]) for at in used} & layers)
        row = line_row(table, route, today) if served else {"patterns": []}
        for layer in served if row["patterns"] else ():
            yield layer, "bus_line", row
            stops |= {(layer, at) for at in used}
    for layer, at in sorted(stops):
        yield layer, "bus_stop", stop_row(table, at, serves[at])


def serving(table: Timetable, at: int, place: str) -> str:
    stop = table.stops[at]
    parent = table.stop_at.get(stop.parent)
    return stop.place or (table.stops[parent].place if parent is not None else "") or place


def code_of(table: Timetable, id: str) -> str:
    return f"{table.feed}:{id}"


def stop_row(table: Timetable, at: int, place: str) -> Row:
    one = table.stops[at]
    row: Row = {"code": code_of(table, one.id), "name": one.name}
    row |= {"lat": round(one.lat * 1e5), "lon": round(one.lon * 1e5)}
    return row | ({"place": place} if place else {})


def line_row(table: Timetable, route: int, today: date) -> Row:
    one = table.routes[route]
    agency = table.agencies[one.agency]
    numbers = table.patterns_of[route]
    stops = list(dict.fromkeys(stop for number in numbers for stop in table.patterns[number].stops))
    services = services_of(table, numbers)
    days, sorts = days_of(table, services, *span_of(today))
    told = {service for sort in sorts for service in sort}
    row: Row = {
        "code": code_of(table, one.id),
        "name": one.short or one.long,
        "by": agency.name,
        "stops": [code_of(table, table.stops[at].id) for at in stops],
        "patterns": patterns_of(table, numbers, {at: n for n, at in enumerate(stops)}, services, told),
        "from": span_of(today)[0].isoformat(),
        "days": days,
        "sorts": sorts,
    }
    more = {
        "long": one.long if one.short else "",
        "color": one.color,
        "phone": agency.phone,
        "sample": table.sample,
        "zone": agency.zone if agency.zone != HERE else "",
    }
    return row | {name: value for name, value in more.items() if value}


def services_of(table: Timetable, numbers: Iterable[int]) -> dict[int, int]:
    """Numbers of the line's own, in the order of the feed."""
    used = sorted({table.trips[at].service for number in numbers for at in table.trips_of[number]})
    return {service: n for n, service in enumerate(used)}


def days_of(table: Timetable, services: dict[int, int], first: date, last: date) -> tuple[str, list[list[int]]]:
    sorts: list[list[int]] = []
    days = ""
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        active = [number for service, number in services.items() if table.services[service].on(on)]
        if active not in sorts:
            if len(sorts) == len(LETTERS):
                break  # no two days alike: what comes later is told next month
            sorts.append(active)
        days += LETTERS[sorts.index(active)]
    return days, sorts


Rhythm = tuple[str, int, tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def patterns_of(
    table: Timetable, numbers: list[int], places: dict[int, int], services: dict[int, int], told: set[int]
) -> list[Row]:
    """Times as whole minutes, so trips whose seconds differ may share a rhythm, and those of one may need two."""
    at: dict[Rhythm, dict[int, list[int]]] = {}
    every: dict[Rhythm, dict[int, list[list[int]]]] = {}
    for number in sorted(one for of in numbers for one in table.trips_of[of]):
        trip = table.trips[number]
        service = services[trip.service]
        if service not in told:
            continue
        pattern = table.patterns[trip.pattern]
        often = table.often.get(number)
        if often is None:
            of = at.setdefault(rhythm(table, pattern, places, trip.begins), {})
            of.setdefault(service, []).append(trip.begins // 60)
        for one in often or ():
            if one.exact or one.headway % 60:  # told one by one: whole minutes would run away from it
                for second in range(one.start, one.end, one.headway):
                    of = at.setdefault(rhythm(table, pattern, places, second), {})
                    of.setdefault(service, []).append(second // 60)
            else:
                of_headway = every.setdefault(rhythm(table, pattern, places, one.start), {})
                span = [one.start // 60, -(-one.end // 60), one.headway // 60]
                of_headway.setdefault(service, []).append(span)
    keys = sorted(at.keys() | every.keys(), key=lambda key: (key[1], key[2], key[3], key[0]))
    return [pattern_row(key, at.get(key, {}), every.get(key, {})) for key in keys]


def rhythm(table: Timetable, pattern: Pattern, places: dict[int, int], begins: int) -> Rhythm:
    last = len(pattern.stops) - 1
    leaves = [*pattern.departs[:last], pattern.arrives[last]]
    return (
        pattern.headsign or table.stops[pattern.stops[last]].name,
        pattern.direction,
        tuple(places[stop] for stop in pattern.stops),
        tuple((begins + one) // 60 - begins // 60 for one in leaves),
        tuple(n for n in range(last) if not pattern.boards(n)),
        tuple(n for n in range(1, last + 1) if not pattern.alights(n)),
    )


def pattern_row(key: Rhythm, at: dict[int, list[int]], every: dict[int, list[list[int]]]) -> Row:
    to, direction, stops, minutes, out, into = key
    goes = []
    for service in sorted(at.keys() | every.keys()):
        one: Row = {"service": service}
        if service in at:
            one["at"] = sorted(at[service])
        if service in every:
            one["every"] = sorted(every[service])
        goes.append(one)
    row: Row = {"to": to, "stops": list(stops), "minutes": list(minutes), "goes": goes}
    for name, value in (("back", direction == 1), ("out", list(out)), ("in", list(into))):
        if value:
            row[name] = value
    return row
